"""Policy releases the installation has run on: what was written under one is read with its words."""

from __future__ import annotations

import json

from app.domain.ports import Work
from app.services.runtime import Runtime
from policies.engine.errors import PolicyError
from policies.engine.loading import release_from_canonical
from policies.engine.release import PolicyRelease


def release_numbered(runtime: Runtime, work: Work, number: int | None) -> PolicyRelease | None:
    """The policy release with a number; None when there is none, or this version can no longer read it.

    None as well when its row does not have the digest that its leaf names: somebody edited the words.
    """
    if number == runtime.policy.number:
        return runtime.policy.release
    if number and number not in runtime.releases:
        found = _stored(work, number)
        if found is None:
            return None
        runtime.releases[number] = found
    return runtime.releases.get(number or 0)


def _stored(work: Work, number: int) -> PolicyRelease | None:
    canonical, leaf = work.policy.canonical(number), work.log.policy_leaf(number)
    if canonical is None or leaf is None:
        return None
    try:
        found = release_from_canonical(canonical.encode())
    except PolicyError:
        return None
    return found if json.loads(leaf.leaf)["policy"] == {"number": number, "digest": found.digest} else None

"""Policy releases the installation has run on: what was written under one is read with its words."""

from __future__ import annotations

import json

from app.domain.ports import Work
from app.services.runtime import Runtime
from policies.engine.canonical import digest
from policies.engine.errors import PolicyError
from policies.engine.loading import release_from_canonical
from policies.engine.release import PolicyRelease


def release_numbered(runtime: Runtime, work: Work, number: int | None) -> PolicyRelease | None:
    """The policy release with this number, read from the database once; None when `stored_release` gives none."""
    if number == runtime.policy.number:
        return runtime.policy.release
    if number and number not in runtime.releases:
        found = stored_release(work, number)
        if found is None:
            return None
        runtime.releases[number] = found
    return runtime.releases.get(number or 0)


def stored_release(work: Work, number: int) -> PolicyRelease | None:
    """The release stored under a number; None when its leaf vouches for other words, or this version cannot read it.

    The leaf's digest is what vouches for it: it is not held to checks that came after it.
    """
    canonical = work.policy.canonical(number)
    if canonical is None:
        return None
    words = canonical.encode()
    said = {"number": number, "digest": digest(words)}
    if said not in [json.loads(one.leaf)["policy"] for one in work.policy.leaves(number)]:
        return None
    try:
        return release_from_canonical(words)
    except (PolicyError, KeyError):
        return None

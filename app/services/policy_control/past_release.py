"""Policy releases the installation has run on: an entry is read with the words that were in force when it was made."""

from __future__ import annotations

from functools import lru_cache

from app.domain.ports import Work
from app.services.runtime import Runtime
from policies.engine.errors import PolicyError
from policies.engine.loading import release_from_canonical
from policies.engine.release import PolicyRelease


def release_numbered(runtime: Runtime, work: Work, number: int | None, digest: str | None) -> PolicyRelease | None:
    """The policy release with a number and the digest its leaf names.

    None when there is none, when its row was edited, or when this version can no longer read it.
    """
    found = _stored(runtime, work, number) if number else None
    return found if found and found.digest == digest else None


def _stored(runtime: Runtime, work: Work, number: int) -> PolicyRelease | None:
    if number == runtime.policy.number:
        return runtime.policy.release
    canonical = work.policy.canonical(number)
    try:
        return _read(canonical) if canonical else None
    except PolicyError:
        return None


@lru_cache(maxsize=4)
def _read(canonical: str) -> PolicyRelease:
    return release_from_canonical(canonical.encode())

"""Policy releases the installation has run on: an entry is read with the words that were in force when it was made."""

from __future__ import annotations

from functools import lru_cache

from app.domain.ports import Work
from app.services.runtime import Runtime
from policies.engine.errors import PolicyError
from policies.engine.loading import release_from_canonical
from policies.engine.release import PolicyRelease


def release_numbered(runtime: Runtime, work: Work, number: int | None) -> PolicyRelease | None:
    """The policy release with a number; None when there is none, or this version can no longer read it."""
    if number is None or number == runtime.policy.number:
        return runtime.policy.release if number else None
    canonical = work.policy.canonical(number)
    try:
        return _read(canonical) if canonical else None
    except PolicyError:
        return None


@lru_cache(maxsize=4)
def _read(canonical: str) -> PolicyRelease:
    return release_from_canonical(canonical.encode())

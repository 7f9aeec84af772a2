"""Whose owners have something to read again since another policy release came into force: found by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.jobs import Job
from app.services.policy_control.past_release import release_numbered
from app.services.runtime import Runtime
from policies.engine.compiled import compile_policy
from policies.engine.digests import entry_digests
from policies.engine.release import PolicyRelease

FOLLOWED: Final = "release_followed"
"""The job that finds them, once a release has followed the one of a number."""
TO_READ: Final = "entries_to_read"
"""The job that tells an organisation's accountable owners."""


def tell_owners(runtime: Runtime, job: Job) -> None:
    """Have the owners told of each organisation of which the later release says an entry otherwise, or says more."""
    before = int(job.payload["before"])
    with runtime.database.work(None) as work:
        old, new = release_numbered(runtime, work, before), release_numbered(runtime, work, before + 1)
        here = [one for one in work.identity.organisations() if one.rehearsal is None]
    if old is None or new is None:  # what is stored is not what was signed: verifying names it
        return
    known = _digests(old)
    kinds = {kind for kind, found in _digests(new).items() if not found <= known.get(kind, frozenset())}
    with runtime.database.work(None) as work:
        for one in here:
            if one.kind in kinds:
                work.jobs.enqueue(TO_READ, one.id, {}, runtime.clock.now())
        work.commit()


def _digests(release: PolicyRelease) -> Mapping[str, frozenset[str]]:
    """By kind of organisation, the digests of what its owners read."""
    compiled = compile_policy(release)
    return {kind: frozenset(entry_digests(compiled, kind).values()) for kind in release.organisations}

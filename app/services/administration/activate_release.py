"""Which release a signed change puts in force: the very words that were signed, and only where they may follow."""

from __future__ import annotations

import structlog

from app.domain.changes import APPLIED, OVERTAKEN, REFUSED, Change
from app.domain.errors import RefusesToStart
from app.domain.ports import Work
from app.services.policy_control.record_release import require_fit
from policies.engine.canonical import digest
from policies.engine.errors import PolicyError
from policies.engine.loading import release_from_canonical
from policies.engine.release import PolicyRelease

_log = structlog.get_logger()


def release_to_activate(work: Work, change: Change) -> tuple[PolicyRelease | None, str]:
    """The release, and that the change is applied; or None, and how the change ends without it."""
    canonical = (work.policy.proposed_canonical(change.about_id) or "").encode()
    if digest(canonical) != change.body["release"]:
        return None, REFUSED
    try:
        release = release_from_canonical(canonical)
        require_fit(work, release)
    except (PolicyError, RefusesToStart) as unfit:
        _log.warning("release_not_activated", change=str(change.id), why=str(unfit))
        return None, OVERTAKEN
    return release, APPLIED

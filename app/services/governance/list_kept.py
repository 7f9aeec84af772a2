"""What is held beyond its period, for who governs a hub: files of closed cases, with totals. Nothing is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.kept import KeptTooLong
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.runtime import Runtime
from policies.engine.retention import kept_by


@dataclass(frozen=True, slots=True)
class Kept:
    """The files that are past for the longest, how many there are (None: more than are counted), and their partners."""

    files: Sequence[KeptTooLong]
    total: int | None
    partners: Mapping[UUID, Organisation]


def list_kept(runtime: Runtime, actor: Actor) -> Kept:
    """Files with something beyond its period, but for those of cases the actor has stepped back from.

    Raises NotFound, after logging the refusal, unless the actor governs a hub.
    """
    release = runtime.policy.release
    kept = kept_by(release.periods.values(), release.catalogue)
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(release, actor, HUB_GOVERNS):
            refuse(runtime, work, actor, "list_kept", [])
        files, total = work.lists.kept_too_long(actor.organisation_id, actor.person_id, runtime.clock.now(), kept)
        asked = sorted({one.partner_id for one in files if one.partner_id}, key=str)
        return Kept(files, total, work.identity.organisations_of(asked) if asked else {})

"""What partners were told beside what the case holds now, compared unseen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import NotFound
from app.domain.held import IDENTITY, SAFETY
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.permission import require_case
from app.services.disclosure.releasing import file_key
from app.services.intake.case_history import CaseHistory, case_history, held_in_case
from app.services.intake.working_for import employers
from app.services.research.compose import is_empty
from app.services.research.renew_facts import facts_about, who_hears
from app.services.research.what_was_told import (
    CORRECTED,
    IDENTITY_CORRECTED,
    SAFETY_CHANGED,
    WITHDRAWN,
    Change,
    Told,
    told_in,
)
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease

Facts = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Compared:
    """The records of a case's requests as their partners have them, each with the facts that hold now."""

    history: CaseHistory
    pairs: Sequence[tuple[Told, Facts]]

    def __repr__(self) -> str:
        return f"Compared({len(self.pairs)} records)"

    def changes(self, release: PolicyRelease, what: str, subject: UUID | None, how: str) -> list[Change]:
        """What would be sent: contact and staff safety, or the identity of one subject."""
        keys, mail = safety(release), SAFETY_CHANGED
        if what == IDENTITY:
            keys, mail = release.renewal.corrected, IDENTITY_CORRECTED
        about = [one for one in self.pairs if subject in (None, one[0].record.subject_id)]
        found = [(told, differing(told, facts, keys)) for told, facts in about]
        return [Change(told, each, dict.fromkeys(each, how), mail) for told, each in found if each]

    def rests_on(self, release: PolicyRelease, what: str, subject: UUID | None) -> str:
        """Names what the case holds of it now: something else as soon as anybody says or saves it anew."""
        renewed = {kind.key for kind in release.statements.values() if kind.renew}
        chains = self.history.chains.items()
        wanted = {
            SAFETY: [each[-1].id for (key, _), each in chains if key in renewed],
            IDENTITY: [each[-1].id for (key, about), each in chains if key is None and about == subject],
        }
        return " ".join(sorted(str(one) for one in wanted[what]))


def compare(
    runtime: Runtime, work: Work, actor: Actor, case_id: UUID, file_ids: Collection[UUID] | None = None
) -> Compared:
    """What each request's partner was told of each subject, beside what the case holds of them now.

    With `file_ids`, of these alone, to be released: the case is locked and revocations wait. Raises NotFound, also for
    a partner that hears nothing of changes, as one for which somebody in the case works, HistoryDamaged.
    """
    releases = file_ids is not None
    case = require_case(runtime, work, actor, case_id, hold=releases)
    if releases:
        case = work.files.lock_case(case_id) or case
    history = case_history(work, case_id, case.reference)
    rung = employers(history.stated())
    hearing = who_hears(runtime, work, case, history, runtime.clock.now())
    requests = [one for one in hearing if one.partner_id not in rung]
    if file_ids is not None and not set(file_ids) <= {one.file_id for one in requests}:
        raise NotFound("This partner is not told of changes in this case.")
    wanted = [one for one in requests if file_ids is None or one.file_id in file_ids]
    if not wanted:
        return Compared(history, ())
    told = told_in(runtime, work, actor, case, wanted)
    held = held_in_case(runtime, work, actor, file_key(runtime, work, case_id, case.tenant_id), case, history)
    whole = next((one.subject_id for one in work.files.subjects(case_id) if one.kind == "case"), None)
    stated = history.stated()
    return Compared(history, [(one, facts_about(held, whole, one, stated)) for one in told if one.answers is not None])


def safety(release: PolicyRelease) -> tuple[str, ...]:
    """The case fields of contact and staff safety that partners are told of."""
    return tuple(rule.field for kind in release.statements.values() if kind.renew for rule in kind.tightens)


def differing(told: Told, facts: Facts, keys: Sequence[str]) -> Mapping[str, Answer | None]:
    """Of these case fields, the request fields told other than the case holds, or taken back; with what it holds."""
    found: dict[str, Answer | None] = {}
    for field in (one for one in keys if one in told.fields):
        stood, now = (told.answers or {}).get(told.fields[field]), facts.get(field)
        now = None if now is None or is_empty(now) else now
        taken_back = told.marks.get(told.fields[field]) in (WITHDRAWN, CORRECTED)
        if taken_back or (stood.value if stood else None) != (now.value if now else None):
            found[told.fields[field]] = now
    return found

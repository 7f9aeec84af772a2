"""What partners were told in requests, read unseen to be compared and sealed anew, and what is to be said instead."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import HistoryDamaged
from app.domain.files import CaseFile
from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.releasing import contents_of_files, file_keys
from app.services.disclosure.sealed_file import SealedFile
from app.services.policy_control.past_release import release_numbered
from app.services.research.compose import CHANGED, by_choice, carried
from app.services.runtime import Runtime

SAFETY_CHANGED, IDENTITY_CORRECTED = "safety_changed", "identity_corrected"
"""The mails by which a partner hears of a change."""
STRICTER, WITHDRAWN, CORRECTED = "stricter", "withdrawn", "corrected"
"""How an item has changed."""


@dataclass(frozen=True, slots=True)
class Told:
    """One record of a request as its partner has it, and the request fields that may be sent it again, by case field.

    `answers` is None where it is not as it was sealed: then nobody knows what the partner was told.
    """

    request: ResearchRequest
    partner: Organisation
    file: SealedFile
    record: Record
    answers: Mapping[str, Answer] | None
    fields: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Told(record={self.record.id}, …)"

    @property
    def marks(self) -> Mapping[str, str]:
        """How each item has changed since it was sent."""
        rows = self.answers[CHANGED].value if self.answers and CHANGED in self.answers else []
        return {row["field"]: row["how"] for row in rows}


@dataclass(frozen=True, slots=True)
class Change:
    """What one record is to say instead: request fields with their answers, None for one that is taken out, and how.

    `mail` is the kind of mail by which the partner hears that there is something to see. With `whereabouts`, the
    protection and the place that the record has from now on.
    """

    told: Told
    answers: Mapping[str, Answer | None]
    marks: Mapping[str, str]
    mail: str
    whereabouts: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return f"Change({sorted(self.marks)})"


def open_to_change(requests: Sequence[ResearchRequest], erased: Collection[UUID]) -> tuple[ResearchRequest, ...]:
    """The requests whose partners hear of what changes: answered or not, but withdrawn or erased ones."""
    return tuple(one for one in requests if one.state != "withdrawn" and one.file_id not in erased)


def told_in(
    runtime: Runtime, work: Work, actor: Actor, case: CaseFile, requests: Sequence[ResearchRequest]
) -> tuple[Told, ...]:
    """What the partners of these requests were told, unseen, to be compared and sealed anew; the case must be locked.

    The number of statements is the same however many there are. Raises KeysUnavailable.
    """
    if not requests:
        return ()
    by_file = {one.file_id: one for one in requests}
    records = work.records.of_files(list(by_file), "request")
    first = {(one.file_id, one.subject_id): one for one in records if one.supersedes is None}
    standing = [one for one in records if one.state == "released"]
    files = file_keys(runtime, work, list(by_file), case.tenant_id)
    answers = _answers(runtime, work, actor, files, [one.id for one in standing])
    partners = {one.id: one for one in work.identity.organisations()}
    return tuple(
        Told(
            request=(request := by_file[one.file_id]),
            partner=(partner := partners.get(request.partner_id) or work.identity.organisation(request.partner_id)),
            file=files[one.file_id],
            record=one,
            answers=answers.get(one.id),
            fields=_renewable(
                runtime,
                work,
                partner.kind,
                one,
                first.get((one.file_id, one.subject_id), one),
                answers.get(one.id) or {},
            ),
        )
        for one in standing
    )


def _answers(
    runtime: Runtime, work: Work, actor: Actor, files: Mapping[UUID, SealedFile], ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, Answer]]:
    """What these records say; one that is not as it was sealed is left out, and keeps no other back."""
    try:
        found = contents_of_files(runtime, work, actor, files, ids)
    except HistoryDamaged:
        if len(ids) == 1:
            return {}
        return {key: one for each in ids for key, one in _answers(runtime, work, actor, files, [each]).items()}
    return {key: one.answers for key, one in found.items()}


def _renewable(
    runtime: Runtime, work: Work, kind: str, record: Record, first: Record, told: Container[str]
) -> Mapping[str, str]:
    """By case field, the request fields that policy lets this partner have today and did when it was asked.

    What goes by choice alone and it was not `told` is not sent it by a change either.
    """
    then = release_numbered(runtime, work, first.policy_release)
    if then is None:
        return {}
    allowed = {one.key for one in carried(then, kind, record.subject_kind)}
    chosen = [one.key for one in by_choice(runtime.policy.release, kind) if one.key not in told]
    now = [one for one in carried(runtime.policy.release, kind, record.subject_kind) if one.key not in chosen]
    return {one.from_case: one.key for one in now if one.from_case is not None and one.key in allowed}

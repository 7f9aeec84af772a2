"""A partner's question to the hub, with what the partner was sent and what the case holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.pauses import question_ended
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import is_question
from app.services.disclosure.facts import place_in
from app.services.disclosure.gate import OpenedRecord, Shown, open_records
from app.services.intake.open_case import KnownCase, case_in
from app.services.research.compose import is_empty
from app.services.research.question_in_draft import QUESTION
from app.services.runtime import Runtime
from policies.engine.vocabulary import LOCATION, SENT, UNPROTECTED


class Ended(NamedTuple):
    """The hub answered, or else the partner went on without that; who of either did it, and when."""

    answered: bool
    by_id: UUID | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`asked` is the question's record, None where this person's role is not shown it. Fields are by request field.

    `ended` is what ended the question, None while it waits and for whoever learns nothing of how the partner answers.
    `sent` is what the partner was given, `kept_back` what the case holds and no answer gives it: the place of somebody
    protected, where it was not chosen for this partner.
    """

    known: KnownCase
    request: ResearchRequest
    asked: OpenedRecord | None
    ended: Ended | None
    sent: Mapping[str, Shown]
    held: Mapping[str, Shown]
    kept_back: tuple[str, ...]

    @property
    def words(self) -> str | None:
        """The question as the partner wrote it."""
        shown = self.asked.fields[QUESTION] if self.asked else None
        return shown.answer.note if shown and shown.answer else None


def open_question(runtime: Runtime, actor: Actor, case_id: UUID, file_id: UUID) -> OpenQuestion:
    """Open the question of one request: a leaf for it and what it answers, and one for the case. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        known = case_in(runtime, work, actor, case_id)
        request = next((one for one in known.requests if one.file_id == file_id), None)
        if request is None:
            raise NotFound("This request is not part of the case.")
        back = [one for one in work.records.of_file(file_id, "return") if one.state == "released"]
        waits = request.state == "clarification" or request.partner_id not in known.learns
        ended = None if waits else _ended(work, file_id)
    returned = {one.subject_id: one.id for one in back}
    sent = [one for one in known.sent if one.file_id == file_id and one.state == "released"]
    beside = {one.id: returned[one.subject_id] for one in sent if one.subject_id in returned}
    own = [one.id for one in (*known.records.values(), *known.stated.values())]
    opened = open_records(runtime, actor, [*own, *returned.values(), *beside], beside=beside, skip_hidden=True)
    asked = next((one for one in opened if one.record.kind == "return" and is_question(one)), None)
    about = asked.record.subject_id if asked else None
    by_kind: dict[str, dict[str, Shown]] = {}
    for one in opened:
        if one.record.subject_id == about:
            by_kind.setdefault(one.record.kind, {}).update(one.fields)
    held = {key: one for key, one in by_kind.get("case", {}).items() if one.answer is None or not is_empty(one.answer)}
    fields = runtime.policy.release.catalogue.fields_for("request", "hub")
    held = {one.key: held[one.from_case] for one in fields if one.from_case in held}
    record = next((one for one in sent if one.subject_id == about), None)
    was, goes = _place_goes(known, record) if record else (True, True)
    places = {one.key for one in fields if LOCATION in one.tags}
    given = by_kind.get("request", {})
    return OpenQuestion(
        known=known,
        request=request,
        asked=asked,
        ended=ended,
        sent={key: one for key, one in given.items() if was or key not in places},
        held={key: one for key, one in held.items() if goes or key not in places},
        kept_back=() if goes else tuple(key for key in held if key in places),
    )


def _place_goes(known: KnownCase, record: Record) -> tuple[bool, bool]:
    """Whether the place of whom a request is about went with it, and whether it would go with an answer to it now."""
    chosen = place_in(record) == SENT
    now = known.protection_of(record.subject_id)
    return chosen or record.protection == UNPROTECTED, chosen or now == UNPROTECTED


def _ended(work: Work, file_id: UUID) -> Ended | None:
    event = question_ended(work.events.of_files([file_id])[file_id])
    if event is None:
        return None
    by = work.identity.person(event.by_id).display_name if event.by_id else None
    return Ended(event.what == "clarified", event.by_id, by, event.at)

"""A case beside everything partners returned about it, opened in one act: one transaction, one wait for the disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.answers import ASKING
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.log_entry import Whose
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.collation.differences import is_compared
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.intake.open_case import KnownCase, case_in
from app.services.policy_control.past_release import release_numbered
from app.services.research.compose import ASKED, CHALLENGE, QUESTIONS
from app.services.research.question_in_draft import QUESTION
from app.services.research.stands import said_again
from app.services.runtime import Runtime
from policies.engine.vocabulary import SAFETY


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the hub asked in words, and why; some of it may be kept back from this reader, in words."""

    asks: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """One partner's side: the items it was asked for, by subject, and its returns; `earlier` ones were corrected.

    `about` is whom it was asked about; `questions` are those it was asked in words, read where there is a return, and
    `challenge` is why its answer was challenged, as far as this person is shown that.
    Nothing of it is opened when it is `stopped`: the log of the hub and this partner was found changed. Of one that is
    `erased` nothing can be.
    """

    request: ResearchRequest
    about: frozenset[UUID]
    asked: Mapping[UUID, tuple[str, ...]]
    questions: tuple[Question, ...]
    challenge: str | None
    opened: tuple[OpenedRecord, ...]
    earlier: tuple[Record, ...]
    stopped: bool
    erased: datetime | None


@dataclass(frozen=True, slots=True)
class Collation:
    """A case as the hub reads it: all that stands in it, on record and stated, and each source."""

    known: KnownCase
    case: tuple[OpenedRecord, ...]
    sources: tuple[Source, ...]


def open_collation(
    runtime: Runtime, actor: Actor, case_id: UUID, only: UUID | None = None, also: Collection[str] = ()
) -> Collation:
    """The case's records, what was asked and the newest returns (of `only` one request), as this person may see them.

    Opens of the case what warns, what is compared and the fields in `also`; of a request what was asked,
    where there is a return to put it beside. One leaf for each partner's return and one for the case, where each has
    one legal basis. A return of which the role is shown nothing is left out, and so is each source whose log was found
    changed: it keeps nobody from the others. Raises NotFound.
    """
    with runtime.database.work(actor.organisation_id) as work:
        known = case_in(runtime, work, actor, case_id, asks=False)
        requests = [one for one in known.requests if only in (None, one.file_id)]
        if only is not None and not requests:
            raise NotFound("This request is not part of the case.")
        returned = work.records.of_files([one.file_id for one in requests], "return")
        stops = {one.log.whose for one in work.stops.stops()}
        own = (*known.records.values(), *known.stated.values())
        shown = {number: _shown_of(runtime, work, number, also) for number in {one.policy_release for one in own}}
        fields = {one.id: shown[one.policy_release] for one in own}
    stopped = {one.file_id for one in requests if Whose(one.hub_id, one.partner_id) in stops}
    lists = {(one.file_id, one.subject_id): one.id for one in known.sent if one.state == "released"}
    shut = stopped | known.erased.keys()
    kept = [one for one in returned if one.state == "released" and one.file_id not in shut]
    beside = {lists[about]: one.id for one in kept if (about := (one.file_id, one.subject_id)) in lists}
    wanted = [*(one.id for one in (*own, *kept)), *beside]
    fields |= dict.fromkeys(beside, (ASKED, QUESTIONS, CHALLENGE))
    found = open_records(runtime, actor, wanted, fields=fields, beside=beside, skip_hidden=True) if wanted else ()
    opened = {one.record.id: one for one in found}

    def source(one: ResearchRequest) -> Source:
        back = [each for each in returned if each.file_id == one.file_id]
        asks, same = [opened.get(of) for (file, _), of in lists.items() if file == one.file_id], said_again(back)
        return Source(
            request=one,
            about=frozenset(about for file, about in lists if file == one.file_id),
            asked={about: _items(opened.get(of)) for (file, about), of in lists.items() if file == one.file_id},
            questions=_questions(asks),
            challenge=next((str(each.value(CHALLENGE)) for each in asks if each and each.value(CHALLENGE)), None),
            opened=tuple(opened[each.id] for each in back if each.id in opened),
            earlier=tuple(
                each
                for each in back
                if each.state == "superseded" and each.id not in same and one.partner_id in known.learns
            ),
            stopped=one.file_id in stopped,
            erased=known.erased.get(one.file_id),
        )

    case = tuple(opened[one.id] for one in own if one.id in opened)
    return Collation(known=known, case=case, sources=tuple(source(one) for one in requests))


def is_question(opened: OpenedRecord) -> bool:
    """Whether a partner's record is no return but a question to the hub: it answers nothing yet (law 7)."""
    asked = opened.fields.get(QUESTION)
    return asked is not None and asked.answer is not None and asked.answer.kind == ASKING


def _shown_of(runtime: Runtime, work: Work, number: int, also: Collection[str]) -> tuple[str, ...]:
    """The fields of the case's records that this look is for, as the release they were written under has them."""
    release = release_numbered(runtime, work, number) or runtime.policy.release
    fields = release.catalogue.items()
    return tuple(key for key, one in fields if key in also or not SAFETY.isdisjoint(one.tags) or is_compared(one))


def _questions(opened: Iterable[OpenedRecord | None]) -> tuple[Question, ...]:
    """The questions of a request, each once however many people it is about."""
    given = [one.fields[QUESTIONS].answer for one in opened if one and QUESTIONS in one.fields]
    rows = [row for one in given if one and isinstance(one.value, list) for row in one.value]
    return tuple(dict.fromkeys(Question(row["question"], row.get("why")) for row in rows if row.get("question")))


def _items(opened: OpenedRecord | None) -> tuple[str, ...]:
    rows = opened.value(ASKED) if opened else None
    return tuple(row["field"] for row in rows) if isinstance(rows, list) else ()

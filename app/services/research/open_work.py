"""What a partner works with, opened through the gate: what was asked, its own drafts, its own returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.answers import UNFINISHED, Answer, finished
from app.domain.identity import Actor
from app.domain.records import Record
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.sealing import Content
from app.services.research.completeness import Asked, what_was_sent
from app.services.research.open_request import require_openable
from app.services.research.survey_request import Survey
from app.services.runtime import Runtime

ASKED = "request_asked_fields"
CALLED = ("request_subject_name", "request_premises_name")
"""What a subject is called in a request, the first that holds something."""


@dataclass(frozen=True, slots=True)
class OpenedWork:
    """Opened records by subject: what was asked, and what is written about it (drafts or returns)."""

    asked: Mapping[UUID, OpenedRecord]
    written: Mapping[UUID, OpenedRecord]


def open_work(runtime: Runtime, actor: Actor, survey: Survey, written: Iterable[Record]) -> OpenedWork:
    """What the request asks about everybody, and these drafts or returns: one leaf each. Raises NotFound."""
    asked = {part.asked.id: part.subject_id for part in survey.parts}
    own = {record.id: record.subject_id for record in written}
    opened = {one.record.id: one for one in open_records(runtime, actor, [*asked, *own])}
    return OpenedWork(
        {subject: opened[record] for record, subject in asked.items()},
        {subject: opened[record] for record, subject in own.items()},
    )


def open_asked(runtime: Runtime, actor: Actor, survey: Survey) -> Mapping[UUID, OpenedRecord]:
    """What the request asks, by subject: one leaf. Raises WrongState before it is claimed, NotFound."""
    require_openable(survey.request)
    asked = [part.asked.id for part in survey.parts]
    return {one.record.subject_id: one for one in open_records(runtime, actor, asked)}


def open_written(runtime: Runtime, actor: Actor, written: Iterable[Record]) -> tuple[OpenedRecord, ...]:
    """Drafts or returns of the actor's own organisation: one leaf. Raises NotFound."""
    ids = [record.id for record in written]
    return open_records(runtime, actor, ids) if ids else ()


def open_sent(runtime: Runtime, actor: Actor, survey: Survey) -> OpenedWork:
    """The organisation's own returns, and of what was asked beside each no more than what its subject is called.

    A leaf for each of the two authors; once the hub has withdrawn the request the returns alone. Raises NotFound.
    """
    beside = {
        part.asked.id: part.returned.id
        for part in survey.parts
        if part.returned is not None and survey.request.state != "withdrawn"
    }
    fields = dict.fromkeys(beside, CALLED)
    ids = [*(one.id for one in survey.returned), *beside]
    opened = open_records(runtime, actor, ids, fields=fields, beside=beside, skip_hidden=True) if ids else ()
    written = {one.record.subject_id: one for one in opened if one.record.id not in beside}
    if len(written) < len(survey.returned):
        written = {one.record.subject_id: one for one in open_written(runtime, actor, survey.returned)}  # or refused
    return OpenedWork({one.record.subject_id: one for one in opened if one.record.id in beside}, written)


def called(opened: OpenedRecord | None) -> str | None:
    """What a request calls its subject, as far as this person is shown it."""
    found = (opened.value(key) for key in CALLED) if opened else ()
    return next((one for one in found if isinstance(one, str) and one), None)


def content_of(opened: OpenedRecord) -> Content:
    """An opened draft as the content it was saved from."""
    return Content({key: one.answer for key, one in opened.fields.items() if one.answer}, opened.gists)


def answered(content: Content) -> Content:
    """Of a draft, what is an answer by now."""
    return Content(finished(content.answers), content.gists)


def answers_of(opened: OpenedRecord) -> Mapping[str, Answer]:
    """What is shown of a record, by field; of a draft, what is an answer by now."""
    return answered(content_of(opened)).answers


def typed_of(opened: OpenedRecord) -> Mapping[str, Any]:
    """What stands in a draft as it was typed, because it is no answer yet, by field."""
    return {key: one.value for key, one in content_of(opened).answers.items() if one.kind == UNFINISHED}


def sent_about(opened: OpenedRecord) -> Asked:
    """What the partner was sent about one subject, as far as this person sees it."""
    values = {key: shown.answer.value for key, shown in opened.fields.items() if shown.answer is not None}
    return Asked(asked_keys(opened), what_was_sent(values))


def asked_keys(opened: OpenedRecord) -> tuple[str, ...]:
    """The return fields a request asks for, by key."""
    rows = opened.value(ASKED)
    return tuple(str(row["field"]) for row in rows) if isinstance(rows, list) else ()

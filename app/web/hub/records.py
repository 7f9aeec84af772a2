"""Pages that fill what is held on record of a case: the concern, and each subject."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask.typing import ResponseReturnValue

from app.domain.answers import Answer
from app.domain.errors import NotFound
from app.domain.files import Subject
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.services.disclosure.duties import HUB_READS, HUB_WORKS
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.save_case_record import save_case_record
from app.web.hub.changed_words import partners_who_hear
from app.web.hub.door import hub
from app.web.hub.field_groups import (
    CASE,
    Section,
    concern_sections,
    subject_sections,
)
from app.web.hub.hidden_from import who_is_here
from app.web.hub.names import subject_names
from app.web.hub.record_page import RecordPage, receive, show, subject_of
from app.web.runtime import runtime


@hub.get("/cases/<uuid:case_id>/concern")
@opens
@allow(roles=HUB_READS)
def concern(case_id: UUID) -> ResponseReturnValue:
    """The notification, the concern and the household, as stored."""
    return show(_concern(case_id))


@hub.post("/cases/<uuid:case_id>/concern")
@allow(roles=HUB_WORKS)
def save_concern(case_id: UUID) -> ResponseReturnValue:
    """Store the notification, the concern and the household."""
    return receive(_concern(case_id))


@hub.get("/cases/<uuid:case_id>/subjects/<uuid:subject_id>")
@opens
@allow(roles=HUB_READS)
def subject(case_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """What is held about one subject."""
    return show(_subject(case_id, subject_id))


@hub.post("/cases/<uuid:case_id>/subjects/<uuid:subject_id>")
@allow(roles=HUB_WORKS)
def save_subject(case_id: UUID, subject_id: UUID) -> ResponseReturnValue:
    """Store what is known about one subject."""
    return receive(_subject(case_id, subject_id))


def _concern(case_id: UUID) -> RecordPage:
    known = find_case(runtime(), current.actor(), case_id)
    sections = concern_sections(runtime().policy.release)
    lead = "Nobody is sent this as it stands: each partner gets only what its kind may have."
    return _plain(known, subject_of(known, CASE), sections, "About the concern", lead)


def _subject(case_id: UUID, subject_id: UUID) -> RecordPage:
    known = find_case(runtime(), current.actor(), case_id)
    one = subject_of(known, subject_id=subject_id)
    if one.kind == CASE:
        raise NotFound("This person is not part of the case.")
    sections = subject_sections(runtime().policy.release, one.kind)
    lead = "Give what you know; partners search by it. Before anything is sent you see what each of them gets."
    return _plain(known, one, sections, subject_names(known.subjects)[subject_id], lead)


def _plain(known: KnownCase, one: Subject, sections: tuple[Section, ...], title: str, lead: str) -> RecordPage:
    """A page that stores a record and decides nothing."""
    case_id = known.case.file_id

    def save(answers: Mapping[str, Answer], version: int | None) -> object:
        return save_case_record(runtime(), current.actor(), case_id, one.subject_id, answers, version)

    hears = partners_who_hear(known) if one.kind != CASE else ()
    return RecordPage(
        known, one, sections, title, save, context={"lead": lead, "hears": hears, "here": who_is_here(known, one)}
    )

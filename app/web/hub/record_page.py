"""One way to show, receive and save a record of a case, whichever page asks for it. Typing is never lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, Stale
from app.domain.files import Subject
from app.http import current
from app.http.page import render_page
from app.services.disclosure.duties import HUB_WORKS, has_duty
from app.services.disclosure.gate import OpenedRecord, Shown
from app.services.intake.open_case import KnownCase, find_case, open_versions
from app.web.field_forms import change_rows, row_change
from app.web.hub.field_groups import ADDRESS_PROTECTED, Section
from app.web.hub.record_form import RecordForm, differing, filled, read_changes, seen_version, typed
from app.web.hub.record_shown import shown_sections
from app.web.runtime import runtime
from policies.engine.catalogue import Field
from policies.engine.vocabulary import PROTECTED, UNKNOWN

Save = Callable[[Mapping[str, Answer], int | None], object]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page over what is held on record of a subject, or stated of a kind (`what`): what it asks, how it saves.

    `complete` demands the fields the catalogue requires. `anew`: what stood is about something that has ended, so
    that the form is empty and it stands with the earlier ones.
    """

    known: KnownCase
    subject: Subject
    sections: tuple[Section, ...]
    title: str
    save: Save
    template: str = "hub/record.html"
    button: str = "Save"
    suggested: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True
    context: Mapping[str, Any] = field(default_factory=dict)
    what: str | None = None
    done: str | None = None
    warns: bool = False
    anew: bool = False

    @property
    def after(self) -> str:
        """Where saving leads: the task list, unless the page says otherwise."""
        return self.done or url_for("hub.case", case_id=self.known.case.file_id)


def subject_of(known: KnownCase, kind: str | None = None, subject_id: object = None) -> Subject:
    """The subject of this kind or id. Raises NotFound."""
    for one in known.subjects:
        if one.kind == kind or one.subject_id == subject_id:
            return one
    raise NotFound("This person is not part of the case.")


def show(page: RecordPage) -> ResponseReturnValue:
    """The form as it is stored, opened for this person; what they see of it, when they may not change it."""
    opened = _opened(page)
    if has_duty(runtime().policy.release, current.actor(), HUB_WORKS):
        return _render(page, opened, _filled(page, opened))
    shown = shown_sections(runtime().policy, page.sections, opened[0] if opened else None)
    record = opened[0].record if opened else None
    return render_page("hub/record_shown.html", page=page, record=record, sections=shown)


def receive(page: RecordPage) -> ResponseReturnValue:
    """Save what was sent, or show it again with what is wrong with it."""
    if change := row_change(request.form):
        opened = _opened(page)
        again = typed(request.form, page.sections, _filled(page, opened))
        return _render(page, opened, replace(again, raw=change_rows(again.raw, change), at=change.name))
    try:
        today = runtime().clock.now().date()
        fields = [one for section in page.sections for one in section.fields]
        answers = read_changes(request.form, fields, today=today, complete=page.complete)
        page.save(answers, seen_version(request.form))
    except InvalidInput as error:
        opened = _opened(page)
        return _render(page, opened, typed(request.form, page.sections, _filled(page, opened), errors=error.errors))
    except Stale:
        return _moved_on(page)
    return redirect(page.after, 303)


def _moved_on(page: RecordPage) -> ResponseReturnValue:
    """What was typed, beside what a colleague stored meanwhile; saving again is a choice."""
    page = replace(page, known=find_case(runtime(), current.actor(), page.known.case.file_id))
    opened = _opened(page)
    now = _filled(page, opened)
    mine = typed(request.form, page.sections, now, version=now.version)
    stored = differing(mine, now, opened[0]) if opened else {}
    first = page.known.history.standing(page.what, page.subject.subject_id)
    own = first is not None and first.author_person_id == current.actor().person_id
    return _render(page, opened, replace(mine, stored_now=stored), status=409, moved_on=True, own=own)


def _opened(page: RecordPage) -> tuple[OpenedRecord, ...]:
    """What stands and, of what was stated, all that stood before: the newest first."""
    about = (page.known, page.subject.subject_id, page.what)
    return open_versions(runtime(), current.actor(), *about, all_=page.what is not None)


def _filled(page: RecordPage, opened: Sequence[OpenedRecord]) -> RecordForm:
    stands = filled(runtime().policy, page.sections, opened[0] if opened else None, page.suggested)
    empty = filled(runtime().policy, page.sections, None, page.suggested)
    return replace(empty, version=stands.version) if page.anew else stands


def _render(  # what the page is over, then what stands on it
    page: RecordPage, opened: Sequence[OpenedRecord], form: RecordForm, *, status: int | None = None, **more: Any
) -> ResponseReturnValue:
    known = page.known
    record = known.history.standing(page.what, page.subject.subject_id)
    ended = (record,) if record and page.anew else ()
    shown = {one.record.id: one for one in opened}
    before = [
        (known.people[one.author_person_id], one.saved_at, _words(page, shown.get(one.id)))
        for one in (*ended, *known.earlier(page.what, page.subject.subject_id))
    ]
    others = (one.subject_id for one in known.subjects if one.subject_id != page.subject.subject_id)
    asked_again = (
        page.what is None
        and form.raw.get(ADDRESS_PROTECTED) == UNKNOWN
        and any(known.protection_of(one) == PROTECTED for one in others)
    )
    stands = shown_sections(runtime().policy, page.sections, opened[0] if opened else None)
    context = {**form.context, **page.context, "asked_again": asked_again, "shown": stands, **more}
    return render_page(page.template, status=status, page=page, record=record, before=before, **context)


def _words(page: RecordPage, opened: OpenedRecord | None) -> list[tuple[Field, Shown]]:
    if opened is None:
        return []
    fields = [one for section in page.sections for one in section.fields]
    return [(one, opened.fields[one.key]) for one in fields if one.key in opened.fields]

"""A partner needs to know more before it can answer: its question, and the hub's answer from the case or typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.identity import Organisation
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.schemas.answers import load_values
from app.services.disclosure.duties import HUB_FOLLOWS_UP
from app.services.disclosure.gate import Shown
from app.services.intake.relations import BORN, NAME
from app.services.policy_control.as_relied import as_relied
from app.services.research.clarify import answer_partner
from app.services.research.compose import ANSWER, carried, typed_fields
from app.services.research.open_question import OpenQuestion, open_question
from app.web.confirmation import confirmed
from app.web.field_forms import change_rows, error_links, errors_by_id, read_values, row_change
from app.web.hub.case_requests import request_of
from app.web.hub.door import hub
from app.web.hub.names import shared_names
from app.web.hub.question_moved_on import ASKED_AGAIN, became, typed_words, why_not_sent
from app.web.hub.words_chosen import Words, read_words, wrong_words
from app.web.initials import initials_and_year
from app.web.runtime import runtime
from app.web.typed_again import raw_values
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import Level

NOTHING = "Write an answer, or tick something the case holds."


@dataclass(frozen=True, slots=True)
class CaseValue:
    """Something the case holds that the partner may be sent; `sent` says whether it was sent before."""

    field: Field
    shown: Shown
    sent: bool


@hub.get("/cases/<uuid:case_id>/requests/<uuid:file_id>/question")
@opens
@allow(roles=HUB_FOLLOWS_UP)
def question(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """The question, what the partner was sent, and the form to answer it."""
    return _page(open_question(runtime(), current.actor(), case_id, file_id), None, {})


@hub.post("/cases/<uuid:case_id>/requests/<uuid:file_id>/question")
@allow(roles=HUB_FOLLOWS_UP)
def answer_question(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Send the answer. Where there is nothing to answer any more: why, since when, and what was typed."""
    opened = open_question(runtime(), current.actor(), case_id, file_id)
    fields = _typed_fields(opened)
    raw = read_values(request.form, fields)
    if opened.asked is None or opened.request.state != "clarification":
        return _page(opened, raw, {}, why_not_sent(opened, current.actor()))
    if request.form.get("question") != str(opened.asked.record.id):
        return _page(opened, raw, {}, ASKED_AGAIN)
    if change := row_change(request.form):
        return _page(opened, change_rows(raw, change), {})
    from_case = [one.field.key for one in _case_values(opened) if one.field.key in request.form.getlist("from-case")]
    try:
        typed = _changed(opened, fields, raw)
        if not typed and not from_case:
            raise InvalidInput({"from-case": NOTHING})
        words = _words(opened, fields, raw)
        if wrong := wrong_words(words, _partner(opened)):
            raise InvalidInput(wrong)
        answer_partner(
            runtime(),
            current.actor(),
            file_id,
            opened.asked.record.subject_id,
            typed,
            from_case,
            words.chosen,
            words.reason,
        )
    except InvalidInput as error:
        return _page(opened, raw, error.errors)
    except (WrongState, Stale) as error:
        opened = open_question(runtime(), current.actor(), case_id, file_id)
        return _page(opened, raw, {}, why_not_sent(opened, current.actor(), error.message))
    return confirmed("answered", "hub.one_request", case_id=case_id, file_id=file_id)


def _changed(opened: OpenQuestion, fields: Sequence[Field], raw: Mapping[str, object]) -> Mapping[str, Answer]:
    """What was typed and differs from what the partner has. Raises InvalidInput."""
    values = load_values(raw, fields, today=runtime().clock.now().date(), complete=False)
    before = _sent_before(opened)
    return {key: plain(value) for key, value in values.items() if before.get(key) != value}


def _sent_before(opened: OpenQuestion) -> Mapping[str, object]:
    """What the partner has, as this person sees it; an earlier answer was to an earlier question."""
    return {key: one.answer.value for key, one in opened.sent.items() if one.answer and key != ANSWER}


def _partner(opened: OpenQuestion) -> Organisation:
    return opened.known.partners[opened.request.partner_id]


def _words(opened: OpenQuestion, fields: Sequence[Field], raw: Mapping[str, object]) -> Words:
    """The words that the partner is not told of, in what was typed and differs from what it has."""
    before = raw_values(_sent_before(opened), {one.key: one for one in fields})
    typed = {key: one for key, one in raw.items() if one != before.get(key)}
    partner = _partner(opened)
    return read_words(runtime().policy.release, request.form, partner, f"p-{partner.id}", [typed])


def _relied(opened: OpenQuestion) -> PolicyRelease:
    return as_relied(runtime().policy, current.actor(), opened.request.sent_at).release


def _typed_fields(opened: OpenQuestion) -> tuple[Field, ...]:
    kind = _partner(opened).kind
    about = opened.asked.record.subject_kind if opened.asked else ""
    release = _relied(opened)
    answer = [one for one in carried(release, kind) if one.key == ANSWER]
    return tuple(one for one in (*answer, *typed_fields(release, kind)) if not about or one.is_about(about))


def _case_values(opened: OpenQuestion) -> tuple[CaseValue, ...]:
    return tuple(
        CaseValue(one, opened.held[key], key in opened.sent)
        for key, one in _sendable(opened).items()
        if key in opened.held
    )


def _sendable(opened: OpenQuestion) -> Mapping[str, Field]:
    """What this partner may be sent about whom it asks, by key."""
    about = opened.asked.record.subject_kind if opened.asked else ""
    return {one.key: one for one in carried(_relied(opened), _partner(opened).kind, about)}


def _about(opened: OpenQuestion, subject_id: UUID) -> str:
    """Whom the question is about, as both ends call them, with what tells that they mean the same."""
    catalogue = runtime().policy.release.catalogue
    shown = {catalogue[key].from_case: one for key, one in opened.held.items() if one.level is Level.FULL}
    name, born = (shown[key].answer if key in shown else None for key in (NAME, BORN))
    told = initials_and_year(name.value if name else None, born.value if born else None)
    called = shared_names(opened.known.subjects)[subject_id]
    return f"{called}, {told}" if told else called


def _page(
    opened: OpenQuestion, raw: Mapping[str, object] | None, errors: Mapping[str, str], not_sent: str | None = None
) -> ResponseReturnValue:
    fields = _typed_fields(opened)
    before = raw_values(_sent_before(opened), {one.key: one for one in fields})
    return render_page(
        "hub/question.html",
        status=409 if not_sent else None,
        not_sent=not_sent,
        in_vain=typed_words(fields, raw or {}, before, request.form.getlist("from-case")) if not_sent else (),
        error_links=error_links(errors),
        errors=errors_by_id(errors),
        known=opened.known,
        row=request_of(opened.known, opened.request.file_id),
        words=opened.words,
        ended=became(opened, current.actor()),
        question=opened.asked.record.id if opened.asked else None,
        not_told=_words(opened, fields, raw or {}),
        about=_about(opened, opened.asked.record.subject_id) if opened.asked else None,
        case_values=_case_values(opened),
        kept_back=[one.label for key, one in _sendable(opened).items() if key in opened.kept_back],
        ticked=request.form.getlist("from-case"),
        answers=[replace(one, label="Your answer") for one in fields if one.key == ANSWER],
        fields=[one for one in fields if one.key != ANSWER],
        raw=raw if raw is not None else before,
    )

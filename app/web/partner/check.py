"""Check your answers: everything that will be sent, exactly who will see it, on which legal basis; then sign off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.research import WORKABLE
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import ErrorLink, render_page
from app.services.disclosure.reasoned import LONGEST
from app.services.disclosure.sealing import Content
from app.services.research.approval import approval_needed
from app.services.research.completeness import ATTESTATION, gaps, stated_in, unstated
from app.services.research.disclosing import discloses
from app.services.research.open_work import OpenedWork, answered, asked_keys, content_of, open_work, sent_about
from app.services.research.question_in_draft import without_question
from app.services.research.said_of_sent import WORDS_SAY, saying_sent_places, stop_on
from app.services.research.sent_back import GROUNDS
from app.services.research.survey_request import Survey, is_overtaken
from app.services.research.what_changed import find_changed
from app.services.research.work_on_request import send_back
from app.web.partner.alone import alone
from app.web.partner.answer_form import read_too, seen_by, shortly
from app.web.partner.approving import approving_of
from app.web.partner.blueprint import ROLES, partner, surveyed, today
from app.web.partner.checked import CheckedField, CheckedPart, declined_alike
from app.web.partner.legal import choices_for, prefilled, standing_basis, states_for_all
from app.web.partner.request_view import view_of
from app.web.partner.sending import moved_on, send, submit, typed_version
from app.web.partner.waiting_question import question_in, waiting_question_page
from app.web.partner.words import head_of
from app.web.runtime import runtime

MOVED = "This request has moved on since you opened it."
HOW = frozenset({*ATTESTATION, "return_as_at"})


@partner.get("/<uuid:file_id>/check")
@opens
@allow(roles=ROLES)
def check(file_id: UUID) -> ResponseReturnValue:
    """The whole return before it leaves. Opens what was asked and the drafts."""
    survey = surveyed(file_id)
    if not may_look(survey):
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    if not survey.sending:
        return redirect(url_for("partner.opened", file_id=file_id), 303)
    return check_page(survey)


def may_look(survey: Survey) -> bool:
    """Whether this person writes the return or may approve it."""
    waiting = survey.request.state == "awaiting_approval"
    return (survey.mine and (waiting or survey.request.state in WORKABLE)) or (waiting and survey.may_step_in)


def check_page(
    survey: Survey, errors: Mapping[str, str] | None = None, chosen: str | None = None
) -> ResponseReturnValue:
    """The page; `errors` as a service gave them, `chosen` the legal basis that was chosen."""
    policy = runtime().policy
    work = open_work(runtime(), current.actor(), survey, survey.sending)
    asking = question_in(work)
    if asking and survey.request.state == "awaiting_approval":
        return waiting_question_page(survey, work, asking, errors)
    view = view_of(survey, work.asked)
    choices = choices_for(survey)
    chosen = prefilled(survey, choices) if chosen is None else chosen
    basis = policy.release.legal_bases.get(chosen)
    written = [answered(without_question(content_of(one))) for one in work.written.values()]
    tells = any(discloses(policy.release.catalogue, one.answers) for one in written)
    stated = stated_in(policy.release, (one.answers for one in written))
    parts = []
    for person in view.people:
        subject = person.part.subject_id
        content = without_question(content_of(work.written[subject])) if subject in work.written else None
        answers = answered(content).answers if content else {}
        ordered = [one for one in policy.release.catalogue.fields_for("return", survey.own.kind) if one.key in answers]
        seen = seen_by(policy, person.part, [one.key for one in ordered], survey.hub.name, answers)
        rows = [
            CheckedField(
                one,
                answers[one.key],
                content.gists.get(one.key) if content else None,
                shortly(seen[one.key], policy.release),
            )
            for one in ordered
        ]
        missing = (
            gaps(policy.release, survey.own.kind, sent_about(work.asked[subject]), content, today()) if content else {}
        )
        parts.append(
            CheckedPart(
                part=person.part,
                person=person,
                own=tuple(row for row in rows if not row.field.shared),
                safety=tuple(row for row in rows if row.field.shared and row.field.key not in HOW),
                how=tuple(row for row in rows if row.field.key in HOW),
                gaps=tuple(missing.values()),
                overtaken=is_overtaken(survey, person.part),
                written=content is not None,
            )
        )
    says = _says_sent(work, written)
    need = approval_needed(runtime(), survey.own.kind, written)
    waiting = survey.request.state == "awaiting_approval"
    overtaken = any(one.overtaken for one in parts)
    ready = all(one.written and not one.gaps for one in parts) or (
        survey.request.answered_at is not None and not any(one.gaps for one in parts)
    )
    ready = ready and not overtaken
    may_sign = ready and (survey.approves(need) if waiting else survey.mine and need is None)
    may_submit = ready and survey.mine and need is not None and not waiting
    standing = None if tells else standing_basis(survey)
    offered = (may_sign or may_submit) and standing is None
    approver = waiting and not survey.mine
    asked = {subject: asked_keys(one) for subject, one in work.asked.items()}
    held = {subject: content_of(one) for subject, one in work.written.items()}
    several = len(held) > 1
    changed = find_changed(runtime(), current.actor(), survey.request.file_id, asked, held) if approver else None
    return render_page(
        "partner/approve.html" if approver else "partner/check.html",
        read=approving_of(policy.release, survey.own.kind, asked, parts, changed) if approver or several else None,
        can_change=survey.mine and not waiting,
        error_links=_links(errors or {}, offered=offered),
        errors=errors or {},
        head=head_of(survey, runtime().clock.now()),
        read_too=read_too(policy.release),
        declined=declined_alike(parts),
        survey=survey,
        view=view,
        parts=parts,
        unstated=unstated(policy.release, basis, stated) if basis and tells else {},
        states_for_all=states_for_all(survey),
        ready=ready,
        need=need,
        choices=choices,
        chosen=chosen,
        standing=standing,
        overtaken=overtaken,
        unsent_question=asking is not None and survey.mine,
        says=says,
        longest=LONGEST,
        why_said=request.form.get(WORDS_SAY, ""),
        may_sign=may_sign,
        may_submit=may_submit,
        may_hold_back=waiting and survey.approves(need),
        may_send_back=waiting and (survey.mine or survey.may_step_in),
        waiting=waiting,
        **alone(survey, [need] if need else [], may_submit or (waiting and survey.mine)),
        grounds=tuple(GROUNDS.items()),
    )


def _says_sent(work: OpenedWork, written: Sequence[Content]) -> str | None:
    """Where words of the return say a protected place that was sent, and the ways on; None where none do."""
    sent = [
        (one.record, {key: each.answer for key, each in one.fields.items() if each.answer})
        for one in work.asked.values()
    ]
    catalogue = runtime().policy.release.catalogue
    fields = dict.fromkeys(key for one in written for key in saying_sent_places(catalogue, sent, one, today()))
    return stop_on(catalogue, fields) if fields else None


@partner.post("/<uuid:file_id>/sign-off")
@allow(roles=ROLES)
def sign_off(file_id: UUID) -> ResponseReturnValue:
    """Send the return. Twice is once."""
    return _act(file_id, lambda basis, version: send(file_id, basis, version, request.form.get(WORDS_SAY, "")))


@partner.post("/<uuid:file_id>/submit")
@allow(roles=ROLES)
def submit_draft(file_id: UUID) -> ResponseReturnValue:
    """Give the finished draft to a colleague who may approve it."""
    return _act(file_id, lambda basis, _version: submit(file_id, basis))


@partner.post("/<uuid:file_id>/send-back")
@allow(roles=ROLES)
def give_draft_back(file_id: UUID) -> ResponseReturnValue:
    """The draft goes back to its author, who can change it again."""
    try:
        send_back(runtime(), current.actor(), file_id, request.form.get("ground", ""))
    except InvalidInput as error:
        survey = surveyed(file_id)
        return check_page(survey, error.errors) if may_look(survey) else moved_on(file_id, MOVED)
    except (Stale, WrongState) as error:
        return moved_on(file_id, error.message)
    return redirect(url_for("partner.request_page", file_id=file_id), 303)


def _act(file_id: UUID, act: Callable[[str, int], ResponseReturnValue]) -> ResponseReturnValue:
    basis = request.form.get("legal_basis", "")
    try:
        return act(basis, typed_version())
    except InvalidInput as error:
        survey = surveyed(file_id)
        if not may_look(survey):  # what is missing in a draft is told to whoever may see it
            return moved_on(file_id, MOVED)
        return check_page(survey, error.errors, basis)


def _links(errors: Mapping[str, str], *, offered: bool) -> list[ErrorLink]:
    """What is wrong with a choice leads to it where it is offered; everything else to the list of what is missing."""
    chosen = {"ground", WORDS_SAY, *(["legal_basis"] if offered else [])}
    return [ErrorLink(text, f"#{key}" if key in chosen else "#missing") for key, text in errors.items()]

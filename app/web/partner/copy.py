"""The copy of a return for the partner's own file: to print, and as text to put into its own system."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.domain.answers import Answer
from app.domain.rehearsals import MARK
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.research.open_work import answers_of, called, open_sent
from app.services.research.survey_request import Survey
from app.web.date_words import moment_words
from app.web.partner.blueprint import ROLES, partner, surveyed
from app.web.partner.receipt import as_file
from app.web.partner.words import head_of, title_of
from app.web.runtime import runtime
from app.web.value_words import answer_text
from policies.engine.catalogue import Field


@dataclass(frozen=True, slots=True)
class Copied:
    """What was sent about one subject."""

    title: str
    answers: tuple[tuple[Field, Answer], ...]
    legal_basis: str


@partner.get("/<uuid:file_id>/copy")
@opens
@allow(roles=ROLES)
def copy(file_id: UUID) -> ResponseReturnValue:
    """The whole return as it stands, on a page that prints. A leaf for it and one for whom the hub named."""
    survey = surveyed(file_id)
    if not survey.returned:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    return render_page(
        "partner/copy.html",
        head=head_of(survey, runtime().clock.now()),
        parts=_copied(survey),
        now=runtime().clock.now(),
        survey=survey,
    )


@partner.get("/<uuid:file_id>/copy.txt")
@opens
@allow(roles=ROLES)
def copy_file(file_id: UUID) -> ResponseReturnValue:
    """The same as a text file, with as many leaves."""
    survey = surveyed(file_id)
    if not survey.returned:
        return redirect(url_for("partner.request_page", file_id=file_id), 303)
    now = moment_words(runtime().clock.now())
    lines = [
        *([MARK] if survey.own.rehearsal else []),
        f"Return to {survey.hub.name}, reference {survey.request.reference}",
        f"Copy for {survey.own.name}, made {now} by {survey.actor.display_name}. Official – sensitive.",
    ]
    for part in _copied(survey):
        lines += ["", part.title, "=" * len(part.title), f"Legal basis: {part.legal_basis}"]
        lines += [
            "\n".join(["", field.label, *_indented(answer_text(field, answer))]) for field, answer in part.answers
        ]
    return as_file("\n".join(lines) + "\n", f"return-{survey.request.reference}.txt")


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.splitlines()]


def _copied(survey: Survey) -> list[Copied]:
    work = open_sent(runtime(), current.actor(), survey)
    copied = []
    for part in survey.parts:
        if one := work.written.get(part.subject_id):
            title, name = title_of(part, survey.parts), called(work.asked.get(part.subject_id))
            record, answers, release = one.record, answers_of(one), one.release
            fields = sorted(release.catalogue.fields_for("return", survey.own.kind), key=lambda field: field.shared)
            basis = release.legal_bases.get(record.legal_basis)
            copied.append(
                Copied(
                    title=f"{title}: {name}" if name else title,
                    answers=tuple((field, answers[field.key]) for field in fields if field.key in answers),
                    legal_basis=basis.label if basis else record.legal_basis,
                )
            )
    return copied

"""Start a case in two pages: what it is for and about, then the hub's own legal basis. Nothing is kept between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, Stale
from app.domain.files import CaseFile
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.clocks.timekeeping import find_time
from app.services.disclosure.duties import HUB_WORKS
from app.services.intake.bases_for_case import bases_for_case
from app.services.intake.start_case import about_errors, start_case
from app.web.answers_due import rating_choices
from app.web.case_words import SUBJECTS
from app.web.field_forms import Form, error_links
from app.web.hub.door import hub
from app.web.hub.once import new_promise, promised
from app.web.runtime import runtime
from policies.engine.vocabulary import PEOPLE


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed on the first page, as typed; `kinds` is what the counts say, one entry for each subject."""

    purpose: str
    rating: str
    counts: Mapping[str, str]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of subjects, in the order of the page."""
        return tuple(kind for kind in PEOPLE for _ in range(int(self.counts[kind] or 0)))

    def errors(self) -> dict[str, str]:
        """What is wrong with it, by input."""
        wrong = [kind for kind, typed in self.counts.items() if not re.fullmatch(r"[0-9]{0,2}", typed)]
        if wrong:
            return {f"count-{kind}": f"{SUBJECTS[kind]}: enter how many as a number, for example 2." for kind in wrong}
        found = about_errors(runtime(), self.purpose, self.rating, self.kinds)
        return {f"count-{PEOPLE[0]}" if name == "subjects" else name: text for name, text in found.items()}


@hub.route("/cases/new", methods=["GET", "POST"])
@allow(roles=HUB_WORKS)
def new_case() -> ResponseReturnValue:
    """Ask what the case is for and about, then for the legal basis; then start it and go on to the people in it."""
    typed = _read(request.form)
    if request.method == "GET" or request.form.get("to") == "about":
        return _about(typed)
    if errors := typed.errors():
        return _about(typed, errors)
    if request.form.get("to") != "start":
        return _basis(typed)
    try:
        case = _start(typed)
    except InvalidInput as error:
        return _basis(typed, error.errors)
    return redirect(url_for("hub.household", case_id=case.file_id), 303)


def _start(typed: Typed) -> CaseFile:
    """Start the case once: the form carries the signed id it was made for."""

    def attempt() -> CaseFile:
        return start_case(
            runtime(),
            current.actor(),
            purpose=typed.purpose,
            rating=typed.rating,
            legal_basis=request.form.get("legal_basis", ""),
            subjects=typed.kinds,
            case_id=promised(request.form.get("once", "")),
        )

    try:
        return attempt()
    except Stale:
        return attempt()  # the other press of the same button was first: give its case


def _read(form: Form) -> Typed:
    return Typed(
        purpose=form.get("purpose", ""),
        rating=form.get("rating", ""),
        counts={kind: form.get(f"count-{kind}", "").strip() for kind in PEOPLE},
    )


def _about(typed: Typed, errors: Mapping[str, str] | None = None) -> ResponseReturnValue:
    purposes = runtime().policy.release.purposes.values()
    return render_page(
        "hub/new_case.html",
        error_links=error_links(errors or {}),
        errors=errors or {},
        typed=typed,
        purposes=tuple(one for one in purposes if one.blocked is None),
        elsewhere=tuple(one for one in purposes if one.blocked is not None),
        ratings=rating_choices(find_time(runtime(), current.actor())),
        kinds=[(kind, SUBJECTS[kind]) for kind in PEOPLE],
    )


def _basis(typed: Typed, errors: Mapping[str, str] | None = None) -> ResponseReturnValue:
    choices = bases_for_case(runtime(), current.actor(), typed.purpose, typed.kinds)
    return render_page(
        "hub/new_case_basis.html",
        error_links=error_links(errors or {}),
        errors=errors or {},
        typed=typed,
        purpose=runtime().policy.release.purposes[typed.purpose],
        choices=choices,
        cited=runtime().policy.release.provisions,
        chosen=request.form.get("legal_basis") or _offered([one.basis.key for one in choices if one.usable]),
        once=request.form.get("once") or new_promise(),
    )


def _offered(usable: Sequence[str]) -> str | None:
    """The basis already ticked: the hub's usual one for this purpose, when it can be used."""
    bases = runtime().policy.release.legal_bases
    return next((key for key in usable if "hub" in bases[key].prefill_for), None)

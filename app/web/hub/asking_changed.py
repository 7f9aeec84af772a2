"""What has changed since an asking was typed: by a colleague who saved it meanwhile, in the case, or in the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.identity import Organisation
from app.http import current
from app.http.page import render_page
from app.services.disclosure.kept_asking import Inputs
from app.services.intake.open_case import KnownCase
from app.services.research.asking_draft import Asking
from app.services.research.list_partners import find_partners_gone
from app.web.date_words import moment_words
from app.web.field_forms import Form
from app.web.hub.kept_asking import MARK, STEP, Kept, form_of, is_on_this_page
from app.web.hub.names import subject_names
from app.web.runtime import runtime

MEANWHILE = "meanwhile"
"""In an address: the draft that the form was built from was gone."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What happened while a page was open, and what has become of what was typed in it."""

    title: str
    text: str


GONE = Meanwhile(
    "Sent or thrown away meanwhile",
    "While this page was open, the asking that it showed was sent or thrown away. Nothing of this page was sent with "
    "it. What you typed is kept here as a new draft. See on the page of the case what was sent.",
)
CLOSED = Meanwhile(
    "Not kept: the case is closed",
    "Asking that was not sent went with it. What you typed stands below and nowhere else: copy what you still need. A "
    "decision-maker can reopen the case, and then it can be asked.",
)
PARTS = {
    "about": "whom it is asked about",
    "items": "items",
    "places": "protected addresses to send",
    "besides": "what it may be told besides",
    "words": "words that it is not told of",
    "why_words": "why these words are sent",
    "place_reason": "why it needs a protected address",
}
_INPUT = re.compile(r"p-(?P<partner>[0-9a-f-]{36})-(?:s[0-9]+-)?(?P<part>[a-z_]+).*")
_NO_WORDS = ("-seen", "-count")


@dataclass(frozen=True, slots=True)
class Differs:
    """One thing that two people typed differently."""

    what: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who saved the draft while a page was open, when, and what of this page they typed differently.

    `is_closed`: what they typed is not for this person, so nothing is compared.
    """

    by: str
    at: datetime
    differs: tuple[Differs, ...]
    is_closed: bool


def conflict_with(
    known: KnownCase, kept: Kept, typed: Inputs, partners: Sequence[Organisation]
) -> tuple[Kept, Conflict | None]:
    """The page as it was typed, over the draft that stands now; and in what the two differ.

    `typed` is all that would have been kept. None for the conflict when the draft is gone by now.
    """
    mine = Kept(form_of(typed), kept.asking)
    if kept.asking is None:
        return mine, None
    differs = () if kept.is_closed else tuple(_differs(known, kept.form, mine.form, partners))
    return mine, Conflict(kept.asking.saved_by_name, kept.asking.saved_at, differs, kept.is_closed)


def changed_since(known: KnownCase, asking: Asking, gone: Sequence[str]) -> tuple[str, ...]:
    """What is otherwise now than when the draft was saved last, a sentence for each; `gone` are partners' names."""
    names, stood = subject_names(known.subjects), asking.stood
    said = [f"{one} can be asked no more by your hub, and is left out." for one in gone]
    if stood.release != runtime().policy.number:
        said.append("The rules for what is asked and sent have changed.")
    if added := [names[one.subject_id] for one in known.askable if str(one.subject_id) not in stood.people]:
        said.append(f"Added to the case: {', '.join(added)}. A partner is asked about them only if you tick them.")
    if stood.as_it_stands != known.history.as_it_stands(stood.release):
        last = max((one for each in known.history.chains.values() for one in each), key=lambda one: one.saved_at)
        said.append(f"The case was saved by {known.people[last.author_person_id]}, {moment_words(last.saved_at)}.")
    return tuple(said)


def ticked_and_gone(form: Form, chosen: Sequence[Organisation]) -> tuple[str, ...]:
    """The names of partners that are ticked in a draft and that the hub may ask no more."""
    there = {str(one.id) for one in chosen}
    lost = [UUID(one) for one in form.getlist("partners") if one not in there and re.fullmatch("[0-9a-f-]{36}", one)]
    return find_partners_gone(runtime(), current.actor(), lost) if lost else ()


def of_draft(known: KnownCase, kept: Kept, step: str, conflict: Conflict | None) -> dict[str, Any]:
    """What a page of asking says of the draft it shows, and hands on in its form."""
    closed = known.case.state == "closed"
    return {
        "draft": {MARK: kept.mark, STEP: step},
        "asking": kept.asking,
        "conflict": conflict,
        "meanwhile": CLOSED if closed else GONE if MEANWHILE in request.args else None,
        "status": 409 if conflict or closed else 200,
    }


def closed_page(known: KnownCase, kept: Kept) -> ResponseReturnValue:
    """A draft that says a place this person may not learn: who can go on with it."""
    return render_page("hub/asking_closed.html", known=known, asking=kept.asking)


def _differs(known: KnownCase, theirs: Form, mine: Form, partners: Sequence[Organisation]) -> Sequence[Differs]:
    """In what two differ of the page that was sent; in which order boxes were ticked is no difference."""
    named = [name for name in (*theirs, *(one for one in mine if one not in theirs)) if is_on_this_page(name)]
    found: dict[str, Differs] = {}
    for name in named:
        a, b = theirs.getlist(name), mine.getlist(name)
        if sorted(a) != sorted(b) and not name.endswith(_NO_WORDS) and (what := _what(name, partners)):
            found.setdefault(what, Differs(what, _said(known, a, partners), _said(known, b, partners)))
    return list(found.values())


def _what(name: str, partners: Sequence[Organisation]) -> str | None:
    catalogue, names = runtime().policy.release.catalogue, {str(one.id): one.name for one in partners}
    if name == "partners":
        return "Partners to ask"
    if name.startswith("reason-"):
        return f"Why {names.get(name.removeprefix('reason-'), 'you ask them')}"
    if name.startswith("all-"):
        key = next((one for one in catalogue if name.startswith(f"all-{one}")), None)
        return f"For all of them: {catalogue[key].label if key else PARTS['place_reason']}"
    found = _INPUT.fullmatch(name)
    if found is None or found["partner"] not in names:
        return None
    part = found["part"]
    label = catalogue[part].label if part in catalogue else PARTS.get(part)
    return f"{names[found['partner']]}: {label}" if label else None


def _said(known: KnownCase, values: Sequence[str], partners: Sequence[Organisation]) -> str:
    """What was ticked or typed, in words."""
    catalogue = runtime().policy.release.catalogue
    words = {str(one.id): one.name for one in partners}
    words |= {str(one): name for one, name in subject_names(known.subjects).items()}
    said = (words.get(one) or (catalogue[one].label if one in catalogue else one) for one in values)
    return "; ".join(said) or "nothing"

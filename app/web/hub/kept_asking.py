"""The draft of asking behind the pages of asking: what each page changes of it, and the form the pages are built from.

A page sends its own inputs alone; all others stay as they are kept. Every press of a button saves whatever is there,
right or wrong, and leads on to an address, so that Back and Reload ask nobody to send a form again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request
from werkzeug.datastructures import MultiDict

from app.domain.errors import Stale, WrongState
from app.domain.identity import Organisation
from app.http import current
from app.schemas.values import ROWS_LIMIT
from app.services.disclosure.kept_asking import Inputs
from app.services.intake.open_case import KnownCase
from app.services.research.asking_draft import Asking, asking_to_change, open_asking, save_asking
from app.web.field_forms import Form, RowChange, row_change
from app.web.hub.choosing import chosen_partners
from app.web.hub.same_for_kind import SAME, same_for_kind
from app.web.hub.short_names import SEEN, in_full
from app.web.runtime import runtime

MARK, STEP, UNFOLD = "draft", "step", "unfold"
"""The draft a page was built from; which page's inputs a form has; the partner whose part was last worked on."""
PARTNERS, QUESTIONS = "partners", "questions"
_KNOWN = ("partners", "reason-", "all-", "p-")
_PART = re.compile(r"p-[0-9a-f-]{36}-")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the pages are built from: the inputs, and the draft that holds them; no draft before the first saving.

    `inputs` of a draft that is closed to this person are none.
    """

    form: Form
    asking: Asking | None

    @property
    def mark(self) -> str:
        """What a form says of the draft it was built from."""
        return str(self.asking.mark) if self.asking else ""

    @property
    def is_closed(self) -> bool:
        """Whether a colleague's words in it say a place that this person may not learn."""
        return self.asking is not None and self.asking.inputs is None


class SavedMeanwhile(Stale):
    """Somebody saved the draft or closed the case since this page was shown: nothing of this form was kept.

    `typed` is all of it.
    """

    def __init__(self, typed: Inputs) -> None:
        super().__init__("This asking was saved meanwhile.")
        self.typed = typed


def opened(known: KnownCase) -> Kept:
    """The draft of a case, opened with its leaf; an empty form while there is none."""
    asking = open_asking(runtime(), current.actor(), known)
    return Kept(form_of(asking.inputs or () if asking else ()), asking)


def keep(known: KnownCase, partners: Sequence[Organisation]) -> bool:
    """Save what this page's form changes; whether the draft it was built from was gone, so that another was begun.

    A row that was added or taken out, and ticks that all of a kind are given, are kept likewise. Raises SavedMeanwhile.
    """
    if request.form.get(STEP) is None and request.form.get(UNFOLD) is None:
        return False
    seen = mark_of(request.form)
    before = asking_to_change(runtime(), current.actor(), known.case.file_id, seen) if seen else ()
    inputs = _alike(_with_rows(laid_over(before or ()), row_change(sent())), partners)
    try:
        save_asking(runtime(), current.actor(), known, inputs, seen if before is not None else None)
    except (Stale, WrongState) as refused:
        raise SavedMeanwhile(inputs) from refused
    return before is None


def sent() -> Form:
    """The form that was sent, with partners named in full."""
    return in_full(request.form)


def laid_over(before: Inputs) -> Inputs:
    """These inputs, and over them those of the page whose form was sent."""
    step, form = request.form.get(STEP), sent()
    seen = _parts_seen()
    named = {name for name in form if is_of(step, name)}
    typed = [(name, value) for name, value in form.items(multi=True) if name in named and value]

    def stays(name: str) -> bool:
        part = _PART.match(name)
        replaced = name in named or (part is not None and part[0] in seen)
        return name != UNFOLD and not (is_of(step, name) and (step == PARTNERS or replaced))

    kept = [one for one in before if stays(one[0])]
    if step == QUESTIONS and not any(name == "partners" for name, _ in kept):  # the draft it was built from is gone
        kept += [("partners", one.removeprefix("p-").removesuffix("-")) for one in sorted(seen)]
    return (*kept, *typed, *(((UNFOLD, at),) if (at := _worked_on()) else ()))


def is_on_this_page(name: str) -> bool:
    """Whether an input stood on the page whose form was sent: of the others nothing was typed there."""
    step, part = request.form.get(STEP), _PART.match(name)
    return is_of(step, name) and (part is None or part[0] in _parts_seen())


def is_of(step: str | None, name: str) -> bool:
    """Whether an input belongs to the page of this step."""
    of_partners = name == "partners" or name.startswith("reason-")
    return step is not None and name.startswith(_KNOWN) and of_partners == (step == PARTNERS)


def mark_of(form: Form) -> UUID | None:
    """The draft that a form was built from, None for none."""
    try:
        return UUID(form.get(MARK, ""))
    except ValueError:
        return None


def _parts_seen() -> set[str]:
    """The partners' parts that stood on the page whose form was sent, by how their inputs begin."""
    return {one for name in sent() if name.endswith(SEEN) for one in _PART.findall(name)}


def _worked_on() -> str:
    """The partner in whose part a button was pressed, or nothing."""
    change = row_change(sent())
    pressed = change.name if change else f"p-{request.form.get(SAME) or request.form.get(UNFOLD)}-"
    found = _PART.match(pressed)
    return found[0][2:-1] if found else ""


def form_of(inputs: Inputs) -> Form:
    """Inputs as a form."""
    return MultiDict(inputs)


def _alike(inputs: Inputs, partners: Sequence[Organisation]) -> Inputs:
    if SAME not in request.form:
        return inputs
    form = form_of((*inputs, (SAME, request.form[SAME])))
    same = same_for_kind(form, chosen_partners(form, partners))
    return tuple(one for one in same.items(multi=True) if one[0] != SAME)


def _with_rows(inputs: Inputs, change: RowChange | None) -> Inputs:
    """The inputs with a blank row added to a list, or one of its rows taken out."""
    if change is None:
        return inputs
    count, last = f"{change.name}-count", next((value for name, value in inputs if name == f"{change.name}-count"), "0")
    rows = min(int(last), ROWS_LIMIT + 1) if last.isdecimal() and last.isascii() else 0
    rows += 1 if change.index is None else -1 if 0 <= change.index < rows else 0
    return (*((name, value) for name, value in _moved(inputs, change) if name != count), (count, str(rows)))


def _moved(inputs: Inputs, change: RowChange) -> Iterator[tuple[str, str]]:
    """The inputs without the row that is taken out; those after it move up."""
    row = re.compile(re.escape(change.name) + r"-([0-9]{1,3})-(.+)")
    for name, value in inputs:
        found = row.fullmatch(name) if change.index is not None else None
        if found is None or change.index is None or int(found[1]) < change.index:
            yield name, value
        elif int(found[1]) > change.index:
            yield f"{change.name}-{int(found[1]) - 1}-{found[2]}", value

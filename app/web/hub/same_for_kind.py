"""One press gives all chosen partners of a kind the same ticks: about whom they are asked, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable

from werkzeug.datastructures import MultiDict

from app.domain.identity import Organisation
from app.web.field_forms import Form
from app.web.hub.asking import about_name, besides_name

SAME = "same"
"""The button's name; its value is the partner whose ticks the others are given."""


def same_for_kind(form: Form, chosen: Iterable[Organisation]) -> Form:
    """What was typed, with the pressed partner's ticks for every chosen partner of its kind."""
    partners = list(chosen)
    model = next((one for one in partners if str(one.id) == form.get(SAME)), None)
    changed: Form = MultiDict(form)
    for one in partners:
        if model is not None and one.kind == model.kind:
            for name in (about_name, besides_name):
                changed.setlist(name(one), form.getlist(name(model)))
    return changed

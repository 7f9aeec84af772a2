"""Inputs of a partner's part by short names: a page of eleven partners would say each one's id sixty times.

On the page those of the first partner begin with `p1`, of the second with `p2`; its input `p1-seen` says whose part it
is. What is kept, and what is wrong with it, names partners in full: `p-<id>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from werkzeug.datastructures import MultiDict

from app.domain.identity import Organisation
from app.web.field_forms import ADD_ROW, REMOVE_ROW, Form

SEEN: Final = "-seen"
_SHORT: Final = re.compile(r"(p[0-9]{1,3})-.+", re.DOTALL)
_PARTNER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def short_parts(partners: Iterable[Organisation]) -> Mapping[str, str]:
    """How the inputs of each of these partners begin in full, and how on their page."""
    return {f"p-{one.id}": f"p{place}" for place, one in enumerate(partners, 1)}


def shortened(name: str, parts: Mapping[str, str]) -> str:
    """The name of an input on the page; one of no partner's part stays as it is."""
    return next((short + name[len(part) :] for part, short in parts.items() if name.startswith(f"{part}-")), name)


def short_form(form: Form, parts: Mapping[str, str]) -> Form:
    """What is kept, by the names that the page has."""
    return MultiDict([(shortened(name, parts), value) for name, value in form.items(multi=True)])


def in_full(form: Form) -> Form:
    """What a page sent, by the names under which it is kept: whose part is which, the form itself says."""
    whose = {name.removesuffix(SEEN): value for name, value in form.items() if name.endswith(SEEN)}
    parts = {short: f"p-{one}" for short, one in whose.items() if _PARTNER.fullmatch(one)}

    def full(name: str) -> str:
        found = _SHORT.fullmatch(name)
        return parts[found[1]] + name[len(found[1]) :] if found and found[1] in parts else name

    rows = (ADD_ROW, REMOVE_ROW)
    return MultiDict([(full(name), full(value) if name in rows else value) for name, value in form.items(multi=True)])

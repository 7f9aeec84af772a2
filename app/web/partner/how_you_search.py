"""How the reader and their organisation usually search: what the forms of every request begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from app.domain.errors import InvalidInput, Stale
from app.domain.search_defaults import LONGEST_SYSTEM, MOST_SYSTEMS, SearchDefaults
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.texts import read_text
from app.services.identity.stand_ins import approves_themselves
from app.services.research.completeness import BY
from app.services.research.find_search_defaults import find_search_defaults
from app.services.research.keep_search_defaults import keep_search_defaults
from app.web.field_forms import error_links
from app.web.partner.blueprint import ROLES, partner
from app.web.runtime import runtime

OWN, FOR_ALL = "own", "all"


@dataclass(frozen=True, slots=True)
class Kept:
    """One of the two forms: whose it is, and what stands in it."""

    whose: str
    systems: str
    identifiers: Sequence[str]
    version: int


@partner.get("/how-you-search")
@allow(roles=ROLES)
def how_you_search() -> ResponseReturnValue:
    """What is kept, to be changed: the reader's own, and the organisation's by whoever approves there."""
    return _page(_kept(), saved=request.args.get("saved") == "yes")


@partner.post("/how-you-search")
@allow(roles=ROLES)
def keep_how_you_search() -> ResponseReturnValue:
    """Keep one of the two; of the other nothing is changed. What was typed is never lost."""
    whose = FOR_ALL if request.form.get("whose") == FOR_ALL else OWN
    systems, identifiers = request.form.get(f"systems-{whose}", ""), request.form.getlist(f"identifiers-{whose}")
    seen = request.form.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    typed = Kept(whose, systems, identifiers, version)
    try:
        keep_search_defaults(runtime(), current.actor(), _read(typed), for_all=whose == FOR_ALL)
    except InvalidInput as error:
        return _page(_kept() | {whose: typed}, {f"{key}-{whose}": words for key, words in error.errors.items()})
    except Stale as error:
        fresh = _kept()
        again = Kept(whose, systems, identifiers, fresh[whose].version)
        return _page(fresh | {whose: again}, notice=error.message, meanwhile=fresh[whose], status=409)
    return redirect(url_for("partner.how_you_search", saved="yes"), 303)


def _read(typed: Kept) -> SearchDefaults:
    """What was typed, checked. Raises InvalidInput."""
    try:
        lines = enumerate(typed.systems.splitlines(), 1)
        named = [read_text(one, f"System in line {line}", limit=LONGEST_SYSTEM) for line, one in lines]
    except ValidationError as error:
        raise InvalidInput({"systems": f"{error.messages[0]}."}) from None
    systems = tuple(dict.fromkeys(one for one in named if one))
    if len(systems) > MOST_SYSTEMS:
        raise InvalidInput({"systems": f"Name at most {MOST_SYSTEMS} systems, one in each line."})
    options = [one.key for one in runtime().policy.release.catalogue[BY].options]
    return SearchDefaults(systems, tuple(one for one in options if one in typed.identifiers), typed.version)


def _kept() -> dict[str, Kept]:
    own, organisations = find_search_defaults(runtime(), current.actor())
    return {OWN: _shown(OWN, own), FOR_ALL: _shown(FOR_ALL, organisations)}


def _shown(whose: str, kept: SearchDefaults) -> Kept:
    return Kept(whose, "\n".join(kept.systems), kept.identifiers, kept.version)


def _page(
    kept: Mapping[str, Kept],
    errors: Mapping[str, str] | None = None,
    *,
    notice: str | None = None,
    meanwhile: Kept | None = None,
    status: int | None = None,
    saved: bool = False,
) -> ResponseReturnValue:
    options = [(one.key, one.label) for one in runtime().policy.release.catalogue[BY].options]
    return render_page(
        "partner/how_you_search.html",
        status=status,
        error_links=error_links(errors or {}),
        errors=errors or {},
        notice=notice,
        meanwhile=meanwhile,
        own=kept[OWN],
        organisations=kept[FOR_ALL],
        may_change=approves_themselves(runtime(), current.actor()),
        options=options,
        most=MOST_SYSTEMS,
        saved=saved,
    )

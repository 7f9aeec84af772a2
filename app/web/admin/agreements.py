"""Sharing agreements: those there are, one of them, recording one, and what the reader's own side says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.agreements import ENDED
from app.domain.errors import InvalidInput, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.look_at_agreements import (
    READ,
    SHOWN,
    list_agreements,
    see_agreement,
    sides_to_choose,
)
from app.services.administration.propose_agreement import Typed, propose_agreement, propose_end, propose_signed
from app.services.identity.make_partnership import HUB
from app.web.admin.agreement_words import state_words, with_whom
from app.web.admin.blueprint import ADMINISTERS, agreement_pages
from app.web.admin.changes import to_sign
from app.web.admin.organisation_time import day_of, parts_of, with_more
from app.web.field_forms import DATE_PARTS, error_links
from app.web.runtime import runtime

READERS: Final = (*ADMINISTERS, *READ)
WORDS: Final = ("reference", "version", "title", "document")


@agreement_pages.get("")
@allow(roles=READERS)
def agreements() -> ResponseReturnValue:
    """Those in which the reader's own organisation has a side."""
    found = list_agreements(runtime(), current.actor())
    return render_page(
        "admin/agreements.html",
        found=[(one, with_whom(one), state_words(one)) for one in found[:SHOWN]],
        more=len(found) > SHOWN,
        of_hub=current.actor().organisation_kind == HUB,
    )


@agreement_pages.get("/<uuid:agreement_id>")
@allow(roles=READERS)
def agreement(agreement_id: UUID) -> ResponseReturnValue:
    """One, and who has signed it."""
    seen = see_agreement(runtime(), current.actor(), agreement_id)
    administers = current.actor().role in ADMINISTERS
    side = seen.agreement.side(seen.own_id)
    return render_page(
        "admin/agreement.html",
        seen=seen,
        of=seen.agreement,
        with_whom=with_whom(seen),
        state=state_words(seen),
        can_sign=administers and seen.to_sign,
        can_end=administers and side is not None and side.ended_at is None and seen.state != ENDED,
        administers=administers,
    )


@agreement_pages.route("/new", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def new() -> ResponseReturnValue:
    """One that is not recorded yet, or the next version of one; then to the change's page, to be signed."""
    errors: dict[str, str] = {}
    before = request.args.get("after", type=UUID)
    choices = sides_to_choose(runtime(), current.actor(), request.args.get("with", type=UUID))
    typed, chosen, days = _typed(before)
    if request.method == "POST":
        found: dict[str, str] = {}
        starts, review_at = day_of("starts", "First day", found), day_of("review_at", "Look at it again by", found)
        ends = day_of("ends", "Last day", found) if any(parts_of("ends").values()) else None
        others = [one.id for one in choices if str(one.id) in chosen]
        try:
            made = Typed(others, **typed, starts=starts, review_at=review_at, ends=ends)
            if found:
                errors = _all_wrong(made, found)
            else:
                return to_sign(propose_agreement(runtime(), current.actor(), made))
        except InvalidInput as error:
            errors = with_more(found, error)
        except WrongState as cannot:
            errors = {"version": cannot.message}
    return render_page(
        "admin/new_agreement.html",
        error_links=error_links(errors),
        errors=errors,
        of_hub=current.actor().organisation_kind == HUB,
        choices=[(str(one.id), one.name) for one in choices],
        chosen=chosen,
        typed=typed,
        days=days,
    )


@agreement_pages.post("/<uuid:agreement_id>/sign")
@allow(roles=ADMINISTERS)
def sign(agreement_id: UUID) -> ResponseReturnValue:
    """The reader's side has signed it; to the change's page, to be signed."""
    return to_sign(propose_signed(runtime(), current.actor(), agreement_id))


@agreement_pages.post("/<uuid:agreement_id>/end")
@allow(roles=ADMINISTERS)
def end(agreement_id: UUID) -> ResponseReturnValue:
    """It holds for the reader's side no more; to the change's page, to be signed."""
    return to_sign(propose_end(runtime(), current.actor(), agreement_id))


def _all_wrong(made: Typed, found: dict[str, str]) -> dict[str, str]:
    """What is wrong with days that are none, beside all else that is."""
    try:
        propose_agreement(runtime(), current.actor(), made)
    except InvalidInput as error:
        return with_more(found, error)
    return found


def _typed(before: UUID | None) -> tuple[dict[str, str], list[str], Mapping[str, Mapping[str, str]]]:
    """What was typed, with whom, and the days; of the next version what is the same as in the one before."""
    names = ("starts", "review_at", "ends")
    if request.method == "POST" or before is None:
        typed = {name: request.form.get(name, "") for name in WORDS}
        chosen = request.form.getlist("others") or request.args.getlist("with")
        return typed, chosen, {name: parts_of(name) for name in names}
    last = see_agreement(runtime(), current.actor(), before).agreement
    typed = {"reference": last.reference, "title": last.title, "version": "", "document": ""}
    return typed, [str(one.organisation_id) for one in last.sides], dict.fromkeys(names, dict.fromkeys(DATE_PARTS, ""))

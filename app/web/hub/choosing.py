"""The partners' page as it was typed: whom to ask, and why."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.identity import Organisation
from app.schemas.texts import wrong_with
from app.web.field_forms import Form


def reason_name(partner: Organisation) -> str:
    """The name of the input for why a partner is asked."""
    return f"reason-{partner.id}"


REASON_FOR_ALL = "reason-all"
"""The name of the input for why all partners are asked that have no reason of their own."""


def reason_for(form: Form, partner: Organisation) -> str:
    """Why a partner is asked: its own reason, or where it has none that of all."""
    own = form.get(reason_name(partner), "")
    return own if own.strip() else form.get(REASON_FOR_ALL, "")


def chosen_partners(form: Form, partners: Sequence[Organisation]) -> tuple[Organisation, ...]:
    """The ticked partners, in the order of the page."""
    ticked = set(form.getlist("partners"))
    return tuple(one for one in partners if str(one.id) in ticked)


def partner_errors(form: Form, chosen: Sequence[Organisation]) -> dict[str, str]:
    """What is wrong with the partners' page: nobody ticked, or no reason that can be kept."""
    if not chosen:
        return {"partners": "Choose at least one partner to ask."}
    own = {one: form.get(reason_name(one), "") for one in chosen}
    found = {reason_name(one): wrong_with(own[one], f"Why {one.name} is asked") for one in chosen if own[one].strip()}
    if without := [one for one in chosen if not own[one].strip()]:
        found |= _wrong_for_all(form.get(REASON_FOR_ALL, ""), without)
    return {name: problem for name, problem in found.items() if problem}


def _wrong_for_all(reason: str, without: Sequence[Organisation]) -> dict[str, str | None]:
    """What is wrong with the one reason for those that have none of their own: said once, for it is typed once."""
    if reason.strip():
        return {REASON_FOR_ALL: wrong_with(reason, "Why you ask them")}
    if len(without) == 1:
        return {reason_name(without[0]): f"Say why {without[0].name} is asked."}
    return {REASON_FOR_ALL: f"Say why you ask these {len(without)} partners: here once for all, or at each of them."}

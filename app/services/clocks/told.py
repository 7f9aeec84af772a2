"""Whom a step of a ladder tells, as kinds of mail: those who must act on silence at the partner, then at the hub."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import APPROVES, approvals_at, roles_for
from app.services.runtime import Runtime

HOLDER, ORGANISATION, MANAGER, HUB, LEAD, BOARD = "holder", "organisation", "manager", "hub", "lead", "board"
"""As a ladder names them (`policies/clock_profiles.toml`)."""
LEADS: Final = ("safeguarding_lead",)
"""Who is told as an organisation's accountable lead."""
KIND: Final = "reminded_{}"
APPROVERS: Final = KIND.format("approvers")
"""Of what waits for approval: who has it can do nothing, and who approves must act."""
AT_HUB = (HUB, BOARD)
"""Of the strategic board nobody has an account: the hub's decision-makers raise with it what no reminder has moved."""


def unnamed(runtime: Runtime, work: Work, partner_id: UUID, tell: Collection[str]) -> tuple[str, ...]:
    """Whom of these the partner has not named, so that others are told in their place (`messages/whom.py`)."""
    if not {MANAGER, LEAD} & set(tell):
        return ()
    release = runtime.policy.release
    needs = approvals_at(release, work.identity.organisation(partner_id).kind)
    managers = [role for need in needs for role in roles_for(release, APPROVES[need])]
    named = work.identity.roles_in(partner_id, [*managers, *LEADS]).values()
    held = frozenset[str]().union(*named)
    return tuple(one for one, roles in ((MANAGER, managers), (LEAD, LEADS)) if held.isdisjoint(roles))


def mails_of(request: ResearchRequest, tell: Collection[str]) -> list[tuple[str, UUID]]:
    """The kinds of mail that tell these, each with its organisation. Everybody there holds whoever has the request."""
    told = [one for one in (HOLDER, ORGANISATION, MANAGER, HUB, LEAD, BOARD) if one in tell]
    if ORGANISATION in told and HOLDER in told:
        told.remove(HOLDER)
    kinds = [(KIND.format(one), request.hub_id if one in AT_HUB else request.partner_id) for one in told]
    if request.state == "awaiting_approval":
        whoever_works = {KIND.format(one) for one in (HOLDER, ORGANISATION)}
        kinds = [(APPROVERS if one in whoever_works else one, where) for one, where in kinds]
    return kinds

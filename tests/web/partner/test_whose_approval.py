"""“Awaiting your approval” stands only where the reader's approval is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from uuid import uuid4

from app.domain.identity import Actor, Membership
from app.services.identity.approve_member import approve_member
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.services.exchange import Exchange as Services
from tests.services.played import basis, draft, value
from tests.web.exchange import Exchange
from tests.web.partner.asked import household, request_to
from tests.web.partner.browser import PartnerBrowser


def joined(exchange: Exchange, name: str, kind: str, role: str) -> Actor:
    """Somebody under one more membership, in the organisation of a kind."""
    actor, where = exchange.actors[name], exchange.organisations[kind]
    now, registrar = exchange.clock.now(), exchange.actors["ingrid"].person_id
    member = Membership(uuid4(), actor.person_id, where.id, role, now, registrar, now)
    approve_member(exchange.admin, member)
    return replace(
        actor, membership_id=member.id, organisation_id=where.id, organisation_kind=kind,
        organisation_name=where.name, role=role,
    )  # fmt: skip


def test_a_manager_is_not_told_that_a_guardians_approval_is_theirs(exchange: Exchange) -> None:
    home, services = household(exchange), cast("Services", exchange)
    request = request_to(exchange, home, "safeguarding_health")
    nora = exchange.actors["nora"]
    claim_request(exchange.runtime, nora, request.file_id)
    draft(services, request, nora, home.people[0], {"return_anything_else": value("Madeup.")})
    submit_for_approval(exchange.runtime, nora, request.file_id, basis(services, "safeguarding_health", "return"))
    mona = joined(exchange, "hilda", "safeguarding_health", "partner_manager")
    exchange = replace(exchange, actors={**exchange.actors, "mona": mona})
    for path in ("/inbox", f"/inbox/{request.file_id}"):
        manager = PartnerBrowser(exchange, "mona").get(path).text
        assert "Awaiting approval" in manager
        assert "Awaiting your approval" not in manager
        assert "Awaiting your approval" in PartnerBrowser(exchange, "callum").get(path).text

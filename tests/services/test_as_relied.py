"""In production an organisation sends what its owners have approved, and what is not approved is left out in words."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from app.domain.changes import ENTRIES_OBJECTED
from app.domain.errors import InvalidInput, PolicyChanged
from app.domain.identity import IdentityProvider
from app.domain.rehearsals import Rehearsal
from app.services.administration.approved_entries import where_all_stand
from app.services.collation.open_collation import open_collation
from app.services.governance.check_log import check_log
from app.services.identity.find_session import find_session
from app.services.identity.register_provider import register_provider
from app.services.intake.bases_for_case import bases_for_case
from app.services.intake.open_case import find_case
from app.services.policy_control.as_relied import as_relied
from tests.identity.signed_in import open_session
from tests.services.administering import Administrator, Office, office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.owning import live, owner_of, read, says
from tests.services.played import KNOWN, PURPOSE, Case, basis, claim, draft, ready_case, send, sign, value

__all__ = ["own_exchange"]

HOUSING, OTHER = KNOWN["housing"], "housing_address"
WARNING = "request_staff_safety"


def of(exchange: Exchange, kind: str) -> tuple[Office, Administrator]:
    """The organisation of a kind, with administrators and an owner."""
    here = office(exchange, at=exchange.organisation(kind))
    return here, owner_of(here)


def without(here: Office, *keys: str) -> list[str]:
    """The keys of all that it approves but for these."""
    return [one[1] for one in read(here) if one[1] not in keys]


def told(exchange: Exchange, case: Case, fields: tuple[str, ...] = (HOUSING,)) -> str:
    """Why it is not sent, and nothing of it is."""
    before = exchange.rows("SELECT count(*) FROM research_request")
    with pytest.raises(InvalidInput) as refused:
        send(exchange, case, "housing", fields)
    assert exchange.rows("SELECT count(*) FROM research_request") == before
    return " ".join(refused.value.errors.values())


def test_nothing_is_asked_until_both_have_approved_what_always_goes(own_exchange: Exchange) -> None:
    case, hub, housing = ready_case(own_exchange), of(own_exchange, "hub"), of(own_exchange, "housing")
    live(own_exchange)
    hub_name, name = hub[0].organisation.name, housing[0].organisation.name
    assert f"{name} cannot be asked here yet: {hub_name} has not approved" in told(own_exchange, case)
    says(*hub)
    assert f"{name} cannot be asked here yet: {name} has not approved" in told(own_exchange, case)
    assert "Until then ring it on 01632 960111" in told(own_exchange, case)
    says(*housing)
    request = send(own_exchange, case, "housing", [HOUSING])
    hope = claim(own_exchange, request)
    draft(own_exchange, request, hope, case.people[0], {HOUSING: value("yes")})
    sign(own_exchange, hope, request)
    found = open_collation(own_exchange.runtime, case.decider, case.id)
    (shown,) = [one.fields[HOUSING] for source in found.sources for one in source.opened]
    assert shown.answer
    assert shown.answer.value == "yes"
    assert check_log(own_exchange.runtime).problems == ()


def test_no_warning_is_left_out_for_want_of_an_approval(own_exchange: Exchange) -> None:
    """A request would go without it, and nobody would know; so none goes."""
    case, hub, housing = ready_case(own_exchange), of(own_exchange, "hub"), of(own_exchange, "housing")
    says(*housing)
    says(*hub, *without(hub[0], WARNING))
    label = own_exchange.runtime.policy.release.catalogue[WARNING].label
    assert f"has not approved an item that every request to it has (“{label}”)" in told(own_exchange, case)
    says(*hub, WARNING)
    assert send(own_exchange, case, "housing", [HOUSING]).state == "sent"
    says(*hub, WARNING, what=ENTRIES_OBJECTED)
    again = ready_case(own_exchange)
    assert label in told(own_exchange, again, fields=())


def test_what_is_not_in_use_is_not_asked_not_answered_and_not_relied_on(own_exchange: Exchange) -> None:
    case, hub, housing = ready_case(own_exchange), of(own_exchange, "hub"), of(own_exchange, "housing")
    law = basis(own_exchange, "housing", "return")
    says(*hub)
    says(*housing, *without(housing[0], OTHER, law))
    assert "only for items that are in use there" in told(own_exchange, case, fields=(HOUSING, OTHER))
    request = send(own_exchange, case, "housing", [HOUSING])
    hope = claim(own_exchange, request)
    draft(own_exchange, request, hope, case.people[0], {HOUSING: value("yes"), OTHER: value("1 Madeup Road")})
    with pytest.raises(InvalidInput) as refused:
        sign(own_exchange, hope, request)
    assert set(refused.value.errors) == {"legal_basis", OTHER}
    assert "is not in use: your organisation’s accountable owner has not approved it" in refused.value.errors[OTHER]
    says(*housing, OTHER, law)
    sign(own_exchange, hope, request)


def test_an_objection_takes_hold_of_the_next_request_and_not_of_an_open_one(own_exchange: Exchange) -> None:
    case, hub, housing = ready_case(own_exchange), of(own_exchange, "hub"), of(own_exchange, "housing")
    says(*hub)
    says(*housing)
    request = send(own_exchange, case, "housing", [HOUSING])
    hope = claim(own_exchange, request)
    says(*housing, HOUSING, basis(own_exchange, "housing", "return"), what=ENTRIES_OBJECTED)
    assert "only for items that are in use there" in told(
        own_exchange, ready_case(own_exchange), fields=(HOUSING, OTHER)
    )
    draft(own_exchange, request, hope, case.people[0], {HOUSING: value("yes")})
    sign(own_exchange, hope, request)
    found = open_collation(own_exchange.runtime, case.decider, case.id)
    assert [
        getattr(one.fields[HOUSING].answer, "value", None) for source in found.sources for one in source.opened
    ] == ["yes"]


def test_a_hub_asks_on_no_basis_that_is_not_in_use(own_exchange: Exchange) -> None:
    case, hub, housing = ready_case(own_exchange), of(own_exchange, "hub"), of(own_exchange, "housing")
    law = basis(own_exchange, "hub", "request")
    says(*housing)
    says(*hub, *without(hub[0], law))
    gaps = find_case(own_exchange.runtime, case.collator, case.id).gaps
    assert [(one.what, "is not in use" in one.text) for one in gaps] == [("legal_basis", True)]
    assert "is not in use" in told(own_exchange, case)
    offered = {
        one.basis.key: one.why_not for one in bases_for_case(own_exchange.runtime, case.collator, PURPOSE, ["child"])
    }
    assert offered[law] == "Not in use: your organisation’s accountable owner has not approved it."


def test_a_rehearsal_tries_all_of_it_before_anything_is_approved(own_exchange: Exchange) -> None:
    live(own_exchange)
    twin = replace(own_exchange.person("housing", "partner_responder"), rehearsal=Rehearsal(uuid4(), uuid4()))
    policy = own_exchange.runtime.policy
    assert as_relied(policy, twin).release is policy.release
    assert as_relied(policy, replace(twin, rehearsal=None)).not_in_use


def test_nothing_is_sealed_for_others_under_a_policy_that_is_nobodys_own(own_exchange: Exchange) -> None:
    """The one place that grants takes no policy but the author's own: no act can pass what is in use by."""
    case = ready_case(own_exchange)
    request = send(own_exchange, case, "housing", [HOUSING])
    hope = claim(own_exchange, request)
    other = as_relied(own_exchange.runtime.policy, case.collator)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.services.research.sign_off_return.as_relied", lambda *_: other)
        draft(own_exchange, request, hope, case.people[0], {HOUSING: value("yes")})
        with pytest.raises(LookupError, match="under a policy that is not its own"):
            sign(own_exchange, hope, request)


def test_a_page_begins_under_what_owners_have_said_and_waits_for_nobody_who_goes_on(own_exchange: Exchange) -> None:
    here, owner = of(own_exchange, "housing")
    live(own_exchange)
    before = own_exchange.runtime
    provider = IdentityProvider(uuid4(), "madeup", "Madeup", "http://127.0.0.9", "prx", own_exchange.clock.now())
    register_provider(own_exchange.admin, provider, ("madeup.example",))
    who = {"person_id": owner.actor.person_id, "membership_id": owner.actor.membership_id}
    token = open_session(before, provider, **who)
    assert find_session(before, token)
    says(here, owner, HOUSING)
    with pytest.raises(PolicyChanged):
        find_session(before, token)
    assert find_session(before, token, followed=True)
    assert find_session(own_exchange.runtime, token)


def test_how_far_each_is_is_not_read_again_where_the_policy_has_it(own_exchange: Exchange) -> None:
    """Whoever is about to send reads how far the hub is: no signature is looked at for that page."""
    here, owner = of(own_exchange, "housing")
    says(here, owner, HOUSING)
    (found,) = [one for one in where_all_stand(own_exchange.runtime) if one.organisation.id == here.organisation.id]
    assert found.entries - len(found.not_approved) == 1
    own_exchange.rows("DELETE FROM signature")
    again = {one.organisation.id: one for one in where_all_stand(own_exchange.runtime)}
    assert again[here.organisation.id] == found

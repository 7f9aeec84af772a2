"""Commands of organisations: they act while nobody can sign, and propose from then on."""

from __future__ import annotations

import json

from tests.governance.commands import Ran, flask
from tests.services.administering import office
from tests.services.exchange import Exchange
from tests.services.owning import owner_of

NEW = ("police", "Newcomer Police", "--controller", "Madeup", "--service", "Madeup", "--telephone", "01632 960222")


def run(exchange: Exchange, *arguments: str) -> Ran:
    return flask(exchange.runtime, *arguments, admin=exchange.admin)


def test_once_two_of_a_hub_can_sign_an_organisation_is_only_proposed(own_exchange: Exchange) -> None:
    hub = office(own_exchange, begun=True, at=own_exchange.organisation("hub"))
    command = ("organisations", "register", *NEW)
    told = run(own_exchange, *command)
    assert (told.code, str(hub.organisation.id) in told.error) == (2, True)
    by = ("--hub", str(hub.organisation.id), "--by", str(hub.ada.actor.person_id))
    page = run(own_exchange, *command, *by)
    assert (page.code, "/admin/changes/" in page.out) == (0, True), page.error
    assert run(own_exchange, *command, *by).out == page.out, "proposed twice it is the same"
    [change] = json.loads(run(own_exchange, "changes", "list", str(hub.organisation.id), "--json").out)
    assert (change["what"], change["proposer_signed"], change["others_missing"]) == (
        "organisation_registered",
        False,
        1,
    )
    nobody = run(own_exchange, *command, "--hub", str(hub.organisation.id), "--by", str(own_exchange.registrar_id()))
    assert nobody.code == 1 or nobody.out == page.out
    assert run(own_exchange, "organisations", "list", "--named", "newcomer").out == "None.\n"


def test_what_it_is_in_law_is_proposed_once_an_owner_and_another_can_sign(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    own = str(here.organisation.id)
    assert run(own_exchange, "organisations", "in-law", own, "mappa_duty").out.startswith("Before:")
    owner = owner_of(here)
    assert run(own_exchange, "organisations", "in-law", own, "--none").code == 2
    as_owner = ("--by", str(owner.actor.person_id))
    assert "is nothing in law" in run(own_exchange, "organisations", "in-law", own, "moon", *as_owner).error
    ada = run(own_exchange, "organisations", "in-law", own, "--none", "--by", str(here.ada.actor.person_id))
    assert (ada.code, "an accountable owner" in ada.error) == (1, True)
    assert "/admin/changes/" in run(own_exchange, "organisations", "in-law", own, "--none", *as_owner).out


def test_what_there_is_is_printed_for_people_and_for_programs(own_exchange: Exchange) -> None:
    own_exchange.organisation("hub")
    made = own_exchange.organisation("police")
    listed = json.loads(run(own_exchange, "organisations", "list", "--named", made.name.upper(), "--json").out)
    assert [one["id"] for one in listed] == [str(made.id)]
    assert made.name in run(own_exchange, "organisations", "list").out
    shown = json.loads(run(own_exchange, "organisations", "show", str(made.id), "--json").out)
    assert (shown["controller"], shown["in_law"], [one["kind"] for one in shown["works_with"]]) == (
        made.controller,
        None,
        ["hub"],
    )
    assert "works with" in run(own_exchange, "organisations", "show", str(made.id)).out

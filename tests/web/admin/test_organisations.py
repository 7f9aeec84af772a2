"""Pages of organisations: found by name, said in words, and changed by what is signed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.domain.identity import Organisation
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.web.admin.office import Desk, an_hour_later, begun
from tests.web.admin.test_pages import said
from tests.web.exchange import MORE, Exchange
from tests.web.pages import parse
from tests.web.statements import counted

PAGES = "/admin/organisations"
OF_HUB = {"hana": ("Hana Hub", "hub", "administrator"), "hector": ("Hector Hub", "hub", "administrator")}
NEW = {"kind": "police", "name": "Newcomer Police", "controller": "Madeup", "service": "S", "telephone": "01632 960222"}


@pytest.fixture(autouse=True)
def of_hub(monkeypatch: pytest.MonkeyPatch, administrators: None) -> None:
    """They are there before the exchange is."""
    for key, person in OF_HUB.items():
        monkeypatch.setitem(MORE, key, person)
    monkeypatch.setitem(MORE, "olive", ("Olive Owner", "housing", "accountable_owner"))


def hub_begun(exchange: Exchange) -> tuple[Desk, Desk]:
    """Two who administer the hub, each with a registered passkey."""
    hana, hector = Desk(exchange, "hana"), Desk(exchange, "hector")
    begin(exchange.admin, exchange.organisations["hub"].id, [hana.offers(), hector.offers()])
    return hana, hector


def page_of(organisation: Organisation) -> str:
    """Its address."""
    return f"{PAGES}/{organisation.id}"


def test_a_hub_takes_one_in_by_two_of_its_people(exchange: Exchange) -> None:
    hana, hector = hub_begun(exchange)
    wrong = hana.press(f"{PAGES}/new", f"{PAGES}/new", **{**NEW, "telephone": "ring us", "kind": ""})
    assert set(parse(wrong.text).summary_targets) == {"kind", "telephone"}
    assert 'value="Newcomer Police"' in wrong.text, "what was typed is kept"
    change = hana.press(f"{PAGES}/new", f"{PAGES}/new", **NEW).request.path
    shown = said(hector.get(change))
    assert "Before Not there" in shown
    assert "Newcomer Police, of the kind" in shown
    assert "nobody acts for it" in shown
    hana.signs(change)
    assert "it is done an hour later, unless one of them takes it back" in said(hector.signs(change).text)
    assert an_hour_later(exchange, hana, hector) == 1
    assert "Newcomer Police" in said(hana.get(f"{PAGES}?part=newcomer"))


def test_hours_and_a_number_are_changed_rung_and_shown(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    own = page_of(exchange.organisations["housing"])
    change = ada.press(
        f"{PAGES}/hours",
        f"{PAGES}/hours",
        **{"first-day": "1", "first-month": "12", "first-year": "2026", "mon": "9:00-17:00", "holidays": "none"},
    ).request.path
    assert "After Hours from 1 December 2026: Monday 9am to 5pm, open on bank holidays" in said(ada.get(change))
    ada.signs(change)
    number = {"name": "Madeup night desk", "telephone": "01632 960333", "covers": "Nights"}
    change = ada.press(f"{PAGES}/number", f"{PAGES}/number", **number).request.path
    ada.signs(change)
    assert apply_changes(exchange.admin) == 2
    assert "From 1 December 2026: Monday 9am to 5pm" in said(ada.get(own))
    assert "Not rung yet" in said(ada.get(own))
    assert "I have rung it" not in ada.get(own), "who entered it does not say so"
    change = ben.press(own, f"{PAGES}/rung", setting="cover").request.path
    assert "Rung by its proposer" in said(ben.get(change))
    ben.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "Rung Rung by Ben Administrator" in said(ada.get(own))
    again = ada.press(f"{PAGES}/number", f"{PAGES}/number", **number)
    assert "This is what is said already" in said(again.text)


def test_what_is_mistyped_is_said_beside_it(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    answer = ada.press(f"{PAGES}/hours", f"{PAGES}/hours", mon="late", holidays="none")
    assert {"first", "first-day", "mon"} & set(parse(answer.text).summary_targets)
    assert 'value="late"' in answer.text
    answer = ada.press(f"{PAGES}/closed", f"{PAGES}/closed", because="")
    assert "because" in parse(answer.text).summary_targets


def test_what_it_is_in_law_is_its_owners_to_propose(exchange: Exchange) -> None:
    olive = Desk(exchange, "olive")
    assert f"{PAGES}/in-law" in olive.get(page_of(exchange.organisations["housing"]))
    assert Desk(exchange, "ada").client.get(f"{PAGES}/in-law").status_code == 404
    law = olive.get(f"{PAGES}/in-law")
    usual = exchange.runtime.policy.release.organisations["housing"].in_law
    ticked = [one.get("value") for one in parse(law).all("input") if one.get("checked") is not None]
    assert sorted(ticked) == sorted(usual), "what others of its kind are is ticked, so that it can be said again"
    assert "Now: What others of its kind are: A public authority" in said(law)
    assert "Tick what it is" in olive.press(f"{PAGES}/in-law", f"{PAGES}/in-law", facts=[]).text
    change = olive.press(f"{PAGES}/in-law", f"{PAGES}/in-law", facts="mappa_duty").request.path
    shown = said(olive.get(change))
    assert "Before What others of its kind are" in shown
    assert "A body that must co-operate under MAPPA" in shown


def test_a_partner_sees_those_it_works_with_and_ends_none_while_it_does(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    listed = said(ada.get(PAGES))
    assert "Madeupshire MASH" in listed
    assert "Madeup Police" not in listed
    assert ada.client.get(page_of(exchange.organisations["police"])).status_code == 404
    assert ada.client.get(f"{PAGES}/{uuid4()}").status_code == 404
    hub = ada.get(page_of(exchange.organisations["hub"]))
    assert "Madeup Police" not in hub, "whom else a hub works with is not a partner's to read"
    assert "End it for good" not in hub
    own = ada.get(page_of(exchange.organisations["housing"]))
    assert "It can end once it works with nobody" in said(own)
    assert ada.press(PAGES, f"{PAGES}/end").status_code == 409
    assert "Administrators of a hub take organisations in" in said(ada.get(f"{PAGES}/new"))
    assert Desk(exchange, "hugh").client.get(PAGES).status_code == 404


def test_ten_thousand_are_so_many_a_page_in_as_many_statements(exchange: Exchange, database: Database) -> None:
    hana = Desk(exchange, "hana")
    with counted(exchange) as few:
        hana.get(PAGES)
    run_sql(
        database.owner_url,
        "INSERT INTO organisation (id, kind, name, controller, service, telephone, created_at) "
        "SELECT gen_random_uuid(), 'housing', 'Many ' || number, 'Madeup', 'housing', '01632', now() "
        "FROM generate_series(1, 10000) AS number",
    )
    with counted(exchange) as many:
        page = hana.get(PAGES)
    assert len(many) == len(few)
    assert page.count("prx-table--list") == 1
    assert page.count('data-label="Kind"') == 50
    assert "Later names" in page
    assert hana.get(f"{PAGES}?part=many%209999").count('data-label="Kind"') == 1
    assert "No organisation has this in its name" in hana.get(f"{PAGES}?part=100%25")
    assert hana.client.get(f"{PAGES}?part=%00").status_code == 200


def test_a_hub_offers_a_partner_agrees_and_either_ends_it(exchange: Exchange) -> None:
    hana, hector = hub_begun(exchange)
    ada, ben = begun(exchange, "ada", "ben")
    hub, housing = (page_of(exchange.organisations[one]) for one in ("hub", "housing"))
    change = ada.press(hub, f"{hub}/part").request.path
    assert "can ask nothing more" in said(ada.get(change))
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert ada.client.get(hub).status_code == 404, "it is none of theirs any more"
    wrong = hana.press(f"{housing}/offer", f"{housing}/offer", agreement="a, b")
    assert {"agreement"} < set(parse(wrong.text).summary_targets)
    day = {"joins-day": "24", "joins-month": "11", "joins-year": "2026"}
    change = hana.press(f"{housing}/offer", f"{housing}/offer", agreement="ISA 2026/14", **day).request.path
    assert "Once two administrators of Madeupshire Homes agree" in said(hana.get(change))
    hana.signs(change)
    hector.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "It waits for Madeupshire Homes" in said(hana.get(housing))
    assert "Offers to work with you Madeupshire MASH" in said(ada.get(housing))
    change = ada.press(hub, f"{hub}/agree").request.path
    assert "Madeupshire MASH can ask, from 24 November 2026 on, under the agreement ISA 2026/14" in said(
        ben.get(change)
    )
    ada.signs(change)
    ben.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "under the agreement ISA 2026/14" in said(hana.get(page_of(exchange.organisations["hub"])))
    assert "A hub offers, and you agree" in said(ada.get(f"{hub}/offer"))

"""Pages of sharing agreements: recorded by one side, signed by the other, told in words, and ended."""

from __future__ import annotations

import pytest

from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin
from tests.web.admin.office import Desk, begun
from tests.web.admin.test_pages import said
from tests.web.exchange import MORE, Exchange
from tests.web.pages import parse
from tests.web.statements import counted

PAGES = "/admin/agreements"
NEW = f"{PAGES}/new"
DOCUMENT = "0123456789abcdef" * 4
TYPED = {"reference": "ISA 2026/14", "version": "1", "title": "Madeupshire sharing agreement", "document": DOCUMENT}
PEOPLE = {
    "hana": ("Hana Hub", "hub", "administrator"),
    "hector": ("Hector Hub", "hub", "administrator"),
    "iris": ("Iris Officer", "hub", "ig_officer"),
}


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch, administrators: None) -> None:
    """They are there before the exchange is."""
    for key, person in PEOPLE.items():
        monkeypatch.setitem(MORE, key, person)


def day(name: str, *parts: str) -> dict[str, str]:
    """A day as a form sends it."""
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), parts, strict=True))


DAYS = {**day("starts", "24", "11", "2026"), **day("review_at", "1", "2", "2027")}


def recorded(exchange: Exchange, hana: Desk, **typed: str) -> None:
    """A hub records one with Madeupshire Homes."""
    housing = str(exchange.organisations["housing"].id)
    change = hana.press(NEW, NEW, others=housing, **{**TYPED, **DAYS, **typed}).request.path
    hana.signs(change)
    assert apply_changes(exchange.admin) == 1


def page_of(desk: Desk) -> str:
    """The page of the one agreement there is."""
    links = {one.get("href") or "" for one in parse(desk.get(PAGES)).all("a")}
    [page] = [one for one in links if one.startswith(f"{PAGES}/") and one != NEW]
    return page


def hub_begun(exchange: Exchange) -> Desk:
    """One of two who administer the hub, with a registered passkey."""
    hana, hector = Desk(exchange, "hana"), Desk(exchange, "hector")
    begin(exchange.admin, exchange.organisations["hub"].id, [hana.offers(), hector.offers()])
    return hana


def test_a_hub_records_one_a_partner_signs_it_and_either_ends_it(exchange: Exchange) -> None:
    hana, (ada, _) = hub_begun(exchange), begun(exchange, "ada", "ben")
    assert "No agreement is recorded." in ada.get(PAGES)
    assert f"{NEW}?with={exchange.organisations['housing'].id}" in hana.get(
        f"/admin/organisations/{exchange.organisations['housing'].id}"
    )
    recorded(exchange, hana)
    assert "1 sharing agreement waits" in said(ada.get("/admin/changes"))
    assert "agreement waits" not in said(hana.get("/admin/changes")), "it waits for the other side"
    listed = said(ada.get(PAGES))
    assert "ISA 2026/14 version 1 Madeupshire MASH Waits for your own side to say that it is signed" in listed
    page = page_of(ada)
    shown = said(ada.get(page))
    assert DOCUMENT in shown
    assert "Madeupshire Homes: not yet" in shown
    change = ada.press(page, f"{page}/sign").request.path
    assert "Before Recorded, and not signed by us" in said(ada.get(change))
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "To be looked at again by 1 February 2027" in said(hana.get(page))
    own = f"/admin/organisations/{exchange.organisations['hub'].id}"
    assert "under the agreement ISA 2026/14 version 1" in said(hana.get(own))
    assert "To be looked at again by 1 February 2027" in said(Desk(exchange, "iris").get(PAGES))
    assert "1 sharing agreement waits" in said(Desk(exchange, "iris").get("/my-work"))
    assert "Go on to end it" not in Desk(exchange, "iris").get(page)
    change = ada.press(page, f"{page}/end").request.path
    assert "It stops nothing that is sent" in said(ada.get(change))
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "Ended" in said(ada.get(page))
    assert ada.press(page, f"{page}/end").status_code == 409


def test_what_is_mistyped_is_said_and_what_was_typed_is_kept(exchange: Exchange) -> None:
    hana = hub_begun(exchange)
    wrong = hana.press(NEW, NEW, **{**TYPED, "reference": "a, b"}, **day("starts", "31", "2", "2026"))
    assert set(parse(wrong.text).summary_targets) == {"others", "reference", "starts-day", "review_at"}
    assert 'value="Madeupshire sharing agreement"' in wrong.text
    recorded(exchange, hana)
    housing = str(exchange.organisations["housing"].id)
    again = hana.press(NEW, NEW, others=housing, **TYPED, **DAYS)
    assert "This version of the agreement is recorded already" in said(again.text)
    page = page_of(hana)
    following = hana.get(f"{NEW}?after={page.rpartition('/')[2]}")
    assert 'value="ISA 2026/14"' in following
    assert f'value="{housing}" checked' in following


def test_a_list_of_many_costs_as_many_statements_as_of_one(exchange: Exchange) -> None:
    hana = hub_begun(exchange)
    recorded(exchange, hana)
    with counted(exchange) as one:
        hana.get(PAGES)
    for version in ("2", "3"):
        recorded(exchange, hana, version=version)
    with counted(exchange) as many:
        hana.get(PAGES)
    assert len(many) == len(one)


def test_whoever_neither_administers_nor_governs_finds_nothing(exchange: Exchange) -> None:
    assert Desk(exchange, "hugh").client.get(PAGES).status_code == 404
    assert Desk(exchange, "iris").client.get(NEW).status_code == 404

"""The page before going live: an item said and signed, what is missing in words, and who is told of it when sending."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.administration.apply_changes import apply_changes
from app.services.administration.find_evidence import NOT_SAID
from app.web.runtime import RUNTIME
from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.services.naming import name_anew
from tests.web.admin.office import Desk
from tests.web.admin.test_agreements import PEOPLE, day, hub_begun
from tests.web.admin.test_pages import said
from tests.web.approving import but_for
from tests.web.exchange import MORE, Exchange
from tests.web.hub.playing import ask, ready
from tests.web.pages import parse

PAGE = "/admin/going-live"
ITEM = f"{PAGE}/impact"
TYPED = {"answers": "Madeup Owner, risk owner", "reference": "Governance folder, DPIA 7"}


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch, administrators: None) -> None:
    """They are there before the exchange is."""
    for key, person in PEOPLE.items():
        monkeypatch.setitem(MORE, key, person)


def test_an_item_is_said_signed_and_shown_with_who_and_when(exchange: Exchange) -> None:
    hana = hub_begun(exchange)
    assert f"Data protection impact assessment – – – {NOT_SAID}" in said(hana.get(PAGE))
    wrong = hana.press(ITEM, ITEM, **TYPED, **day("again_at", "1", "1", "2020"))
    assert set(parse(wrong.text).summary_targets) == {"again_at"}
    assert 'value="Governance folder, DPIA 7"' in wrong.text
    change = hana.press(ITEM, ITEM, **TYPED, **day("again_at", "24", "11", "2027")).request.path
    shown = said(hana.get(change))
    assert "Before Data protection impact assessment: nothing is said of it" in shown
    hana.signs(change)
    assert apply_changes(exchange.admin) == 1
    shown = said(hana.get(PAGE))
    assert (
        "Madeup Owner, risk owner Governance folder, DPIA 7 24 November 2026 by Hana Hub; again on 24 November 2027 "
        "Nothing"
    ) in shown
    assert "No agreement with Madeupshire Homes holds that both sides have signed." in shown
    assert 'value="Governance folder, DPIA 7"' in hana.get(ITEM)
    read = Desk(exchange, "iris").get(PAGE)
    assert "Data protection impact assessment" in read
    assert ITEM not in read


def test_a_partner_has_no_such_page(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    assert [ada.client.get(one).status_code for one in (PAGE, ITEM)] == [404, 404]
    assert hub_begun(exchange).client.get(f"{PAGE}/unknown").status_code == 404
    assert PAGE not in ada.get("/admin/agreements")


def test_in_production_whoever_sends_reads_what_is_missing_and_sends(exchange: Exchange, database: Database) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known")
    assert "It stops nothing" not in said(cora.text), "made-up data"
    found = run_sql(database.owner_url, "UPDATE identity_provider SET development = false RETURNING id")
    name_anew(exchange.admin, *(("identity_provider", str(id_)) for (id_,) in found))
    exchange.app.extensions[RUNTIME] = replace(but_for(exchange), production=True)
    cora.get(f"{case}/preview")
    assert "things are missing" in said(cora.text)
    cora.press(f"{case}/send")
    assert cora.path == f"{case}/requests", cora.problems

"""Pages of the policy's releases: what is proposed and would change, signed for by two, and felt by the next page."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest

from app.demonstration.database import SUPERUSER
from app.services.administration.passkeys import begin
from app.services.administration.propose_release import propose_release
from app.services.policy_control.follow_release import follow_release
from tests.conftest import Database
from tests.policy_control.releases import LABEL, OTHER_LABEL, in_other_words
from tests.services.exchange import run_sql
from tests.web.admin.office import Desk, an_hour_later
from tests.web.exchange import MORE, Exchange
from tests.web.pages import parse
from tests.web.statements import counted

POLICY, OF_KIND = "/policy", "/policy?organisation=housing"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def administrators(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the hub, and one of a partner."""
    for key, kind in (("anna", "hub"), ("boris", "hub"), ("ada", "housing")):
        monkeypatch.setitem(MORE, key, (f"{key.capitalize()} Administrator", kind, "administrator"))


def words(page: str) -> str:
    """A page in words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def at_the_hub(exchange: Exchange) -> tuple[Desk, Desk]:
    anna, boris = Desk(exchange, "anna"), Desk(exchange, "boris")
    begin(exchange.admin, exchange.organisations["hub"].id, [anna.offers(), boris.offers()])
    return anna, boris


def proposed(exchange: Exchange, after: timedelta | None = None) -> str:
    """The address of a release that says one thing otherwise."""
    begins = None if after is None else exchange.clock.now() + after
    other = in_other_words(exchange.admin.policy.release)
    found = propose_release(exchange.admin, exchange.organisations["hub"].id, other, begins)
    return f"/policy/proposed/{found.proposed.id}"


def test_it_is_read_signed_for_by_two_and_felt_by_the_next_page_of_everybody(exchange: Exchange) -> None:
    anna, boris = at_the_hub(exchange)
    page = proposed(exchange)
    officer = exchange.client("ingrid")
    assert page in officer.get(POLICY).text
    said = words(anna.get(page))
    assert "Signed for by Two administrators of Madeupshire MASH" in said
    assert "Begins An hour after it is signed" in said
    assert f"label “{OTHER_LABEL}” instead of “{LABEL}”" in said
    answer = anna.press(page, page)
    change = answer.request.path
    assert change.startswith("/admin/changes/")
    assert "What it would change, in 1 sentence" in words(answer.text)
    assert "Before Policy release 1 After The proposed release, an hour after it is signed." in words(answer.text)
    anna.signs(change)
    assert LABEL in officer.get(OF_KIND).text
    boris.signs(change)
    assert an_hour_later(exchange, anna) == 1
    officer = exchange.client("ingrid")
    after = officer.get(OF_KIND)
    assert after.status_code == 200
    assert (OTHER_LABEL in after.text, f">{LABEL}<" in after.text) == (True, False)
    assert "Policy release 2" in words(officer.get(POLICY).text)
    assert "Where it stands Done" in words(anna.get(change))
    assert "It is in force now, as release 2." in words(anna.get(page))
    release = words(officer.get("/policy/releases/2").text)
    assert "Put in force by Madeupshire MASH: 2 administrators signed for it" in release
    assert f"label “{OTHER_LABEL}” instead of “{LABEL}”" in release


def test_what_was_sent_before_the_change_is_answered_under_what_holds_now(exchange: Exchange) -> None:
    """A form that was open when the policy changed is taken: the session's look finds the release in force first."""
    anna, boris = at_the_hub(exchange)
    page = proposed(exchange)
    change = anna.press(page, page).request.path
    anna.signs(change)
    boris.signs(change)
    assert an_hour_later(exchange, anna) == 1
    admin, hub = follow_release(exchange.admin), exchange.organisations["hub"].id
    second = propose_release(admin, hub, in_other_words(exchange.runtime.policy.release, "Owed"), None)
    path = f"/policy/proposed/{second.proposed.id}"
    answer = anna.press(path, path)
    assert "Before Policy release 2" in words(answer.text)


def test_who_may_not_sign_reads_it_and_is_offered_nothing(exchange: Exchange) -> None:
    at_the_hub(exchange)
    page = proposed(exchange)
    for name in ("ingrid", "ada"):
        answer = exchange.client(name).get(page)
        assert answer.status_code == 200
        assert "Go on to sign for it" not in answer.text
    ada = Desk(exchange, "ada")
    assert ada.press("/admin/people", page).status_code == 404
    assert exchange.client("hugh").get(page).status_code == 404
    assert exchange.client("ingrid").get(f"/policy/proposed/{uuid4()}").status_code == 404
    assert exchange.client("ingrid").get("/policy/releases/7").status_code == 404


def test_a_date_and_the_first_release_are_said(exchange: Exchange) -> None:
    page = proposed(exchange, 3 * DAY)
    officer = exchange.client("ingrid")
    assert "Begins 27 November 2026" in words(officer.get(page).text)
    assert "to begin 27 November 2026" in words(officer.get(POLICY).text)
    first = words(officer.get("/policy/releases/1").text)
    assert "Whoever runs the exchange: nobody signed for it" in first
    assert "It is the first: there is none before it to compare it with." in first


def test_words_that_were_changed_in_the_database_are_shown_to_nobody(exchange: Exchange, database: Database) -> None:
    page = proposed(exchange)
    anna, _ = at_the_hub(exchange)
    change = anna.press(page, page).request.path
    run_sql(
        database.owner_url,
        "UPDATE proposed_release SET canonical = replace(canonical, 'Arrears of rent', 'Slipped in') RETURNING id",
        role=SUPERUSER,
    )
    assert "What is stored of it is not what was proposed" in words(anna.get(page))
    assert "Do not sign it; tell whoever runs the exchange." in words(anna.get(change))


def test_the_policy_page_says_no_more_when_more_is_proposed(exchange: Exchange) -> None:
    officer = exchange.client("ingrid")
    proposed(exchange)
    officer.get(POLICY)
    said = []
    for _ in range(2):
        with counted(exchange) as sent:
            officer.get(POLICY)
        said.append(len(sent))
        for _ in range(5):
            proposed(exchange)
    assert said[0] == said[1]
    assert len([one for one in parse(officer.get(POLICY).text).all("a") if "/proposed/" in one.get("href", "")]) == 10

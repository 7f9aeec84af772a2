"""What pages of administration say: each mistake at its own box, and what stands before somebody proposes over it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.services.administration.apply_changes import apply_changes
from app.services.governance.check_log import check_log
from tests.web.admin.office import Desk, begun
from tests.web.admin.test_invitations import AMINA, INVITE
from tests.web.admin.test_organisations import OF_HUB, PAGES, hub_begun, page_of
from tests.web.admin.test_pages import said
from tests.web.exchange import MORE, Exchange
from tests.web.pages import parse

FIRST = {"first-day": "1", "first-month": "12", "first-year": "2026"}
GONE = {"day": "1", "month": "2", "year": "2026"}
JOINS = {"joins-day": "24", "joins-month": "11", "joins-year": "2026"}


@pytest.fixture(autouse=True)
def of_hub(monkeypatch: pytest.MonkeyPatch, administrators: None) -> None:
    """They are there before the exchange is."""
    for key, person in OF_HUB.items():
        monkeypatch.setitem(MORE, key, person)


def test_each_wrong_day_is_named_in_words_of_the_page(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    typed = {**FIRST, "mon": "9-5", "tue": "9:00-17:00", "wed": "17:00-9:00", "sun": "late", "holidays": "moon"}
    answer = ada.press(f"{PAGES}/hours", f"{PAGES}/hours", **typed)
    assert set(parse(answer.text).summary_targets) == {"mon", "wed", "sun", "holidays"}
    shown = said(answer.text)
    assert "Monday: “9” is no time of day. Write it such as 9:00-17:00, or leave the day empty." in shown
    assert "mon-fri=" not in shown, "that is how a command is told"
    empty = ada.press(f"{PAGES}/hours", f"{PAGES}/hours", **FIRST, holidays="none")
    assert set(parse(empty.text).summary_targets) == {"days"}
    assert "mon-fri=" not in said(empty.text)


def test_before_hours_of_a_later_day_stand_those_that_hold_until_then(exchange: Exchange) -> None:
    (ada, _) = begun(exchange, "ada", "ben")
    given = {**FIRST, "holidays": "none"}
    change = ada.press(f"{PAGES}/hours", f"{PAGES}/hours", **given, mon="9:00-17:00").request.path
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    later = {**given, "first-day": "24", "tue": "10:00-12:00"}
    change = ada.press(f"{PAGES}/hours", f"{PAGES}/hours", **later).request.path
    shown = said(ada.get(change))
    assert "Before Hours from 1 December 2026: Monday 9am to 5pm" in shown
    assert "After Hours from 24 December 2026: Tuesday 10am to midday" in shown
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1


def test_what_is_left_out_is_asked_for_by_the_name_of_its_box(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    answer = ada.press(f"{PAGES}/closed", f"{PAGES}/closed", because="")
    assert "Why: say it in a few words." in said(answer.text)
    answer = ada.press(f"{PAGES}/number", f"{PAGES}/number", name="", telephone="", covers="")
    assert {"name", "telephone", "covers"} == set(parse(answer.text).summary_targets)
    for label in ("Who answers", "For which times"):
        assert f"{label}: say it in a few words." in said(answer.text)


def test_a_day_that_is_gone_or_missing_is_named_by_its_box(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    gone = {f"{field}-{part}": text for field in ("day", "first") for part, text in GONE.items()}
    for page, label in (("closed", "Day"), ("hours", "First day")):
        answer = ada.press(f"{PAGES}/{page}", f"{PAGES}/{page}", because="Training", holidays="none", **gone)
        assert f"{label}: enter today, or a day to come." in said(answer.text), page


def test_what_names_an_organisation_or_a_sign_in_is_asked_for_by_its_box(exchange: Exchange) -> None:
    hana, _ = hub_begun(exchange)
    answer = hana.press(f"{PAGES}/new", f"{PAGES}/new", name="", controller="", service="", telephone="01632 960333")
    for label in ("Name", "Controller", "Service"):
        assert f"{label}: say it in a few words." in said(answer.text), label
    sign_in = "/admin/sign-ins/new"
    answer = hana.press(sign_in, sign_in, **dict.fromkeys(("name", "key", "issuer", "client_id", "domains"), ""))
    for label in ("Address", "Client"):
        assert f"{label}: copy it as their side gives it, without spaces." in said(answer.text), label


def test_no_reference_is_not_a_reference_of_nobody(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    for typed, words in (
        (" ", "Their reference: enter it, as they read it"),
        ("x", "Nobody who has signed in has this"),
    ):
        answer = ada.press("/admin/people/add", "/admin/people/add", reference=typed, role="")
        assert words in said(answer.text), typed


def test_beside_a_number_that_nobody_rang_stands_that_it_is_to_be_rung(exchange: Exchange) -> None:
    ada, ben = begun(exchange, "ada", "ben")
    own = page_of(exchange.organisations["housing"])
    assert "Rung Not rung yet" not in said(ada.get(own)), "there is no number to ring"
    number = {"name": "Madeup night desk", "telephone": "01632 960333", "covers": "Nights"}
    ada.signs(ada.press(f"{PAGES}/number", f"{PAGES}/number", **number).request.path)
    assert apply_changes(exchange.admin) == 1
    assert "You entered this number: have a colleague who administers ring it" in said(ada.get(own))
    assert "01632 960333 Rung Not rung yet: it may be wrong" in said(ben.get(own))


def test_an_offer_that_stands_is_shown_and_not_asked_for_anew(exchange: Exchange) -> None:
    hana, hector = hub_begun(exchange)
    ada, _ = begun(exchange, "ada", "ben")
    hub, housing = (page_of(exchange.organisations[one]) for one in ("hub", "housing"))
    ada.signs(ada.press(hub, f"{hub}/part").request.path)
    assert apply_changes(exchange.admin) == 1
    change = hana.press(f"{housing}/offer", f"{housing}/offer", agreement="ISA 2026/14", **JOINS).request.path
    hana.signs(change)
    hector.signs(change)
    assert apply_changes(exchange.admin) == 1
    page = hector.get(f"{housing}/offer")
    assert "You have offered it already" in said(page)
    assert "ISA 2026/14" in said(page)
    assert 'name="agreement"' not in page


def test_an_offer_that_nobody_there_can_agree_to_says_so_and_whom_to_ring(exchange: Exchange) -> None:
    hana, _ = hub_begun(exchange)
    shown = said(hana.get(f"{page_of(exchange.organisations['police'])}/offer"))
    assert "Nobody at Madeup Police can agree to it yet" in shown
    assert "Ring them on" in shown
    begun(exchange, "ada", "ben")
    assert "can agree to it yet" not in said(hana.get(f"{page_of(exchange.organisations['housing'])}/offer"))


def test_a_change_of_an_organisation_leads_on_to_it(exchange: Exchange) -> None:
    ada, _ = begun(exchange, "ada", "ben")
    own = page_of(exchange.organisations["housing"])
    given = {**FIRST, "holidays": "none", "mon": "9:00-17:00"}
    change = ada.press(f"{PAGES}/hours", f"{PAGES}/hours", **given).request.path
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert f'href="{own}"' in ada.get(change)


def test_an_invitation_can_be_signed_for_as_long_as_it_lets_somebody_in(exchange: Exchange) -> None:
    ada, _ = begun(exchange, "ada", "ben")
    change = ada.press(INVITE, INVITE, **AMINA).request.path
    ada.signs(change)
    assert "Open until 1 December 2026" in said(ada.get(change))
    exchange.clock.forward(timedelta(days=8))
    ben = Desk(exchange, "ben")
    shown = said(ben.get(change))
    assert "Closed: not enough people signed it in time" in shown
    assert "Sign with your passkey" not in shown
    ada = Desk(exchange, "ada")
    assert ada.press(INVITE, INVITE, **AMINA).request.path != change, "it is proposed anew"


def test_a_closed_day_is_taken_back(exchange: Exchange) -> None:
    ada, _ = begun(exchange, "ada", "ben")
    day = {"day-day": "24", "day-month": "12", "day-year": "2026", "because": "Madeup outing"}
    ada.signs(ada.press(f"{PAGES}/closed", f"{PAGES}/closed", **day).request.path)
    assert apply_changes(exchange.admin) == 1
    page = f"{PAGES}/closed"
    assert "24 December 2026: Madeup outing" in said(ada.get(page))
    change = ada.press(page, f"{page}/2026-12-24/open").request.path
    assert "Before Closed on 24 December 2026: Madeup outing After Open on this day" in said(ada.get(change))
    ada.signs(change)
    assert apply_changes(exchange.admin) == 1
    assert "Madeup outing" not in said(ada.get(page))
    assert ada.press(page, f"{page}/2026-12-24/open").status_code == 409, "there is nothing to take back"
    assert ada.press(page, f"{page}/someday/open").status_code == 404
    assert check_log(exchange.runtime).problems == ()


def test_a_passkey_is_said_to_be_of_a_person_wherever_they_administer(exchange: Exchange) -> None:
    ada = Desk(exchange, "ada")
    assert "An offer stands in every organisation for which you sign" in said(ada.get("/admin/passkeys"))

"""The same returns by source, by person and by date: every order says all of it, and each look is opened and logged."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from uuid import UUID

import pytest

from app.domain.answers import ANSWER_KINDS, GROUNDS, VALUE, plain
from app.services.governance.prove_entry import hidden_part
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.web.date_words import date_words
from app.web.value_words import value_words
from tests.budgets.returned import APPROVERS, SAID, Returned, returned
from tests.web import exchange as exchange_of_tests
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser
from tests.web.partner.asked import ADDRESS, household

ORDERS = ("source", "person", "time")


@pytest.fixture(autouse=True)
def _approvers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every partner has somebody who approves, before the exchange is made."""
    for name, person in APPROVERS.items():
        monkeypatch.setitem(exchange_of_tests.MORE, name, person)


@pytest.fixture
def played(_approvers: None, exchange: Exchange) -> Returned:
    """Seven have answered and the school has not."""
    return returned(exchange, "education")


def look(exchange: Exchange, played: Returned, by: str, name: str = "dilys") -> HubBrowser:
    """The page in one order, as somebody of the hub gets it."""
    browser = HubBrowser(exchange, name)
    browser.get(f"/cases/{played.case_id}/returns?by={by}")
    assert browser.status == 200
    return browser


def test_every_order_says_every_item_with_its_value_its_date_and_its_note(exchange: Exchange, played: Returned) -> None:
    catalogue = exchange.runtime.policy.release.catalogue
    for by in ORDERS:
        text = look(exchange, played, by).text
        for kind, items in SAID.items():
            for key, answer in items.items() if kind != "education" else ():
                assert catalogue[key].label in text, (by, key)
                value = value_words(catalogue[key], answer.value)
                words = value if answer.kind == VALUE else ANSWER_KINDS[answer.kind].words
                assert words in text, (by, key)
                assert date_words(answer.information_date) in text, (by, key)
                assert (answer.note or "") in text, (by, key)
                assert not answer.ground or GROUNDS[answer.ground].words in text, (by, key)
        assert text.count("Madeup register") == 7, "how each searched is on every order"


def test_what_keeps_everybody_safe_stands_before_what_is_said_of_each_in_their_order(
    exchange: Exchange, played: Returned
) -> None:
    said = look(exchange, played, "source").text.partition("Before you contact anybody")[2].partition("Staff safety")[0]
    whole, asks, people = said.partition("This hub: Is the address protected?")
    assert (whole.count("This hub: ") > 1, bool(asks)) == (True, True)
    assert re.findall(r"Child|Adult|: No", people) == ["Child", "Adult", ": No"]
    assert not re.findall(r"Child|Adult", whole)


def test_what_one_source_says_of_several_people_stands_together_by_answer(exchange: Exchange) -> None:
    runtime, cora = exchange.runtime, exchange.actors["cora"]
    home = household(exchange, ("child", "child", "adult"))
    record = find_case(runtime, cora, home.case_id).records[home.people[1]]
    hides = {"case_address": plain(ADDRESS), "case_protected_address": plain("yes")}
    save_case_record(runtime, cora, home.case_id, home.people[1], hides, record.version)
    said = HubBrowser(exchange, "dilys").get(f"/cases/{home.case_id}/returns").text
    asks, *answers = "This hub: Is the address protected", "Child 1, Adult: Not known", "Child 2: Yes"
    told = re.sub(r" \(\w+\)", "", said)  # what partners know each as
    # Once somebody hides, a collator's “No” of another says nothing: a decision-maker answers that.
    assert f"{asks}? {' '.join(answers)} " in told
    assert said.count("Is the address protected?") == 1


def test_each_order_is_a_look_and_opens_the_same(exchange: Exchange, played: Returned) -> None:
    opened = []
    for by in ORDERS:
        before = ids(exchange)
        look(exchange, played, by)
        opened.append(touched(exchange, ids(exchange) - before))
    first, *others = opened
    assert sum(first.values()) > 7 * 6
    assert others == [first, first]


def test_a_silence_stands_where_the_answer_would(exchange: Exchange, played: Returned) -> None:
    people = look(exchange, played, "person")
    adult, child = (below(people, one) for one in ("Adult: Marla Madeup-Adult", "Child: Maxi Madeup-Child"))
    assert "Madeupshire Schools No answer yet" in child
    assert "Madeupshire Schools" not in adult
    assert "No answer yet is never “nothing known”" in people.text
    for by in ("source", "time"):
        before, after = look(exchange, played, by).text.split("What partners returned", 1)
        assert "Madeupshire Schools: " in before
        assert "Madeupshire Schools" not in after


def test_somebody_of_whom_nobody_was_asked_is_a_gap_too(exchange: Exchange, played: Returned) -> None:
    only = played.requests["probation"].file_id
    page = HubBrowser(exchange, "dilys").get(f"/cases/{played.case_id}/returns?by=person&only={only}")
    assert "Child: Maxi Madeup-Child No partner was asked." in page.text
    assert f"only={only}" in page.link("By date")
    assert "by=time" in page.link("By date")


def test_the_concern_the_decision_and_the_questions_stand_with_the_answers(
    exchange: Exchange, played: Returned
) -> None:
    for by in ORDERS:
        text = look(exchange, played, by).text
        assert "Kind of concern: Domestic abuse" in text
        assert "Decision to enquire , Dilys Decision-Maker, 24 November 2026 at 10am: Madeup: reasonable" in text
        assert text.count("Asked: Who lives at the address now? (To visit safely)") == 7


def test_a_long_decision_is_folded_and_counted_and_nothing_of_it_is_lost(exchange: Exchange, played: Returned) -> None:
    dilys, case_id = exchange.actors["dilys"], played.case_id
    known = find_case(exchange.runtime, dilys, case_id)
    whole, words = known.subjects[0].subject_id, " ".join(["reason"] * 61)
    said = {"case_manager_decision": plain(words)}
    state_in_case(exchange.runtime, dilys, case_id, whole, "manager_decision", said, 1)
    text = look(exchange, played, "source").text
    assert "The decision and its reasons (61 words)" in text
    assert words in text


def test_what_is_folded_is_counted(exchange: Exchange, played: Returned) -> None:
    page = look(exchange, played, "source")
    for one in page.page.all("details"):
        lines = len([each for each in one.iter() if each.tag == "dt"])
        assert f"({lines} lines)" in " ".join(one.itertext())


def test_an_order_nobody_knows_is_by_source(exchange: Exchange, played: Returned) -> None:
    assert look(exchange, played, "nonsense").text == look(exchange, played, "source").text


def below(page: HubBrowser, heading: str) -> str:
    """What stands in the part of a page under a heading."""
    for part in page.page.all("section"):
        words = " ".join(" ".join(part.itertext()).split())
        if words.startswith(heading):
            return words
    raise AssertionError(heading)


def ids(exchange: Exchange) -> frozenset[UUID]:
    """The entries of all logs."""
    with exchange.runtime.database.work(None) as work:
        return frozenset(one.id for log in work.log.logs() for one in work.log.leaves(log.id, 0, 10_000))


def touched(exchange: Exchange, entries: frozenset[UUID]) -> Mapping[str, int]:
    """What these entries say was opened: how often each field of each record, and at which level."""
    with exchange.runtime.database.work(None) as work:
        details = [work.log.detail(one) for one in entries]
        hidden = [hidden_part(exchange.runtime, work, one) for one in details if one]
    return Counter(json.dumps(each) for one in hidden if one for each in one["touched"])

"""What an act says to the databases grows with no number of partners or people that it reaches: it is done in sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from app.demonstration.database import Cluster
from app.domain.identity import Actor, Organisation
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.services.played import QUESTION, Case, previewed, ready_case
from tests.web.governance.site import Site, make_site
from tests.web.hub.playing import HubBrowser
from tests.web.looked_at import KIND
from tests.web.pages import parse
from tests.web.statements import Statements, counted

MANY, PEOPLE = 11, 6
MOST_TO_SEND = 27
"""Statements of sending, to whomever and about whomever: everything is read once, and each kind of row stored once.

One of them takes the draft that is sent, one reads what clocks run by and who is covered; three read the places of the
case, to be sought in what leaves: the same whatever there is and whoever sends.
"""


class Browser(HubBrowser):
    """A browser of somebody signed in to a site."""

    def __init__(self, site: Site, actor: Actor) -> None:
        self.client = site.client(actor)
        self.path, self.status = "", 0


@dataclass(frozen=True)
class Size:
    """A case of some size that may be sent, and whom to ask."""

    case: Case
    partners: Sequence[Organisation]


Act = Callable[[Site, Size], tuple[Browser, str, Mapping[str, Any]]]
"""Makes ready who acts, and the form that is sent."""


@dataclass(frozen=True)
class Town:
    """An exchange and its partners."""

    site: Site
    partners: Sequence[Organisation]

    def size(self, partners: int, people: int) -> Size:
        """A new case about so many, to be asked of so many."""
        return Size(ready_case(self.site.exchange, ("child",) * people, ("no",) * people), self.partners[:partners])

    def said(self, act: Act, size: Size) -> Statements:
        """What doing it says."""
        browser, path, form = act(self.site, size)
        with counted(self.site.exchange) as sent:
            answer = browser.client.post(path, data={**form, "save": "yes"}, base_url="https://localhost")
        assert answer.status_code == 303, parse(answer.text).title
        return sent


@pytest.fixture(scope="module")
def town(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("acts")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        site = make_site(exchange)
        yield Town(site, [exchange.organisation(KIND), *(exchange.another(KIND) for _ in range(MANY - 1))])


def sending(site: Site, size: Size) -> tuple[Browser, str, Mapping[str, Any]]:
    browser, case = Browser(site, size.case.collator), f"/cases/{size.case.id}"
    ids = [str(one.id) for one in size.partners]
    reasons = {f"reason__{one}".replace("-", "__"): "They may know them." for one in ids}
    browser.get(f"{case}/ask").press(f"{case}/ask", {"to": "questions"}, partners=ids, **reasons)
    questions: dict[str, Any] = {f"p-{one}-request_questions-0-question": "Who lives there now?" for one in ids}
    questions |= {f"p-{one}-about": [str(person) for person in size.case.people] for one in ids}
    browser.press(f"{case}/preview", {"to": "preview"}, **{f"{_typed(name)}": one for name, one in questions.items()})
    return browser, f"{case}/send", browser.filled(f"{case}/send", {})


def saying_it_is_less_safe(site: Site, size: Size) -> tuple[Browser, str, Mapping[str, Any]]:
    _sent(site.exchange, size)
    browser, path = Browser(site, size.case.collator), f"/cases/{size.case.id}/recorded/contact-safety"
    browser.get(path)
    return browser, path, browser.filled(None, {"case_safe_contact_method": "none"})


def correcting_a_name(site: Site, size: Size) -> tuple[Browser, str, Mapping[str, Any]]:
    _sent(site.exchange, size)
    browser, path = Browser(site, size.case.collator), f"/cases/{size.case.id}/subjects/{size.case.people[0]}"
    browser.get(path)
    return browser, path, browser.filled(None, {"case_subject_name": "Maxi Madeup"})


def re_rating(site: Site, size: Size) -> tuple[Browser, str, Mapping[str, Any]]:
    _sent(site.exchange, size)
    browser, path = Browser(site, size.case.decider), f"/cases/{size.case.id}/rating"
    browser.get(path)
    return (
        browser,
        path,
        browser.filled(None, {"rating": "green", "case_rating_level": "Level 2", "case_rating_reason": "Madeup."}),
    )


def closing(site: Site, size: Size) -> tuple[Browser, str, Mapping[str, Any]]:
    sent = _sent(site.exchange, size)
    browser, path = Browser(site, size.case.decider), f"/cases/{size.case.id}/recorded/outcome"
    chosen = {_typed(f"request-{one}"): "withdraw" for one in sent}
    reason = {"case_decision": "no_further_action", "case_decision_reason": "Nothing more is needed."}
    browser.get(path)
    return browser, path, browser.filled(None, {**chosen, **reason})


def _typed(name: str) -> str:
    return name.replace("-", "__")


def _sent(exchange: Exchange, size: Size) -> list[str]:
    case = size.case
    asks = [Ask(one.id, "They may know them.", (), QUESTION, subjects=frozenset(case.people)) for one in size.partners]
    found = send_requests(exchange.runtime, case.collator, case.id, asks, previewed(exchange, case))
    return [str(one.file_id) for one in found]


ACTS = (sending, saying_it_is_less_safe, correcting_a_name, re_rating, closing)


@pytest.mark.parametrize("act", ACTS)
def test_no_act_says_more_when_it_reaches_more(town: Town, act: Act) -> None:
    sizes = {"once": (1, 1), "few": (1, 1), "partners": (MANY, 1), "people": (1, PEOPLE)}
    said = {name: town.said(act, town.size(*size)) for name, size in sizes.items()}
    few = said["few"]
    grown = {name: f"{len(few)} → {len(one)}\n{one.beyond(few)}" for name, one in said.items() if len(one) > len(few)}
    grown.pop("once", None)
    assert not grown, "\n".join(f"{name}: {words}" for name, words in grown.items())


def test_sending_says_little(town: Town) -> None:
    sent = town.said(sending, town.size(MANY, 1))
    assert len(sent) <= MOST_TO_SEND, "\n".join(text for text, _ in sent.sent)

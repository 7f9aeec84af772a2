"""One person, or one address, must not keep the exchange from everybody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import pytest

from app.domain.errors import MailUnavailable, NotFound, TooMany
from app.domain.lists import LogFilter, Page
from app.services.disclosure.count_refusals import MOST_REFUSALS
from app.services.disclosure.gate import open_records
from app.services.governance.read_log import list_disclosures
from app.services.messages.run_jobs import run_jobs
from app.web.governance.filters import read_filters
from tests.services.exchange import Exchange
from tests.services.played import answered, ready_case, send


def test_many_refusals_at_once_do_not_wait_for_each_others_connections(own_exchange: Exchange) -> None:
    actor = own_exchange.person("hub", "hub_collator")

    def guess(_: int) -> type[Exception]:
        try:
            open_records(own_exchange.runtime, actor, [uuid4()])
        except (NotFound, TooMany) as refused:
            return type(refused)
        raise AssertionError

    with ThreadPoolExecutor(24) as many:  # more than there are connections
        answers = list(many.map(guess, range(MOST_REFUSALS + 10)))
    assert answers.count(NotFound) == MOST_REFUSALS
    assert answers.count(TooMany) == 10
    assert entries(own_exchange) == list(range(1, MOST_REFUSALS + 1))  # those that got an answer, each with its entry
    assert run_jobs(own_exchange.runtime) == 0
    own_exchange.clock.forward(minutes=10)
    assert run_jobs(own_exchange.runtime) == 1
    assert entries(own_exchange) == [*range(1, MOST_REFUSALS + 1), None]
    [(facts, person)] = own_exchange.rows("SELECT facts, actor_id FROM log_detail WHERE facts ? 'counted'")
    assert (facts["counted"], person) == (10, actor.person_id)
    assert run_jobs(own_exchange.runtime) == 0
    with pytest.raises(NotFound):
        open_records(own_exchange.runtime, actor, [uuid4()])


def entries(exchange: Exchange) -> list[int | None]:
    """Which try of its session each refusal in the log was; None for one that counts further tries."""
    return [number for (number,) in exchange.rows(
        "SELECT cast(facts ->> 'try' AS integer) FROM log_detail WHERE kind = 'refused' ORDER BY 1"
    )]  # fmt: skip


def test_refusals_do_not_bury_an_opening_in_the_list(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    own_exchange.clock.forward(seconds=1)  # of one moment's entries none is the newest
    open_records(own_exchange.runtime, played.case.decider, [played.record.id])
    own_exchange.clock.forward(seconds=1)
    stranger = own_exchange.person("hub", "hub_collator")
    for _ in range(2 * MOST_REFUSALS):
        with pytest.raises((NotFound, TooMany)):
            open_records(own_exchange.runtime, stranger, [played.record.id])
    own_exchange.clock.forward(minutes=10)
    run_jobs(own_exchange.runtime)
    officer = own_exchange.person("hub", "ig_officer")
    chosen = LogFilter(officer.organisation_id, without="log_read")
    shown = [one.kind for one in list_disclosures(own_exchange.runtime, officer, chosen, Page()).rows]
    assert shown[:3] == ["refused", "refused", "opened"]
    every = replace(chosen, without=None, kind="refused")
    assert len(list_disclosures(own_exchange.runtime, officer, every, Page(size=99)).rows) == MOST_REFUSALS + 1


@dataclass
class Letters:
    """A mail server that refuses one address."""

    refused: str
    sent: list[str] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        del subject, text
        if to == self.refused:
            raise MailUnavailable("The mail server does not take mail.")
        self.sent.append(to)


def test_a_bad_address_does_not_keep_a_message_from_colleagues(own_exchange: Exchange) -> None:
    request = send(own_exchange, ready_case(own_exchange), "housing")
    addresses = ("a-gone@madeup.example", "b\u00e9@madeup.example", "c; d@madeup.example", "z@madeup.example")
    for address in addresses:
        person = own_exchange.person("housing", "partner_responder")
        own_exchange.rows("UPDATE person SET email = %s WHERE id = %s", address, person.person_id)
    letters = Letters(addresses[0])
    runtime = replace(own_exchange.runtime, mail=letters)
    run_jobs(runtime)
    assert letters.sent == ["b\u00e9@madeup.example", "z@madeup.example"]
    assert request.state == "sent"


def test_a_page_key_of_any_length_is_read(own_exchange: Exchange) -> None:
    today = own_exchange.clock.now().date()
    for key in ("9" * 6000, "9" * 18, "\u00b2", "-1", "1\x00", f"{UUID(int=7)}\x00", str(UUID(int=7))):
        found = read_filters({"after": key}, UUID(int=1), {}, today)
        assert found.page.after == (key if key == str(UUID(int=7)) else None)

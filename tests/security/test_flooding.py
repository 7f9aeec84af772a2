"""One person, or one address, must not keep the exchange from everybody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from app.domain.errors import MailUnavailable, NotFound, TooMany
from app.services.disclosure.gate import MOST_REFUSALS, open_records
from app.services.messages.run_jobs import run_jobs
from app.web.governance.filters import read_filters
from tests.services.exchange import Exchange
from tests.services.played import ready_case, send


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
    refused = own_exchange.rows("SELECT count(*) FROM log_leaf WHERE kind = 'refused'")
    assert refused == [(MOST_REFUSALS + 10,)]


@dataclass
class Letters:
    """A mail server that refuses one address."""

    refused: str
    sent: list[str] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str) -> None:
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
    assert run_jobs(runtime) == 1
    assert letters.sent == ["z@madeup.example"]
    assert request.state == "sent"


def test_a_page_key_of_any_length_is_read(own_exchange: Exchange) -> None:
    today = own_exchange.clock.now().date()
    for key in ("9" * 6000, "9" * 18, "\u00b2", "-1", "1\x00"):
        found = read_filters({"after": key}, UUID(int=1), {}, today)
        assert found.page.after in (None, "9" * 18)

"""Sending: nothing of the database is held meanwhile, each hears once, and where nobody hears that is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.errors import MailboxRefused, MailUnavailable
from app.domain.lists import BoardFilter, Page
from app.domain.research import ResearchRequest
from app.services.messages.run_jobs import run_jobs
from app.services.research.list_requests import list_board
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, ready_case, send

__all__ = ["own_exchange"]

OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"


@dataclass
class Letters:
    """A mail server that takes mail, but for whom it says otherwise; `first` is done at each mail."""

    says: dict[str, Exception] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    called: list[UUID] = field(default_factory=list)
    first: Callable[[], object] = lambda: None

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.called.append(once)
        self.first()
        if to in self.says:
            raise self.says[to]
        self.sent.append(to)


def away() -> MailUnavailable:
    return MailUnavailable("away")


def unknown() -> MailboxRefused:
    return MailboxRefused("unknown")


def asked(exchange: Exchange, *mailboxes: str) -> tuple[Case, ResearchRequest]:
    """A request to housing, where these can be told."""
    for one in mailboxes:
        person = exchange.person("housing", "partner_responder")
        exchange.rows("UPDATE person SET email = %s WHERE id = %s", one, person.person_id)
    case = ready_case(exchange)
    return case, send(exchange, case, "housing")


def work(exchange: Exchange, letters: Letters) -> int:
    return run_jobs(replace(exchange.runtime, mail=letters))


def waiting(exchange: Exchange) -> list[tuple[str, str | None]]:
    return [
        (kind, why)
        for kind, why in exchange.rows(
            "SELECT kind, failure FROM job WHERE kind <> 'look_at_words' AND finished_at IS NULL"
        )
    ]


def rung(exchange: Exchange, case: Case) -> frozenset[UUID]:
    """The requests of which the hub's board says that nobody could be told."""
    return list_board(exchange.runtime, case.collator, BoardFilter(), Page()).untold


def test_no_transaction_is_open_while_a_mail_is_sent(own_exchange: Exchange) -> None:
    asked(own_exchange, "a@madeup.example")
    letters, found = Letters(), list[int]()
    letters.first = lambda: found.append(own_exchange.rows(OPEN)[0][0])
    assert work(own_exchange, letters) == 1
    assert (letters.sent, found) == (["a@madeup.example"], [0])


def test_two_workers_send_one_mail(own_exchange: Exchange) -> None:
    asked(own_exchange, "a@madeup.example")
    other, letters = Letters(), Letters()
    letters.first = lambda: work(own_exchange, other)
    work(own_exchange, letters)
    assert (letters.sent, other.sent) == (["a@madeup.example"], [])
    assert waiting(own_exchange) == []


def test_what_a_dead_worker_had_is_sent_by_another(own_exchange: Exchange) -> None:
    asked(own_exchange, "a@madeup.example")

    def die() -> None:
        raise KeyboardInterrupt

    dead = Letters(first=die)
    with pytest.raises(KeyboardInterrupt):
        work(own_exchange, dead)
    letters = Letters()
    work(own_exchange, letters)
    assert letters.sent == []
    own_exchange.clock.forward(timedelta(minutes=16))
    work(own_exchange, letters)
    assert letters.sent == ["a@madeup.example"]
    assert letters.called == dead.called, "by its Message-ID a mail system knows that it has had it"


def test_the_next_try_is_for_those_who_have_not_been_told(own_exchange: Exchange) -> None:
    case, _ = asked(own_exchange, "a@madeup.example", "b@madeup.example", "c@madeup.example")
    letters = Letters({"b@madeup.example": away(), "c@madeup.example": unknown()})
    work(own_exchange, letters)
    assert waiting(own_exchange) == [("request_waiting", "mail_unavailable")]
    assert rung(own_exchange, case) == frozenset(), "one has been told"
    letters.says.clear()
    own_exchange.clock.forward(timedelta(hours=1))
    work(own_exchange, letters)
    assert letters.sent == ["a@madeup.example", "b@madeup.example", "c@madeup.example"]
    assert len(set(letters.called)) == 3, "each address has a mail of its own"
    assert waiting(own_exchange) == []


def test_two_people_with_one_mailbox_get_one_mail(own_exchange: Exchange) -> None:
    asked(own_exchange, "desk@madeup.example", "desk@madeup.example")
    letters = Letters()
    work(own_exchange, letters)
    assert letters.sent == ["desk@madeup.example"]


@pytest.mark.parametrize(
    ("mailboxes", "says"),
    [((), {}), (("",), {}), (("no mailbox",), {}), (("a@madeup.example",), {"a@madeup.example": unknown()})],
    ids=["nobody", "none", "no address", "refused"],
)
def test_where_nobody_could_be_told_the_board_says_whom_to_ring(
    own_exchange: Exchange, mailboxes: tuple[str, ...], says: dict[str, Exception]
) -> None:
    case, request = asked(own_exchange, *mailboxes)
    assert rung(own_exchange, case) == frozenset()
    letters = Letters(says)
    work(own_exchange, letters)
    assert letters.sent == []
    assert rung(own_exchange, case) == {request.file_id}
    assert own_exchange.rows("SELECT failure FROM job WHERE kind = 'request_waiting'") == [("nobody_to_tell",)]


def test_a_server_that_is_away_is_seen_until_it_takes_the_mail(own_exchange: Exchange) -> None:
    case, request = asked(own_exchange, "a@madeup.example")
    work(own_exchange, Letters({"a@madeup.example": away()}))
    assert rung(own_exchange, case) == {request.file_id}
    own_exchange.clock.forward(timedelta(minutes=2))
    work(own_exchange, Letters())
    assert rung(own_exchange, case) == frozenset()


def test_addresses_with_other_letters_are_used(own_exchange: Exchange) -> None:
    given = ["siân.o’neill@madeup.example", "anna@cyngor-môn.example", "o'hara+desk@madeup.example"]
    hostile = ["a@b\nBcc: x@y.example", "a b@madeup.example", "<a@madeup.example>", "a@b,c@d.example",
               "a@madeup.example\u2028", "a@\u202eb.example", "a@@madeup.example"]  # fmt: skip
    asked(own_exchange, *given, *hostile)
    letters = Letters()
    work(own_exchange, letters)
    assert sorted(letters.sent) == sorted(given)

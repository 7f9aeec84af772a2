"""One mail a day for whoever wants it: what can wait is in it, what is urgent never is, and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.identity import Actor
from app.domain.lists import BoardFilter, Page
from app.services.clocks.chase_due import chase_due
from app.services.identity.mail_hour import choose_mail_hour
from app.services.messages.digest import next_at
from app.services.messages.notices import NOTICES
from app.services.messages.run_jobs import run_jobs
from app.services.messages.subjects import SUBJECTS
from app.services.research.list_requests import list_board
from app.services.research.work_on_request import claim_request, declare_conflict
from tests.messages.test_sending import away, unknown
from tests.messages.test_who_is_told import withdraw
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, rate, ready_case, send
from tests.services.test_facts_that_change import say

__all__ = ["own_exchange"]

DAILY = SUBJECTS["mail_of_the_day"]
WAITING = NOTICES["request_waiting"].subject


@dataclass
class Post:
    """A mail server that takes mail, but for whom it says otherwise: to whom, subject and text of each."""

    exchange: Exchange
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    called: list[UUID] = field(default_factory=list)
    says: dict[str, Exception] = field(default_factory=dict)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.called.append(once)
        if to in self.says:
            raise self.says[to]
        self.sent.append((to.partition("@")[0], subject, text))

    def since(self) -> list[tuple[str, str]]:
        """Do what the worker does; who has got what meanwhile."""
        chase_due(self.exchange.runtime)
        run_jobs(replace(self.exchange.runtime, mail=self))
        found, self.sent = sorted((to, subject) for to, subject, _ in self.sent), []
        return found


@pytest.fixture
def post(own_exchange: Exchange) -> Post:
    return Post(own_exchange)


@pytest.fixture
def case(own_exchange: Exchange) -> Case:
    """A green case: three days to answer, of which two mornings are soon enough."""
    made = ready_case(own_exchange)
    rate(own_exchange, made, "green")
    return made


def who(exchange: Exchange, name: str, hour: int | None = None, role: str = "partner_responder") -> Actor:
    """Somebody of housing by this name, who wants one mail a day at this hour."""
    actor = exchange.person("housing", role)
    exchange.rows("UPDATE person SET email = %s WHERE id = %s", f"{name}@madeup.example", actor.person_id)
    if hour is not None:
        choose_mail_hour(exchange.runtime, actor, hour)
    return actor


def test_what_can_wait_comes_at_the_hour_in_one_mail(own_exchange: Exchange, post: Post, case: Case) -> None:
    who(own_exchange, "hari", 16)
    who(own_exchange, "hana")
    first = send(own_exchange, case, "housing")
    assert post.since() == [("hana", WAITING)]
    own_exchange.clock.forward(timedelta(seconds=1))
    other = ready_case(own_exchange)
    rate(own_exchange, other, "green")
    second = send(own_exchange, other, "housing")
    assert post.since() == [("hana", WAITING)]
    own_exchange.clock.forward(timedelta(hours=5, minutes=59))
    assert post.since() == []
    own_exchange.clock.forward(timedelta(minutes=1))
    run_jobs(replace(own_exchange.runtime, mail=post))
    ((to, subject, text),) = post.sent
    assert (to, subject) == ("hari", DAILY)
    told = re.findall(r"Sign in to see it: (\S+)", text)
    address = own_exchange.runtime.public_address
    assert told == [f"{address}/inbox/{one.file_id}" for one in (first, second)]
    assert text.count(WAITING) == 2
    assert f"{address}/account/mails" in text
    post.sent.clear()
    own_exchange.clock.forward(timedelta(days=1))
    assert post.since() == [], "nothing has come since"
    third = ready_case(own_exchange)
    rate(own_exchange, third, "green")
    last = send(own_exchange, third, "housing")
    post.since()
    own_exchange.clock.forward(timedelta(days=1))
    run_jobs(replace(own_exchange.runtime, mail=post))
    told = [re.findall(r"Sign in to see it: (\S+)", text) for to, _, text in post.sent if to == "hari"]
    assert told == [[f"{address}/inbox/{last.file_id}"]], "nothing is said twice"


@pytest.mark.parametrize(("rating", "hour", "sent"), [
    ("green", 16, []), ("amber", 16, []), ("amber", 9, [("hari", WAITING)]), ("red", 11, [("hari", WAITING)]),
])  # fmt: skip
def test_what_is_urgent_never_waits(
    own_exchange: Exchange, post: Post, case: Case, rating: str, hour: int, sent: list[tuple[str, str]]
) -> None:
    rate(own_exchange, case, rating)
    who(own_exchange, "hari", hour)
    send(own_exchange, case, "housing")
    assert post.since() == sent


def test_safety_withdrawal_and_what_is_late_never_wait(own_exchange: Exchange, post: Post, case: Case) -> None:
    who(own_exchange, "hari", 16)
    request = send(own_exchange, case, "housing")
    assert post.since() == []
    say(own_exchange, case, case_do_not_contact="Not in front of father.")
    assert post.since() == [("hari", NOTICES["safety_changed"].subject)]
    own_exchange.clock.forward(timedelta(days=4))
    late = [NOTICES[f"reminded_{one}"].subject for one in ("organisation", "manager")]
    assert post.since() == sorted(("hari", one) for one in (*late, DAILY))
    withdraw(own_exchange, case, request, "not_needed")
    assert post.since() == [("hari", NOTICES["request_withdrawn"].subject)]


@pytest.mark.parametrize("what", ["claimed", "withdrawn", "stepped back"])
def test_what_is_over_by_then_is_not_said(own_exchange: Exchange, post: Post, case: Case, what: str) -> None:
    hari, hana = who(own_exchange, "hari", 16), who(own_exchange, "hana")
    request = send(own_exchange, case, "housing")
    post.since()
    if what == "claimed":
        claim_request(own_exchange.runtime, hana, request.file_id)
    elif what == "withdrawn":
        withdraw(own_exchange, case, request, "not_needed")
    else:
        declare_conflict(own_exchange.runtime, hari, request.file_id)
    post.since()
    own_exchange.clock.forward(timedelta(hours=6))
    assert post.since() == []
    assert own_exchange.rows("SELECT count(*) FROM mail_kept") == [(0,)]


def test_a_server_that_is_away_is_asked_again_and_one_that_refuses_is_seen(
    own_exchange: Exchange, post: Post, case: Case
) -> None:
    who(own_exchange, "hari", 16)
    request = send(own_exchange, case, "housing")
    post.says["hari@madeup.example"] = away()
    post.since()
    assert untold(own_exchange, case) == frozenset()
    own_exchange.clock.forward(timedelta(hours=6))
    assert post.since() == []
    assert untold(own_exchange, case) == {request.file_id}
    own_exchange.clock.forward(timedelta(minutes=2))
    post.says.clear()
    assert post.since() == [("hari", DAILY)]
    assert len({*post.called}) == 1, "the same mail, handed over again"
    assert untold(own_exchange, case) == frozenset()
    again = ready_case(own_exchange)
    rate(own_exchange, again, "green")
    later = send(own_exchange, again, "housing")
    assert post.since() == []
    post.says["hari@madeup.example"] = unknown()
    own_exchange.clock.forward(timedelta(days=1))
    assert post.since() == []
    assert untold(own_exchange, again) == {later.file_id}
    assert own_exchange.rows("SELECT count(*) FROM mail_kept") == [(0,)]


def untold(exchange: Exchange, case: Case) -> frozenset[UUID]:
    return list_board(exchange.runtime, case.collator, BoardFilter(), Page()).untold


def test_who_wants_each_at_once_again_gets_the_kept_ones_as_promised(
    own_exchange: Exchange, post: Post, case: Case
) -> None:
    hari = who(own_exchange, "hari", 16)
    send(own_exchange, case, "housing")
    assert post.since() == []
    choose_mail_hour(own_exchange.runtime, hari, None)
    other = ready_case(own_exchange)
    rate(own_exchange, other, "green")
    send(own_exchange, other, "housing")
    assert post.since() == [("hari", WAITING)]
    own_exchange.clock.forward(timedelta(hours=6))
    assert post.since() == [("hari", DAILY)]


@pytest.mark.parametrize(("now", "hour", "then"), [
    ("2026-11-24T10:00", 16, "2026-11-24T16:00"),
    ("2026-11-24T16:00", 16, "2026-11-25T16:00"),
    ("2026-07-01T15:30", 16, "2026-07-02T15:00"),
    ("2027-03-27T22:00", 6, "2027-03-28T05:00"),
])  # fmt: skip
def test_the_hour_is_one_of_london(now: str, hour: int, then: str) -> None:
    at = next_at(hour, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert at == datetime.fromisoformat(then).replace(tzinfo=UTC)

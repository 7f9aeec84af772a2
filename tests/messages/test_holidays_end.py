"""Six months before bank holidays are known no further, those who govern at each hub are told, once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.services.clocks.holidays_known import tell_of_ending
from app.services.messages.run_jobs import run_jobs
from app.services.runtime import Runtime
from app.web.governance.policy_view import policy_view
from policies.engine.loading import load_release
from tests.policies.conftest import POLICIES
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

CALENDAR = load_release(POLICIES).calendars["england-and-wales"]
LAST_QUIET = CALENDAR.known_until - timedelta(days=183)


@dataclass
class Letters:
    """A mail server that takes mail."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.sent.append((to, f"{subject}\n{text}"))


@pytest.fixture
def letters(own_exchange: Exchange) -> Letters:
    """The mailboxes of a hub's officer and of people who need not hear of it."""
    for kind, role in (("hub", "ig_officer"), ("hub", "hub_collator"), ("housing", "partner_ig_officer")):
        person = own_exchange.person(kind, role)
        address = f"{role}@madeup.example"
        own_exchange.rows("UPDATE person SET email = %s WHERE id = %s", address, person.person_id)
    own_exchange.rows("UPDATE job SET finished_at = now()")
    return Letters()


def on(exchange: Exchange, day: date) -> None:
    exchange.clock.forward(datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - exchange.clock.now())


def known_longer(runtime: Runtime) -> Runtime:
    """The same with a policy that knows the holidays of another year."""
    longer = replace(CALENDAR, known_until=date(CALENDAR.known_until.year + 1, 12, 31))
    release = replace(runtime.policy.release, calendars={CALENDAR.key: longer})
    return replace(runtime, policy=replace(runtime.policy, release=release))


def test_who_governs_at_the_hub_is_told_once(own_exchange: Exchange, letters: Letters) -> None:
    runtime = replace(own_exchange.runtime, mail=letters)
    on(own_exchange, LAST_QUIET)
    tell_of_ending(runtime)
    run_jobs(runtime)
    assert letters.sent == []
    for _ in range(3):
        on(own_exchange, LAST_QUIET + timedelta(days=1))
        tell_of_ending(runtime)
        run_jobs(runtime)
    [(to, text)] = letters.sent
    assert to == "ig_officer@madeup.example"
    assert text.startswith("Bank holidays are known for less than six months more\n")
    assert "are known until 31 December 2028. After that one counts as a working day" in text
    assert f"{runtime.public_address}/policy" in text


def test_once_more_is_known_nobody_is_told_and_of_its_end_they_are_told_again(
    own_exchange: Exchange, letters: Letters
) -> None:
    runtime = replace(own_exchange.runtime, mail=letters)
    on(own_exchange, LAST_QUIET + timedelta(days=1))
    tell_of_ending(runtime)
    later = known_longer(runtime)
    run_jobs(later)
    tell_of_ending(later)
    run_jobs(later)
    assert letters.sent == []
    on(own_exchange, LAST_QUIET + timedelta(days=370))
    tell_of_ending(later)
    run_jobs(later)
    [(_, text)] = letters.sent
    assert "are known until 31 December 2029" in text


def test_two_workers_at_once_tell_once(own_exchange: Exchange, letters: Letters) -> None:
    runtime = replace(own_exchange.runtime, mail=letters)
    on(own_exchange, CALENDAR.known_until + timedelta(days=40))  # also when nobody has looked for half a year
    with own_exchange.runtime.database.work(None):
        tell_of_ending(runtime)
        tell_of_ending(runtime)
    run_jobs(runtime)
    assert len(letters.sent) == 1


def test_the_page_of_the_policy_says_so(own_exchange: Exchange) -> None:
    policy = own_exchange.runtime.policy
    quiet, ending = (policy_view(policy, (), LAST_QUIET + timedelta(days=days)) for days in (0, 1))
    assert quiet.ending == []
    assert ending.ending[0].startswith("The bank holidays of England and Wales are known until 31 December 2028.")
    assert ("Bank holidays of England and Wales", "known until 31 December 2028") in quiet.counts

"""What the worker does while a hub is closed: each case escalated once a night, one list every quarter of an hour."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.domain.identity import Actor
from app.services.duty.accept import Call, accept, decline, record_call
from app.services.duty.added import add_duty_worker
from app.services.duty.hand_back import hand_back
from app.services.duty.hand_over import hand_to_duty
from app.services.duty.mine import find_mine
from app.services.duty.nights import keep_nights
from app.services.governance.check_log import check_log
from app.services.intake.assign_case import declare_conflict
from app.services.messages.run_jobs import run_jobs
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.on_duty import opens_nothing
from tests.services.played import Case, rate, ready_case

__all__ = ["own_exchange"]

FOUR, CLOSES = (datetime.fromisoformat(f"2026-11-27T{one}:00+00:00") for one in ("16:00", "17:00"))
MONDAY = datetime.fromisoformat("2026-11-30T09:00:00+00:00")
QUARTER = timedelta(minutes=15)


@dataclass
class Post:
    """What was mailed, by whom it went to."""

    exchange: Exchange
    sent: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.sent.append((to.partition("@")[0], subject.split(":", maxsplit=1)[0]))
        self.texts.append(text)

    def at(self, moment: datetime, every: timedelta = timedelta(minutes=5)) -> list[tuple[str, str]]:
        """What the worker sends by a moment: it looks so often, as it would more often."""
        while self.exchange.clock.moment < moment:
            self.exchange.clock.moment = min(moment, self.exchange.clock.moment + every)
            self.now()
        found, self.sent = sorted(self.sent), []
        return found

    def now(self) -> None:
        """What the worker does at this moment."""
        keep_nights(self.exchange.runtime)
        run_jobs(replace(self.exchange.runtime, mail=self))

    def name(self, name: str, actor: Actor) -> Actor:
        """Somebody with a mailbox of this name."""
        self.exchange.rows("UPDATE person SET email = %s WHERE id = %s", f"{name}@madeup.example", actor.person_id)
        return actor


@dataclass
class Hub:
    """A hub with one red case, who is on it, and two duty workers."""

    exchange: Exchange
    post: Post
    case: Case
    noor: Actor
    ned: Actor


HAND_OVER = "Red cases are to be handed over before the hub closes"
LIST = "Red cases that no duty worker has accepted"
HANDED = "Red cases were handed over to you"
TAKEN, REFUSED = (
    "A duty worker has accepted red cases that you handed over",
    "A duty worker cannot take red cases that you handed over",
)
LESS = "A case that was handed to you is rated less urgent"
RECORDED = "A colleague has recorded that you accepted red cases by telephone"
BACK = "A case is back from the emergency duty team"


@pytest.fixture
def hub(own_exchange: Exchange) -> Hub:
    """On Friday at four."""
    own_exchange.clock.moment = FOUR
    post, case = Post(own_exchange), ready_case(own_exchange)
    noor, ned = (post.name(one, own_exchange.person("hub", "duty_worker")) for one in ("noor", "ned"))
    post.name("cora", case.collator)
    post.name("dilys", case.decider)
    post.name("olga", own_exchange.person("hub", "hub_collator"))
    post.name("mara", own_exchange.person("hub", "hub_decision_maker"))
    post.now()
    post.sent.clear()
    return Hub(own_exchange, post, case, noor, ned)


def escalated(hub: Hub) -> int:
    """How often the case was escalated, each with its leaf."""
    events = hub.exchange.rows("SELECT count(*) FROM file_event WHERE what = 'duty_escalated'")[0][0]
    leaves = hub.exchange.rows("SELECT count(*) FROM log_detail WHERE kind = 'reminded'")[0][0]
    assert events == leaves
    return int(events)


def rings(hub: Hub) -> int:
    return int(hub.exchange.rows("SELECT rings FROM duty_night")[0][0])


def test_red_at_ten_to_five_on_a_friday(hub: Hub) -> None:
    """Handed over, not accepted, escalated, accepted by telephone; the weekend; back on Monday."""
    runtime, case, post = hub.exchange.runtime, hub.case, hub.post
    assert post.at(FOUR + timedelta(minutes=29)) == []
    assert post.at(FOUR + timedelta(minutes=30)) == [("cora", HAND_OVER), ("dilys", HAND_OVER)]
    post.at(FOUR + timedelta(minutes=50))
    hand_to_duty(runtime, case.collator, hub.noor.person_id, [case.id])
    assert post.at(CLOSES - timedelta(minutes=1)) == [("noor", HANDED)]
    assert escalated(hub) == 0
    assert post.at(CLOSES) == [("dilys", LIST), ("mara", LIST)]
    assert escalated(hub) == 1
    assert post.at(CLOSES + timedelta(minutes=14)) == []
    assert post.at(CLOSES + QUARTER) == [("dilys", LIST), ("mara", LIST)]
    assert (escalated(hub), rings(hub)) == (1, 2)
    record_call(runtime, case.decider, hub.noor.person_id, [case.id], Call("01632 960199", "rang_back", "takes"))
    assert post.at(CLOSES + 3 * QUARTER) == [("noor", RECORDED)]
    assert post.at(MONDAY - timedelta(minutes=1), every=timedelta(hours=2)) == []
    assert post.at(MONDAY) == [("cora", BACK), ("dilys", BACK)]
    hand_back(runtime, hub.noor, case.id, "Made up: seen on Saturday, safe with her aunt.")
    assert post.at(MONDAY + timedelta(hours=3)) == [("cora", BACK), ("dilys", BACK)]
    assert (escalated(hub), rings(hub)) == (1, 0)
    assert check_log(runtime).problems == ()


def test_one_list_for_all_that_nobody_has_accepted(hub: Hub) -> None:
    others = [ready_case(hub.exchange) for _ in range(3)]
    hand_to_duty(hub.exchange.runtime, hub.case.collator, hub.noor.person_id, [hub.case.id])
    hub.post.at(CLOSES - timedelta(minutes=1))
    hub.post.texts.clear()
    assert hub.post.at(CLOSES) == [("dilys", LIST), ("mara", LIST)], "one mail each, whatever there is"
    assert all("nobody has accepted: 4\n" in one for one in hub.post.texts)
    references = [row[0] for row in hub.exchange.rows("SELECT reference FROM case_file")]
    assert not any(one in text for one in references for text in hub.post.texts)
    assert escalated(hub) == 1 + len(others)
    assert hub.post.at(CLOSES + QUARTER) == [("dilys", LIST), ("mara", LIST)]
    assert escalated(hub) == 1 + len(others), "each once a night"


def test_what_becomes_red_at_night_is_on_the_list(hub: Hub) -> None:
    rate(hub.exchange, hub.case, "amber")
    assert hub.post.at(CLOSES + timedelta(hours=5), every=QUARTER) == []
    rate(hub.exchange, hub.case, "red")
    assert hub.post.at(CLOSES + timedelta(hours=5) + QUARTER) == [("dilys", LIST), ("mara", LIST)]
    assert escalated(hub) == 1


@pytest.mark.parametrize("accepts", [True, False])
def test_rated_less_urgent_it_is_the_duty_workers_no_more_and_they_are_told(hub: Hub, *, accepts: bool) -> None:
    runtime, case, post = hub.exchange.runtime, hub.case, hub.post
    hand_to_duty(runtime, case.collator, hub.noor.person_id, [case.id])
    if accepts:
        accept(runtime, hub.noor, [case.id])
    post.now()
    post.sent.clear()
    rate(hub.exchange, case, "amber")
    assert post.at(CLOSES, every=QUARTER) == [("noor", LESS)]
    opens_nothing(hub.exchange, hub.noor, case)
    mine = find_mine(runtime, hub.noor)
    assert (mine.waiting, mine.theirs) == ((), ())
    leaves = "SELECT count(*) FROM file_event WHERE what = 'duty_ended' AND about_id = %s"
    assert hub.exchange.rows(leaves, hub.noor.person_id) == [(1,)]
    rate(hub.exchange, case, "red")
    assert ("mara", LIST) in post.at(CLOSES + 2 * QUARTER), "red again, it is nobody's at night"
    assert check_log(runtime).problems == ()


def test_refused_at_night_the_giver_hears_at_once_and_the_list_goes_on(hub: Hub) -> None:
    runtime, case = hub.exchange.runtime, hub.case
    hand_to_duty(runtime, case.collator, hub.noor.person_id, [case.id])
    accept(runtime, hub.noor, [case.id])
    assert hub.post.at(CLOSES + timedelta(hours=1)) == [("cora", TAKEN)], "what is accepted rings nobody"
    declare_conflict(runtime, hub.noor, case.id)
    assert hub.post.at(CLOSES + timedelta(hours=1, minutes=5)) == [("cora", REFUSED)]
    assert ("mara", LIST) in hub.post.at(CLOSES + timedelta(hours=1) + QUARTER)
    hand_to_duty(runtime, case.decider, hub.ned.person_id, [case.id])
    decline(runtime, hub.ned, [case.id])
    assert ("dilys", REFUSED) in hub.post.at(CLOSES + timedelta(hours=1, minutes=20))
    assert escalated(hub) == 1


def test_the_next_night_it_is_to_be_handed_over_again_and_is_escalated_again(hub: Hub) -> None:
    hub.post.at(CLOSES + QUARTER)
    assert escalated(hub) == 1
    hub.post.at(MONDAY + timedelta(hours=7), every=timedelta(hours=2))
    assert ("cora", HAND_OVER) in hub.post.at(MONDAY + timedelta(hours=7, minutes=30))
    hub.post.at(MONDAY + timedelta(hours=8))
    assert (escalated(hub), rings(hub)) == (2, 1)


def test_a_worker_that_was_away_does_not_ring_about_a_night_that_is_over(hub: Hub) -> None:
    hub.post.at(FOUR + timedelta(minutes=31))
    hub.exchange.clock.moment = MONDAY + timedelta(minutes=10)
    hub.post.now()
    assert hub.post.at(MONDAY + timedelta(minutes=30)) == []
    assert escalated(hub) == 0


def test_a_worker_that_comes_back_at_night_does_what_is_due_then(hub: Hub) -> None:
    hub.exchange.clock.moment = CLOSES + timedelta(hours=3)
    hub.post.now()
    assert hub.post.at(CLOSES + timedelta(hours=3)) == [("dilys", LIST), ("mara", LIST)]
    assert escalated(hub) == 1


def test_whoever_is_made_a_duty_worker_for_the_night_is_one_until_it_ends(hub: Hub) -> None:
    runtime, case = hub.exchange.runtime, hub.case
    lead = hub.post.name("lea", hub.exchange.person("hub", "hub_practice_lead"))
    hub.exchange.clock.moment = CLOSES + timedelta(minutes=1)
    add_duty_worker(runtime, case.decider, lead.person_id, "Made up: Noor is ill.")
    assert ("lea", "You have been made a duty worker of your hub for 12 hours") in hub.post.at(
        CLOSES + timedelta(minutes=2)
    )
    assert any(f"By {case.decider.display_name}, until Saturday at 5:01am." in one for one in hub.post.texts)
    at_night = replace(lead, role="duty_worker")
    hand_to_duty(runtime, case.decider, lead.person_id, [case.id])
    accept(runtime, at_night, [case.id])
    assert [
        name for name, what in hub.post.at(CLOSES + timedelta(hours=11), every=timedelta(hours=1)) if what == LIST
    ] == []
    assert ("mara", LIST) in hub.post.at(CLOSES + timedelta(hours=12, minutes=20)), "after twelve hours it waits again"
    assert hub.exchange.rows("SELECT kind FROM review_due") == [("duty_added",)]

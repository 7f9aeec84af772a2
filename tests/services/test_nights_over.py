"""The end of a night that nobody hands back: who is told, what waits until it is written down, what is said later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.answers import plain
from app.domain.errors import NotFound, WrongState
from app.services.duty.accept import accept
from app.services.duty.added import add_duty_worker, end_duty_worker
from app.services.duty.had import find_had, list_had
from app.services.duty.hand_back import hand_back
from app.services.duty.hand_over import hand_to_duty
from app.services.governance.check_log import check_log
from app.services.intake.assign_case import declare_conflict
from app.services.intake.state_in_case import state_in_case
from tests.services.fixtures import own_exchange
from tests.services.on_duty import opens_nothing
from tests.services.test_duty import groups
from tests.services.test_nights import BACK, CLOSES, MONDAY, QUARTER, Hub, hub

__all__ = ["hub", "own_exchange"]

NOT_BACK = "A night is over and a case was not handed back"
OVER = "The night is over"


def test_a_night_that_nobody_hands_back_is_said_to_both_sides_and_waits_to_be_written_down(hub: Hub) -> None:
    runtime, case, post = hub.exchange.runtime, hub.case, hub.post
    hand_to_duty(runtime, case.collator, hub.noor.person_id, [case.id])
    accept(runtime, hub.noor, [case.id])
    post.at(CLOSES)
    assert post.at(MONDAY, every=timedelta(hours=4)) == [("cora", BACK), ("dilys", BACK)]
    assert post.at(MONDAY + timedelta(hours=2, minutes=-1)) == []
    assert "not_back" not in groups(hub.exchange, case.decider)
    assert post.at(MONDAY + timedelta(hours=2)) == [("cora", NOT_BACK), ("dilys", NOT_BACK), ("noor", OVER)]
    assert post.at(MONDAY + timedelta(hours=4)) == [], "once"
    opens_nothing(hub.exchange, hub.noor, case)
    lapsed = "SELECT count(*) FROM file_event WHERE what = 'duty_lapsed' AND by_id IS NULL"
    assert hub.exchange.rows(lapsed) == [(1,)]
    for person in (case.collator, case.decider):
        assert groups(hub.exchange, person)["not_back"] == 1
    had = find_had(runtime, hub.noor, case.id)
    assert (had.given.state, had.ended_by) == ("duty_lapsed", None)
    assert set(had.with_now) == {case.collator.display_name, case.decider.display_name}
    assert [one.entry.file_id for one in list_had(runtime, hub.noor)] == [case.id]
    for nobody in (hub.ned, case.collator):
        with pytest.raises(NotFound):
            find_had(runtime, nobody, case.id)
    with pytest.raises(WrongState, match="is over since 30 November 2026 at 11am"):
        hand_back(runtime, case.collator, case.id, "Made up: nothing was needed.")
    said = {"case_done_on_duty": plain("Made up: told by telephone.")}
    state_in_case(runtime, case.collator, case.id, case.whole, "done_on_duty", said, None)
    assert "not_back" not in groups(hub.exchange, case.decider)
    assert check_log(runtime).problems == ()


def test_nobody_reads_longer_for_the_end_of_a_night_being_taken_away(hub: Hub) -> None:
    """By who owns the tables: the hand-over ends by its own words, and the leaf of its end stays."""
    runtime, case = hub.exchange.runtime, hub.case
    hand_to_duty(runtime, case.collator, hub.noor.person_id, [case.id])
    accept(runtime, hub.noor, [case.id])
    hub.post.at(MONDAY + timedelta(hours=3), every=timedelta(hours=1))
    before = hub.exchange.rows("SELECT count(*) FROM log_leaf WHERE kind = 'reminded'")
    assert hub.exchange.rows("DELETE FROM file_event WHERE what = 'duty_lapsed' RETURNING 1") == [(1,)]
    opens_nothing(hub.exchange, hub.noor, case)
    assert "not_back" not in groups(hub.exchange, case.decider)
    assert hub.exchange.rows("SELECT count(*) FROM log_leaf WHERE kind = 'reminded'") == before


def test_what_was_written_down_in_the_night_is_not_asked_for_again(hub: Hub) -> None:
    runtime, case = hub.exchange.runtime, hub.case
    hand_to_duty(runtime, case.collator, hub.noor.person_id, [case.id])
    accept(runtime, hub.noor, [case.id])
    hub.post.at(CLOSES + timedelta(hours=1), every=QUARTER)
    said = {"case_done_on_duty": plain("Made up: police went there at 7pm.")}
    state_in_case(runtime, hub.noor, case.id, case.whole, "done_on_duty", said, None)
    assert ("noor", OVER) in hub.post.at(MONDAY + timedelta(hours=3), every=timedelta(hours=1))
    assert "not_back" not in groups(hub.exchange, case.decider)


def test_handed_back_in_time_nothing_is_said_when_the_night_is_over(hub: Hub) -> None:
    runtime, case = hub.exchange.runtime, hub.case
    hand_to_duty(runtime, case.collator, hub.noor.person_id, [case.id])
    accept(runtime, hub.noor, [case.id])
    hub.post.at(MONDAY + timedelta(minutes=30), every=timedelta(hours=1))
    hand_back(runtime, hub.noor, case.id, "Made up: safe with her aunt.")
    assert {what for _, what in hub.post.at(MONDAY + timedelta(hours=5))} == {BACK}
    had = find_had(runtime, hub.noor, case.id)
    assert (had.given.state, had.ended_by) == ("duty_ended", hub.noor.display_name)
    with pytest.raises(WrongState, match=f"handed back already, 30 November 2026 at .*, by {hub.noor.display_name}"):
        hand_back(runtime, case.collator, case.id, "Made up: again.")
    declare_conflict(runtime, case.collator, case.id)
    hub.exchange.clock.forward(timedelta(days=4))
    with pytest.raises(NotFound):
        find_had(runtime, hub.noor, case.id)


def test_whoever_is_a_duty_worker_no_more_before_their_time_is_told(hub: Hub) -> None:
    runtime, decider = hub.exchange.runtime, hub.case.decider
    lead = hub.post.name("lea", hub.exchange.person("hub", "hub_practice_lead"))
    added = add_duty_worker(runtime, decider, lead.person_id, "Made up: Noor is ill.")
    hub.post.now()
    hub.post.sent.clear()
    end_duty_worker(runtime, decider, added.id)
    with pytest.raises(NotFound):
        end_duty_worker(runtime, decider, added.id)
    hub.post.now()
    assert hub.post.sent == [("lea", "You are a duty worker of your hub no more")], "once"

"""At night, too, somebody is told who is there: who covers, or who else works on the case."""

from __future__ import annotations

from datetime import date, timedelta

from app.services.identity.cover import name_cover
from app.services.intake.assign_case import declare_conflict
from tests.services.fixtures import own_exchange
from tests.services.test_nights import CLOSES, HAND_OVER, LIST, Hub, hub

__all__ = ["hub", "own_exchange"]

TODAY, TUESDAY = date(2026, 11, 27), date(2026, 12, 1)


def test_whoever_covers_is_told_in_the_place_of_who_is_away_and_a_manager_by_who_decides(hub: Hub) -> None:
    colin = hub.post.name("colin", hub.exchange.person("hub", "hub_collator"))
    mara = hub.exchange.rows("SELECT id FROM person WHERE email = 'mara@madeup.example'")[0][0]
    name_cover(hub.exchange.runtime, hub.case.collator, hub.case.collator.person_id, colin.person_id, TODAY, TUESDAY)
    name_cover(hub.exchange.runtime, hub.case.decider, hub.case.decider.person_id, mara, TODAY, TUESDAY)
    told = hub.post.at(CLOSES - timedelta(minutes=1))
    assert [one for one in told if one[1] == HAND_OVER] == [("colin", HAND_OVER), ("mara", HAND_OVER)]
    assert [one for one in hub.post.at(CLOSES) if one[1] == LIST] == [("mara", LIST)]


def test_a_manager_covered_by_nobody_who_decides_is_rung_as_if_there(hub: Hub) -> None:
    away, colin = hub.case.decider, hub.post.name("colin", hub.exchange.person("hub", "hub_collator"))
    name_cover(hub.exchange.runtime, away, away.person_id, colin.person_id, TODAY, TUESDAY)
    hub.post.at(CLOSES - timedelta(minutes=1))
    assert hub.post.at(CLOSES) == [("dilys", LIST), ("mara", LIST)]


def test_where_each_manager_has_stepped_back_whoever_works_on_the_case_is_rung_too(hub: Hub) -> None:
    hub.exchange.rows("UPDATE person SET email = NULL WHERE email = 'mara@madeup.example'")
    declare_conflict(hub.exchange.runtime, hub.case.decider, hub.case.id)
    hub.post.at(CLOSES - timedelta(minutes=1))
    assert hub.post.at(CLOSES) == [("cora", LIST), ("dilys", LIST)]

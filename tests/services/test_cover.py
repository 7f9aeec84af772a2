"""Somebody who is away is covered by one colleague who is there: named, in its time, and by nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread
from uuid import UUID

import pytest

from app.domain.covering import Covering
from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.services.governance.check_log import check_log
from app.services.identity.cover import end_cover, list_cover, name_cover
from app.services.identity.covering import covered_by, covers_for
from app.services.identity.stand_ins import end_stand_in, name_stand_in
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


def responders(exchange: Exchange, count: int = 2) -> list[Actor]:
    """People of one partner who answer."""
    return [exchange.person("probation", "partner_responder") for _ in range(count)]


def named(exchange: Exchange, away: Actor, cover: Actor, first: date = TODAY, last: date = FRIDAY) -> Covering:
    """Whoever is away names who covers."""
    return name_cover(exchange.runtime, away, away.person_id, cover.person_id, first, last)


def covers(exchange: Exchange, *away: Actor) -> dict[UUID, UUID]:
    """Who covers these people now."""
    with exchange.runtime.database.work(None) as work:
        now, ids = exchange.clock.now(), [one.person_id for one in away]
        return dict(covered_by(exchange.runtime, work, away[0].organisation_id, ids, now))


def covered(exchange: Exchange, cover: Actor) -> set[UUID]:
    """Whom somebody covers now."""
    with exchange.runtime.database.work(None) as work:
        found = covers_for(exchange.runtime, work, cover.organisation_id, cover.person_id, exchange.clock.now())
    return set(found)


def test_whoever_is_away_names_who_covers_and_both_acts_are_in_the_log(exchange: Exchange) -> None:
    away, cover = responders(exchange)
    before = len(exchange.leaves())
    one = named(exchange, away, cover)
    assert covers(exchange, away, cover) == {away.person_id: cover.person_id}
    assert covered(exchange, cover) == {away.person_id}
    end_cover(exchange.runtime, cover, one.id)
    assert covers(exchange, away) == {}
    assert covered(exchange, cover) == set()
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked", "worked"]


@pytest.mark.parametrize("first, last", [(TODAY + timedelta(days=1), FRIDAY), (TODAY, TODAY)], ids=["to-come", "short"])
def test_it_begins_and_ends_by_itself(own_exchange: Exchange, first: date, last: date) -> None:
    away, cover = responders(own_exchange)
    named(own_exchange, away, cover, first, last)
    assert bool(covers(own_exchange, away)) is (first == TODAY)
    own_exchange.clock.forward(days=1)
    assert bool(covers(own_exchange, away)) is (last != TODAY)


@pytest.mark.parametrize(
    "kind, role, manager",
    [("probation", "partner_responder", "partner_manager"), ("hub", "hub_collator", "hub_decision_maker")],
)
def test_a_manager_names_it_for_whoever_is_away_already_and_nobody_else_does(
    exchange: Exchange, kind: str, role: str, manager: str
) -> None:
    away, cover, bystander = (exchange.person(kind, role) for _ in range(3))
    with pytest.raises(NotFound):
        name_cover(exchange.runtime, bystander, away.person_id, cover.person_id, TODAY, FRIDAY)
    leads = exchange.person(kind, manager)
    one = name_cover(exchange.runtime, leads, away.person_id, cover.person_id, TODAY, FRIDAY)
    assert one.named_by == leads.person_id
    assert one in list_cover(exchange.runtime, leads).named
    assert list_cover(exchange.runtime, bystander).named == ()
    with pytest.raises(NotFound):
        end_cover(exchange.runtime, bystander, one.id)
    end_cover(exchange.runtime, exchange.person(kind, manager), one.id)
    assert covers(exchange, away) == {}


def test_whoever_only_reads_covers_nobody_and_a_reader_can_be_covered(exchange: Exchange) -> None:
    lead, collator = exchange.person("hub", "hub_practice_lead"), exchange.person("hub", "hub_collator")
    with pytest.raises(InvalidInput) as refused:
        named(exchange, collator, lead)
    assert set(refused.value.errors) == {"cover"}
    named(exchange, lead, collator)
    assert covers(exchange, lead) == {lead.person_id: collator.person_id}
    with pytest.raises(NotFound):
        named(exchange, exchange.person("hub", "ig_officer"), collator)


def test_somebody_is_covered_by_one_colleague_at_a_time_who_is_there(exchange: Exchange) -> None:
    away, cover, third = responders(exchange, 3)
    named(exchange, away, cover)
    for wrong, by, field in ((away, third, "away"), (cover, away, "cover"), (third, away, "cover")):
        with pytest.raises(InvalidInput) as refused:
            named(exchange, wrong, by, FRIDAY, FRIDAY + timedelta(days=3))
        assert set(refused.value.errors) == {field}
    named(exchange, away, third, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2))


def test_of_a_chain_the_last_covers_all_and_the_middle_is_told_of_nothing(exchange: Exchange) -> None:
    first, middle, last = responders(exchange, 3)
    named(exchange, first, middle)
    one = named(exchange, middle, last)
    assert covers(exchange, first, middle) == {first.person_id: last.person_id, middle.person_id: last.person_id}
    assert covered(exchange, last) == {first.person_id, middle.person_id}
    end_cover(exchange.runtime, middle, one.id)
    assert covers(exchange, first, middle) == {first.person_id: middle.person_id}


def test_a_circle_named_by_several_at_once_does_not_close(own_exchange: Exchange) -> None:
    people = responders(own_exchange, 3)
    by_id = {one.person_id: one for one in people}
    for _ in range(4):
        found: list[Covering] = []

        def name(away: Actor, cover: Actor, found: list[Covering] = found) -> None:
            try:
                found.append(named(own_exchange, away, cover))
            except InvalidInput:
                return

        pairs = zip(people, [*people[1:], people[0]], strict=True)
        threads = [Thread(target=name, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 0 < len(found) < len(people)
        assert len(covers(own_exchange, *people)) == len(found)
        for one in found:
            end_cover(own_exchange.runtime, by_id[one.for_id], one.id)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE covering SET until_at = until_at + interval '30 days'",
        "UPDATE covering SET bound = ''",
        "UPDATE covering SET for_id = (SELECT id FROM person WHERE id NOT IN (for_id, cover_id) LIMIT 1)",
        "UPDATE membership SET ended_at = now() FROM covering WHERE person_id = cover_id",
    ],
    ids=["longer", "without-a-seal", "for-another", "whoever-covers-has-left"],
)
def test_a_row_that_nobody_named_or_whose_colleague_has_left_gives_nothing(own_exchange: Exchange, wrong: str) -> None:
    away, cover = responders(own_exchange)
    named(own_exchange, away, cover)
    own_exchange.rows(wrong)
    assert covers(own_exchange, away) == {}
    assert covered(own_exchange, cover) == set()


def test_what_was_ended_is_not_brought_back(own_exchange: Exchange) -> None:
    away, cover = responders(own_exchange)
    one = named(own_exchange, away, cover)
    end_cover(own_exchange.runtime, away, one.id)
    own_exchange.rows("ALTER TABLE covering DISABLE TRIGGER stays_ended")
    own_exchange.rows("UPDATE covering SET ended_at = NULL")
    assert covers(own_exchange, away) == {}


@pytest.mark.parametrize(
    "cover, first, last, field",
    [
        ("self", TODAY, FRIDAY, "cover"),
        ("elsewhere", TODAY, FRIDAY, "cover"),
        ("nobody", TODAY, FRIDAY, "cover"),
        ("colleague", None, FRIDAY, "first"),
        ("colleague", TODAY, None, "last"),
        ("colleague", FRIDAY, TODAY, "last"),
        ("colleague", TODAY - timedelta(days=1), FRIDAY, "first"),
        ("colleague", TODAY, TODAY + timedelta(days=92), "last"),
    ],
)
def test_who_and_for_how_long_is_checked(
    exchange: Exchange, cover: str, first: date | None, last: date | None, field: str
) -> None:
    away, colleague = responders(exchange)
    elsewhere = exchange.person("housing", "partner_responder")
    person = {"self": away, "elsewhere": elsewhere, "colleague": colleague}.get(cover)
    with pytest.raises(InvalidInput) as refused:
        name_cover(exchange.runtime, away, away.person_id, person.person_id if person else None, first, last)
    assert set(refused.value.errors) == {field}


@pytest.mark.parametrize("table", ["covering", "stand_in"])
def test_verifying_finds_what_nobody_named_and_what_stands_again(own_exchange: Exchange, table: str) -> None:
    manager, colleague = own_exchange.person("probation", "partner_manager"), responders(own_exchange, 1)[0]
    cover = named(own_exchange, manager, colleague)
    stand_in = name_stand_in(own_exchange.runtime, manager, colleague.person_id, TODAY, FRIDAY)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows(f"UPDATE {table} SET until_at = until_at + interval '1 day'")
    (problem,) = check_log(own_exchange.runtime).problems
    assert f" of {table} is named by no entry" in problem
    own_exchange.rows(f"UPDATE {table} SET until_at = until_at - interval '1 day'")
    bound = {"covering": cover.bound, "stand_in": stand_in.bound}[table]
    end_cover(own_exchange.runtime, manager, cover.id)
    end_stand_in(own_exchange.runtime, manager, stand_in.id)
    own_exchange.rows(f"ALTER TABLE {table} DISABLE TRIGGER stays_ended")
    own_exchange.rows(f"UPDATE {table} SET ended_at = NULL, bound = %s", bound)
    (problem,) = check_log(own_exchange.runtime).problems
    assert f" of {table} stands again, and an entry says that it has ended." in problem

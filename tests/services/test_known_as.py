"""Who is whom is said by name, seen from both cases, and never of whom somebody may not know."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput
from app.services.intake.close_to_named import close_to_named
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.told import OPEN, Child, Told, ann

__all__ = ["ann"]


def test_who_is_whom_is_said_by_name_and_seen_from_both_cases(exchange: Exchange, ann: Child) -> None:
    first, second = Told(exchange, {**ann.held, **OPEN}), Told(exchange, {**ann.held, **OPEN})
    second.say({first.child: "certain"})
    assert (first.elsewhere(), second.elsewhere()) == ([second.reference], [first.reference])
    third = Told(exchange, {**ann.held, **OPEN})
    third.say({second.child: "probable"})
    assert sorted(third.elsewhere()) == sorted([second.reference, first.reference])
    second.say({first.child: "not_them"}, "not_found")
    assert (first.elsewhere(), third.elsewhere()) == ([], [second.reference])


def test_nobody_is_joined_to_somebody_of_the_same_case_or_of_one_they_may_not_know_of(
    exchange: Exchange, ann: Child
) -> None:
    first, second = Told(exchange, {**ann.held, **OPEN}), Told(exchange, {**ann.held, **OPEN})
    with pytest.raises(InvalidInput):
        second.say({second.child: "certain"})
    with pytest.raises(InvalidInput):
        second.say({first.child: "surely"})
    with pytest.raises(InvalidInput, match="known"):
        second.say({first.child: "certain"}, "not_found")
    with pytest.raises(InvalidInput, match="Say who"):
        second.say({})
    close_to_named(exchange.runtime, first.by, first.id, [], "Madeup: a colleague’s family.")
    with pytest.raises(InvalidInput):
        second.say({first.child: "certain"})


def test_of_an_erased_case_nobody_is_found_and_nothing_to_find_them_by_is_left(
    own_exchange: Exchange, ann: Child
) -> None:
    before, now = Told(own_exchange, {**ann.held, **OPEN}), Told(own_exchange, ann.held)
    now.say({before.child: "certain"})
    assert now.elsewhere() == [before.reference]
    erase(own_exchange, before.id)
    assert (now.search().found, now.elsewhere()) == ((), [])
    left = "SELECT subject_id FROM subject_tag UNION SELECT subject_id FROM subject_link"
    assert {one for (one,) in own_exchange.rows(left)} == {now.child}

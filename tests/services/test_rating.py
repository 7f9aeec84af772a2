"""A case is rated by somebody qualified, with reasons; what was proposed when it was started stands until then."""

from __future__ import annotations

import pytest

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, NotFound, NotPermitted, Stale
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case, open_case
from app.services.intake.rating_said import PROPOSED, stands_as_proposed
from app.services.intake.state_in_case import state_in_case
from app.services.research.withdraw import withdraw_request
from tests.services.exchange import Exchange
from tests.services.played import RATED, answered, rate, ready_case, send
from tests.services.test_withdrawing import WHY


def test_what_is_proposed_holds_until_somebody_qualified_has_rated_the_case(exchange: Exchange) -> None:
    """Nobody waits for the rating: requests leave under what was proposed, and follow the rating when it is given."""
    case = ready_case(exchange)
    known = find_case(exchange.runtime, case.collator, case.id)
    assert stands_as_proposed(known.stated)
    assert (known.case.rating, send(exchange, case, "housing").rating) == ("red", "red")
    rate(exchange, case, "amber")
    known = find_case(exchange.runtime, case.collator, case.id)
    assert not stands_as_proposed(known.stated)
    assert (known.case.rating, [one.rating for one in known.requests]) == ("amber", ["amber"])


def test_a_collator_rates_nothing_and_it_is_written_down_that_they_tried(exchange: Exchange) -> None:
    case, size = ready_case(exchange), len(exchange.leaves())
    with pytest.raises(NotPermitted, match="hub decision-maker"):
        state_in_case(exchange.runtime, case.collator, case.id, case.whole, "rating", RATED, None, {"rating": "green"})
    assert [kind for _, _, kind in exchange.leaves()[size:]] == ["refused"]
    assert find_case(exchange.runtime, case.collator, case.id).case.rating == "red"


def test_nobody_proposes_a_rating_once_the_case_is_started(exchange: Exchange) -> None:
    """A proposal after the rating would stand over it, and needs no reasons."""
    case = ready_case(exchange)
    rate(exchange, case, "amber")
    for actor in (case.collator, case.decider):
        with pytest.raises(NotFound):
            state_in_case(exchange.runtime, actor, case.id, case.whole, PROPOSED, {}, 1, {"rating": "green"})


@pytest.mark.parametrize("lacks", ["case_rating_level", "case_rating_reason"])
def test_a_rating_without_its_reasons_is_none(exchange: Exchange, lacks: str) -> None:
    case = ready_case(exchange)
    words = {key: one for key, one in RATED.items() if key != lacks}
    with pytest.raises(InvalidInput) as refused:
        state_in_case(exchange.runtime, case.decider, case.id, case.whole, "rating", words, None, {"rating": "green"})
    assert set(refused.value.errors) == {lacks}


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({}, "case_rating_trigger"),
        ({"case_rating_trigger": plain("return")}, "case_rating_return"),
        ({"case_rating_trigger": plain("return"), "case_rating_return": plain("ABCD-234J")}, "case_rating_return"),
        ({"case_rating_trigger": plain("call"), "case_rating_return": plain("own")}, "case_rating_return"),
    ],
)
def test_a_case_is_rated_again_for_something_that_came(
    exchange: Exchange, words: dict[str, Answer], wrong: str
) -> None:
    """And anew: no reason is taken over from what stood."""
    played = answered(exchange)
    case, own = played.case, played.request.reference
    rate(exchange, case, "amber")
    given = {key: plain(own) if one.value == "own" else one for key, one in words.items()}
    rating = {"rating": "red"}

    def again(said: dict[str, Answer]) -> object:
        return state_in_case(exchange.runtime, case.decider, case.id, case.whole, "rating", said, 1, rating)

    with pytest.raises(InvalidInput) as refused:
        again({**RATED, **given})
    assert set(refused.value.errors) == {wrong}
    trigger = {"case_rating_trigger": plain("return"), "case_rating_return": plain(own)}
    with pytest.raises(InvalidInput) as refused:
        again(trigger)
    assert set(refused.value.errors) == set(RATED)
    again({**RATED, **trigger})
    _, shown = open_case(exchange.runtime, case.decider, case.id)
    found = shown[case.whole]["case_rating_return"].answer
    assert found is not None
    assert found.value == own


def test_the_first_rating_has_no_trigger(exchange: Exchange) -> None:
    case = ready_case(exchange)
    words = {**RATED, "case_rating_trigger": plain("review")}
    with pytest.raises(InvalidInput, match="has not been rated yet"):
        state_in_case(exchange.runtime, case.decider, case.id, case.whole, "rating", words, None, {"rating": "green"})


def test_of_two_who_rate_at_once_the_second_reads_what_the_first_said(exchange: Exchange) -> None:
    case = ready_case(exchange)
    rate(exchange, case, "amber")
    with pytest.raises(Stale):
        state_in_case(exchange.runtime, case.decider, case.id, case.whole, "rating", RATED, None, {"rating": "green"})


def test_a_rating_given_at_the_very_time_of_the_proposal_stands_over_it(own_exchange: Exchange) -> None:
    """The clock of a test stands still: what was said later stands all the same, and verifies."""
    case = ready_case(own_exchange)
    rate(own_exchange, case, "green")
    assert find_case(own_exchange.runtime, case.decider, case.id).case.rating == "green"
    assert check_log(own_exchange.runtime).problems == ()


def test_in_a_blue_case_nobody_is_asked_and_what_is_out_is_withdrawn_first(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    with pytest.raises(InvalidInput, match="1 request waits for an answer") as refused:
        rate(exchange, case, "blue")
    assert set(refused.value.errors) == {"rating"}
    withdraw_request(exchange.runtime, case.collator, request.file_id, ground="not_needed", words=WHY, seen_version=1)
    rate(exchange, case, "blue")
    with pytest.raises(InvalidInput, match="Nobody is asked in a case that is rated Blue") as refused:
        send(exchange, case, "police")
    assert "rating" in refused.value.errors
    rate(exchange, case, "green")
    assert send(exchange, case, "police").rating == "green"

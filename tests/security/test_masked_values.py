"""What a mask hides does not come out by another way: not by the note beside it, nor by the ground of declining."""

from __future__ import annotations

from dataclasses import replace

from app.services.disclosure.gate import open_records
from policies.engine.vocabulary import Level
from tests.security.test_protection_learnt_of_later import say_of
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, claim, draft, ready_case, send, sign, value

NOTE = "Madeup note: she has moved to 1 Madeup Road."


def test_a_masked_address_has_no_note_and_a_full_one_keeps_it(exchange: Exchange) -> None:
    for protected, level, note in (("yes", Level.MASKED, None), ("no", Level.FULL, NOTE)):
        case = ready_case(exchange, protected=(protected,))
        request = send(exchange, case, "housing", ("housing_address",))
        responder = claim(exchange, request)
        made = draft(exchange, request, responder, case.people[0], {"housing_address": value(ADDRESS, NOTE)})
        sign(exchange, responder, request)
        shown = open_records(exchange.runtime, case.decider, [made.id])[0].fields["housing_address"]
        assert shown.answer is not None
        assert (shown.level, shown.answer.note) == (level, note)


def test_a_masked_field_that_was_declined_says_so_without_its_words(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("yes",))
    request = send(exchange, case, "housing", ("housing_address",))
    responder = claim(exchange, request)
    declined = replace(value(None, NOTE), kind="declined", ground="safety", nature=None, information_date=None)
    made = draft(exchange, request, responder, case.people[0], {"housing_address": declined})
    sign(exchange, responder, request)
    shown = open_records(exchange.runtime, case.decider, [made.id])[0].fields["housing_address"]
    assert shown.answer is not None
    assert (shown.level, shown.answer.kind, shown.answer.note) == (Level.MASKED, "declined", None)


def noted(exchange: Exchange, reader: str, protected: str) -> tuple[object, str | None]:
    """An ordinary answer and its note, as one of the hub's people reads them."""
    case = ready_case(exchange, protected=(protected,))
    request = send(exchange, case, "housing", ("housing_known",))
    responder = claim(exchange, request)
    made = draft(exchange, request, responder, case.people[0], {"housing_known": value("yes", NOTE)})
    sign(exchange, responder, request, why_said="Madeup: the hub has to know it.")
    shown = open_records(exchange.runtime, getattr(case, reader), [made.id])[0].fields["housing_known"].answer
    assert shown is not None
    return shown.value, shown.note


def test_a_note_beside_a_protected_place_is_read_by_the_decision_maker_alone(exchange: Exchange) -> None:
    value_read, instead = noted(exchange, "collator", "yes")
    assert value_read == "yes"
    assert "1 Madeup Road" not in str(instead)
    assert "Kept back" in str(instead)
    assert noted(exchange, "decider", "yes") == ("yes", NOTE)


def test_what_was_noted_of_somebody_who_hides_from_nobody_is_read_by_all(exchange: Exchange) -> None:
    assert noted(exchange, "collator", "no") == ("yes", NOTE)


def test_notes_returned_before_a_place_became_protected_are_kept_back_from_then_on(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("no",))
    request = send(exchange, case, "housing", ("housing_known",))
    responder = claim(exchange, request)
    made = draft(exchange, request, responder, case.people[0], {"housing_known": value("yes", NOTE)})
    sign(exchange, responder, request)
    say_of(exchange, case, case.people[0], "yes")
    shown = open_records(exchange.runtime, case.collator, [made.id])[0].fields["housing_known"].answer
    assert shown is not None
    assert "1 Madeup Road" not in str(shown.note)

"""What a mask hides does not come out by another way: not by the note beside it, nor by the ground of declining."""

from __future__ import annotations

from dataclasses import replace

from app.services.disclosure.gate import open_records
from policies.engine.vocabulary import Level
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

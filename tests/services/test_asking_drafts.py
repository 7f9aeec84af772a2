"""Asking that is not sent yet: sealed, one a case, for whoever works on it, and gone once it is sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.errors import ChangedSincePreview, Erased, NotAsSealed, NotFound, Stale
from app.domain.identity import Actor
from app.services.disclosure.kept_asking import Inputs
from app.services.disclosure.words_looked_at import KIND, WITHIN_MINUTES
from app.services.intake.assign_case import assign_case, declare_conflict, unassign_case
from app.services.intake.open_case import find_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.asking_draft import (
    Asking,
    asking_to_change,
    find_asking,
    open_asking,
    save_asking,
    throw_away_asking,
)
from app.services.research.compose import Ask
from app.services.research.send_requests import send_as_read
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, QUESTION, Case, previewed, ready_case

WORDS = "Madeup: a neighbour heard shouting on Sunday."
PARTNER = "9f0c5c4e-0000-4000-8000-000000000001"
INPUTS = (("partners", PARTNER), ("reason-all", WORDS), (f"p-{PARTNER}-items", "housing_known"))


def save(exchange: Exchange, actor: Actor, case: Case, seen: UUID | None = None, inputs: Inputs = INPUTS) -> UUID:
    runtime = exchange.runtime
    return save_asking(runtime, actor, find_case(runtime, actor, case.id), inputs, seen)


def opened(exchange: Exchange, actor: Actor, case: Case) -> Asking:
    found = open_asking(exchange.runtime, actor, find_case(exchange.runtime, actor, case.id))
    assert found is not None
    return found


def test_nothing_of_it_stands_in_clear_and_its_size_does_not_count_partners(exchange: Exchange) -> None:
    case = ready_case(exchange)
    mark = save(exchange, case.collator, case)
    (row,) = exchange.rows("SELECT row_to_json(d)::text, d.sealed FROM asking_draft d WHERE file_id = %s", case.id)
    for told in (WORDS, WORDS[:10], PARTNER, "housing_known", "reason"):
        assert told not in row[0]
        assert told.encode() not in bytes(row[1])
    more = (*INPUTS, *(("partners", str(one)) for one in case.people * 5))
    save(exchange, case.collator, case, mark, more)
    assert exchange.rows("SELECT length(sealed) FROM asking_draft WHERE file_id = %s", case.id) == [(len(row[1]),)]
    entries = exchange.rows("SELECT facts::text FROM log_detail WHERE kind = 'recorded' AND file_id = %s", case.id)
    assert entries.count(('{"record": "asking"}',)) == 2


def test_a_colleague_on_the_case_takes_it_over_and_each_opening_has_its_leaf(exchange: Exchange) -> None:
    case = ready_case(exchange)
    assert open_asking(exchange.runtime, case.decider, find_case(exchange.runtime, case.decider, case.id)) is None
    mark = save(exchange, case.collator, case)
    leaves = len(exchange.leaves())
    found = opened(exchange, case.decider, case)
    assert found.inputs == INPUTS
    assert (found.mark, found.saved_by) == (mark, case.collator.person_id)
    assert [kind for _, _, kind in exchange.leaves()[leaves:]] == ["opened"]
    again = save(exchange, case.decider, case, mark, INPUTS[:1])
    assert opened(exchange, case.collator, case).inputs == INPUTS[:1]
    assert again != mark


def test_a_stale_saving_keeps_nothing_and_a_mark_never_comes_back(exchange: Exchange) -> None:
    case = ready_case(exchange)
    first = save(exchange, case.collator, case)
    with pytest.raises(Stale):
        save(exchange, case.decider, case, None, INPUTS[:1])
    second = save(exchange, case.decider, case, first, INPUTS[:2])
    with pytest.raises(Stale):
        save(exchange, case.collator, case, first)
    assert throw_away_asking(exchange.runtime, case.decider, case.id, second)
    third = save(exchange, case.decider, case, None, INPUTS[:2])
    for gone in (first, second):
        with pytest.raises(Stale):
            save(exchange, case.collator, case, gone)
        assert not throw_away_asking(exchange.runtime, case.collator, case.id, gone)
    assert opened(exchange, case.collator, case).mark == third


@pytest.mark.parametrize("gone", ["taken off", "in conflict", "never on it"])
def test_who_is_not_on_the_case_any_more_opens_and_saves_nothing(exchange: Exchange, gone: str) -> None:
    case = ready_case(exchange)
    mark = save(exchange, case.collator, case)
    known = find_case(exchange.runtime, case.decider, case.id)
    actor = exchange.person("hub", "hub_collator") if gone == "never on it" else case.decider
    if gone == "taken off":
        unassign_case(exchange.runtime, actor, case.id, actor.person_id)
    elif gone == "in conflict":
        declare_conflict(exchange.runtime, actor, case.id)
    runtime = exchange.runtime
    for act in (
        lambda: open_asking(runtime, actor, known),
        lambda: save_asking(runtime, actor, known, INPUTS, mark),
        lambda: asking_to_change(runtime, actor, case.id, mark),
        lambda: find_asking(runtime, actor, case.id),
        lambda: throw_away_asking(runtime, actor, case.id, mark),
    ):
        with pytest.raises(NotFound):
            act()
    assert opened(exchange, case.collator, case).mark == mark


def test_words_that_say_a_place_are_closed_to_a_colleague_who_may_not_learn_it(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("yes",))
    says = (("partners", PARTNER), ("reason-all", f"Madeup: seen at {ADDRESS['lines'][0]}."))
    mark = save(exchange, case.decider, case, None, says)
    closed = opened(exchange, case.collator, case)
    assert closed.inputs is None
    assert "seen at" not in repr(closed)
    assert opened(exchange, case.decider, case).inputs == says
    save(exchange, case.decider, case, mark)
    assert opened(exchange, case.collator, case).inputs == INPUTS


def test_words_in_it_that_say_a_place_their_author_may_not_learn_are_counted(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange, protected=("yes",))
    by = own_exchange.person("hub", "hub_collator")
    assign_case(own_exchange.runtime, case.collator, case.id, by.person_id)
    mark = save(own_exchange, by, case, None, (("reason-all", "Madeup: at 12 Nowhere Lane."),))
    guess = (("partners", PARTNER), ("reason-all", f"Madeup: seen at {ADDRESS['lines'][0]}."))
    save(own_exchange, by, case, mark, guess)
    own_exchange.clock.forward(timedelta(minutes=WITHIN_MINUTES + 1))
    run_jobs(own_exchange.runtime, most=1000)
    query = "SELECT actor_id, facts ->> 'times', facts ->> 'record' FROM log_detail WHERE kind = %s AND file_id = %s"
    assert own_exchange.rows(query, KIND, case.id) == [(by.person_id, "1", "asking")]


@pytest.mark.parametrize("edit", [
    "sealed = overlay(sealed placing '\\x00' from length(sealed))",
    "saved_by = (SELECT id FROM person WHERE id <> saved_by ORDER BY id LIMIT 1)",
    "saved_at = saved_at - interval '1 day'",
    "mark = gen_random_uuid()",
])  # fmt: skip
def test_an_edited_draft_does_not_open(exchange: Exchange, edit: str) -> None:
    case = ready_case(exchange)
    save(exchange, case.collator, case)
    exchange.rows(f"UPDATE asking_draft SET {edit} WHERE file_id = %s RETURNING mark", case.id)
    with pytest.raises(NotAsSealed):
        opened(exchange, case.decider, case)


def test_a_draft_moved_to_another_case_does_not_open(exchange: Exchange) -> None:
    case, other = ready_case(exchange), ready_case(exchange)
    save(exchange, case.collator, case)
    exchange.rows("UPDATE asking_draft SET file_id = %s WHERE file_id = %s RETURNING mark", other.id, case.id)
    with pytest.raises(NotAsSealed):
        opened(exchange, other.collator, other)


def test_it_is_gone_with_what_is_sent_and_only_what_was_read_is_sent(exchange: Exchange) -> None:
    case = ready_case(exchange)
    old = save(exchange, case.collator, case)
    mark = save(exchange, case.collator, case, old)
    ask = Ask(exchange.organisation("housing").id, "They may know.", (), QUESTION, subjects=frozenset(case.people))
    runtime = exchange.runtime
    assert asking_to_change(runtime, case.collator, case.id, old) is None
    assert asking_to_change(runtime, case.collator, case.id, mark) == INPUTS
    with pytest.raises(ChangedSincePreview):
        send_as_read(runtime, case.collator, case.id, lambda _here, _inputs: [ask], previewed(exchange, case), old)
    assert opened(exchange, case.collator, case).mark == mark
    send_as_read(runtime, case.collator, case.id, lambda _here, _inputs: [ask], previewed(exchange, case), mark)
    assert exchange.rows("SELECT mark FROM asking_draft WHERE file_id = %s", case.id) == []


def test_erasing_a_case_takes_its_draft(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    mark = save(own_exchange, case.collator, case)
    known = find_case(own_exchange.runtime, case.collator, case.id)
    erase(own_exchange, case.id)
    assert own_exchange.rows("SELECT mark FROM asking_draft") == []
    with pytest.raises(Erased):
        save_asking(own_exchange.runtime, case.collator, known, INPUTS, None)
    with pytest.raises(Erased):
        asking_to_change(own_exchange.runtime, case.collator, case.id, mark)

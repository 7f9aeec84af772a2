"""Law 1: a fault at any statement of an opening or reveal never lets a plaintext out without a durable leaf."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from app.domain.errors import Unavailable
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.intake.assign_case import assign_case
from tests.services.durable import Attempt, attempt
from tests.services.exchange import Exchange
from tests.services.faults import AFTER, BEFORE, COMMIT, FLUSH, Steps, fail_at, fail_at_each, watched
from tests.services.played import Answered, answered

LOOKED_AT = ("membership", "file_event", "key_grant", "field_box", "file_key", "log_append")
"""What an opening cannot do without; each is read or written in some step of it."""
MAKE_DURABLE = "app.services.disclosure.gate.make_durable"
Act = Callable[[], tuple[OpenedRecord, ...]]


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Answered:
    return answered(exchange, protected="yes")


def opening(exchange: Exchange, played: Answered, action: str) -> Act:
    reveal = {"action": "reveal", "fields": ["housing_address"], "reason": "To visit the child today"}
    named: dict[str, Any] = reveal if action == "reveal" else {}
    return lambda: open_records(exchange.runtime, played.case.decider, [played.record.id], **named)


def steps_of(exchange: Exchange, act: Act) -> list[str]:
    """The texts of an opening's steps when nothing fails."""
    whole = Steps()
    with watched(exchange, whole):
        act()
    return whole.taken


def judge(exchange: Exchange, before: int, tried: Attempt) -> list[str]:
    """What is wrong with the outcome of one opening under a fault."""
    after = exchange.leaves()
    wrong = list(tried.unsealed.without_leaf)
    if len(after) - before not in (0, 1):
        wrong.append(f"{len(after) - before} leaves for one act")
    if tried.raised is None:
        stored = exchange.rows(
            "SELECT id, leaf FROM log_leaf ORDER BY xmin::text::bigint, cmin::text::bigint OFFSET %s", before
        )
        if stored != [(one.entry.id, one.entry.leaf) for one in tried.answer]:
            wrong.append("a plaintext without the stored leaf that says so")
    elif not isinstance(tried.raised, Unavailable):
        wrong.append(f"raised {tried.raised!r}")
    return wrong


@pytest.mark.parametrize("when", [BEFORE, AFTER])
@pytest.mark.parametrize("action", ["open", "reveal"])
def test_no_plaintext_without_a_leaf_whatever_fails(
    exchange: Exchange, played: Answered, action: str, when: str
) -> None:
    act, number, outcomes = opening(exchange, played, action), 0, []
    act()  # the first opening of a file has more steps: see below
    whole = steps_of(exchange, act)
    assert [one for one in LOOKED_AT if not any(one in text for text in whole)] == [], "a step is not watched"
    assert whole[-2:] == [COMMIT, FLUSH]
    while True:
        before = len(exchange.leaves())
        tried = attempt(exchange, act, fail_at(number, when))
        assert judge(exchange, before, tried) == [], f"fault {when} step {number}"
        if not tried.met:
            break
        outcomes.append(tried.raised is None)
        number += 1
    assert number == len(whole), "every step failed once"
    assert sum(outcomes) == {BEFORE: 1, AFTER: 2}[when], "a lost flush, and an answer lost, have a second chance"


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_first_opening_is_an_event_with_its_leaf_or_neither(exchange: Exchange, played: Answered, when: str) -> None:
    number, told = 0, 0
    while True:
        someone = exchange.person("hub", "hub_decision_maker")
        assign_case(exchange.runtime, played.case.collator, played.case.id, someone.person_id)
        before = len(exchange.leaves())
        opened = partial(open_records, exchange.runtime, someone, [played.record.id])
        tried = attempt(exchange, opened, fail_at(number, when))
        assert judge(exchange, before, tried) == [], f"fault {when} step {number}"
        events = exchange.rows("SELECT seq FROM file_event WHERE what = 'opened' AND by_id = %s", someone.person_id)
        assert len(events) == len(exchange.leaves()) - before, f"fault {when} step {number}"
        if not tried.met:
            break
        number, told = number + 1, told + (tried.raised is None)
    assert number > len(steps_of(exchange, opened)), "reading, locking and adding to the chain failed as well"
    assert told == {BEFORE: 1, AFTER: 2}[when]


def test_a_fault_in_the_retry_itself_reveals_nothing(exchange: Exchange, played: Answered) -> None:
    act = opening(exchange, played, "open")
    last = len(steps_of(exchange, act)) - 1  # the flush
    shown = []
    for first in (last - 1, last):
        for second in range(first + 1, first + 6):
            before = len(exchange.leaves())
            tried = attempt(exchange, act, fail_at_each({first, second}))
            assert judge(exchange, before, tried) == []
            assert len(exchange.leaves()) == before + 1, "the commit went through, so the leaf stands: over-reported"
            shown.append(tried.raised is None)
    assert True in shown
    assert False in shown


def test_after_a_lost_answer_the_same_leaf_is_given_back(exchange: Exchange, played: Answered) -> None:
    act = opening(exchange, played, "open")
    commit = len(steps_of(exchange, act)) - 2
    before = len(exchange.leaves())
    tried = attempt(exchange, act, fail_at(commit, AFTER))  # it ran, nobody heard
    assert tried.raised is None
    assert len(exchange.leaves()) == before + 1
    assert exchange.rows(
        "SELECT leaf FROM log_leaf ORDER BY xmin::text::bigint, cmin::text::bigint OFFSET %s", before
    ) == [(tried.answer[0].entry.leaf,)]


def test_the_judge_sees_a_gate_that_does_not_wait(
    exchange: Exchange, played: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = opening(exchange, played, "open")
    monkeypatch.setattr(MAKE_DURABLE, lambda runtime, work, recorded: None)
    before = len(exchange.leaves())
    tried = attempt(exchange, act, None)
    assert tried.raised is None
    assert len(judge(exchange, before, tried)) == 2
    monkeypatch.setattr(MAKE_DURABLE, lambda runtime, work, recorded: work.commit_unflushed())
    tried = attempt(exchange, act, None)
    assert len(judge(exchange, before, tried)) == 1, "committed, visible to others, and not on the disk"

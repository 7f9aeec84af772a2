"""A sending or sign-off that raised is either not there at all, or all there with its leaf; never in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.domain.errors import Unavailable
from app.domain.research import ResearchRequest
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from app.services.research.sign_off_return import Returned, sign_off_return
from tests.services.durable import Attempt, attempt
from tests.services.exchange import Exchange
from tests.services.faults import AFTER, BEFORE, fail_at
from tests.services.played import (
    QUESTION,
    basis,
    claim,
    draft,
    previewed,
    ready_case,
    send,
    value,
    version,
)

TABLES = (
    "file", "research_request", "record", "field_box", "key_grant", "inbox_entry", "job", "log_leaf", "log_detail",
)  # fmt: skip
SENT = {"file": 1, "research_request": 1, "record": 1, "inbox_entry": 2, "job": 2, "log_leaf": 1, "log_detail": 1,
        "key_grant": 2}  # fmt: skip
"""What one request about one person adds, its mail and the look at its words; its boxes depend on its fields."""


def counted(exchange: Exchange) -> Mapping[str, int]:
    query = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
    return {table: int(str(number)) for table, number in zip(TABLES, exchange.rows(query)[0], strict=True)}


def added(exchange: Exchange, before: Mapping[str, int]) -> dict[str, int]:
    now = counted(exchange)
    return {table: now[table] - before[table] for table in TABLES if now[table] != before[table]}


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_request_is_sent_whole_or_not_at_all(exchange: Exchange, when: str) -> None:
    partner, landed, number = exchange.organisation("fire").id, 0, 0
    case = ready_case(exchange)
    seen = previewed(exchange, case)

    def act() -> tuple[ResearchRequest, ...]:
        return send_requests(
            exchange.runtime,
            case.collator,
            case.id,
            [Ask(partner, "alarm", (), QUESTION, subjects=frozenset(case.people))],
            seen,
        )

    while True:
        before = counted(exchange)
        tried = attempt(exchange, act, fail_at(number, when))
        change = added(exchange, before)
        boxes = change.pop("field_box", 0)
        assert (change, boxes > 0) in (({}, False), (SENT, True)), f"fault {when} step {number}"
        acceptable(tried, there=bool(change), where=f"fault {when} step {number}")
        if change:
            landed += 1
            case = ready_case(exchange)
            seen = previewed(exchange, case)
        if not tried.met:
            break
        number += 1
    assert number > 20
    assert landed == {BEFORE: 2, AFTER: 3}[when], "once without a fault, and where commit or flush had their chance"


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_a_return_is_received_whole_or_stays_a_draft(exchange: Exchange, when: str) -> None:
    number, landed = 0, 0
    act, state = ready_to_sign(exchange)
    while True:
        start = state()
        tried = attempt(exchange, act, fail_at(number, when))
        end = state()
        assert end in (start, ("returned", "released", 2, start[3] + 1)), f"fault {when} step {number}"
        acceptable(tried, there=end != start, where=f"fault {when} step {number}")
        if end != start:
            landed += 1
            act, state = ready_to_sign(exchange)
        if not tried.met:
            break
        number += 1
    assert number > 20
    assert landed == {BEFORE: 2, AFTER: 3}[when]


def acceptable(tried: Attempt, *, there: bool, where: str) -> None:
    """An acknowledged act is there; one that raised said so in words of the exchange. Nobody was shown anything."""
    assert tried.raised is None or isinstance(tried.raised, Unavailable), (where, tried.raised)
    assert there or tried.raised is not None, where
    assert tried.unsealed.times == 0, where


def ready_to_sign(exchange: Exchange) -> tuple[Callable[[], Returned], Callable[[], tuple[Any, ...]]]:
    """An act that signs off a fresh draft, and what stands of it: request, record, the grants and leaves there are."""
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    responder = claim(exchange, request)
    made = draft(exchange, request, responder, case.people[0], {"housing_known": value("yes")})
    seen, legal_basis = version(exchange, responder, request), basis(exchange, "housing", "return")

    def act() -> Returned:
        return sign_off_return(
            exchange.runtime, responder, request.file_id, legal_basis=legal_basis, seen_version=seen
        )  # fmt: skip

    def state() -> tuple[Any, ...]:
        return exchange.rows(
            "SELECT (SELECT state FROM research_request WHERE file_id = %s), (SELECT state FROM record WHERE id = %s),"
            " (SELECT count(*) FROM key_grant WHERE record_id = %s),"
            " (SELECT count(*) FROM log_detail WHERE file_id = %s AND kind = 'return_released')",
            request.file_id, made.id, made.id, request.file_id,
        )[0]  # fmt: skip

    return act, state

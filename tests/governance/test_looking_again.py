"""Unasked, the worker comes across whatever was changed anywhere in a log; no round of it costs more than another."""

from __future__ import annotations

import pytest

from app.adapters.database.log import SqlLogRows
from app.services.governance import look_again as looking
from app.services.governance.look_again import Place, look_again
from app.services.governance.summaries import publish_summary
from tests.governance.commands import flask
from tests.security.test_changed_logs_stop import LEAF, NODE, change
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import answered

__all__ = ["own_exchange"]

UPPER = "UPDATE log_node SET hash = sha256('made up') WHERE log = {log} AND (level, idx) = (1, 0)"
GONE = "DELETE FROM log_node WHERE log = {log} AND (level, idx) = (0, 0)"
LABELLED = "UPDATE log_leaf SET at = at - interval '1 day' WHERE log = {log} AND idx = 0"


@pytest.mark.parametrize("what", [LEAF, NODE, UPPER, GONE, LABELLED])
def test_what_was_changed_inside_a_log_stops_it_without_anybody_asking(own_exchange: Exchange, what: str) -> None:
    played = answered(own_exchange)
    for _ in range(3):  # so that what is changed is not at the edge
        answered(own_exchange)
    publish_summary(own_exchange.runtime)
    label = change(own_exchange, played, what)
    assert flask(own_exchange.runtime, "jobs", "work", "--once").code == 0
    assert [*own_exchange.stopped()] == [label]


def test_a_log_nobody_changed_goes_on(own_exchange: Exchange) -> None:
    answered(own_exchange)
    place = None
    for _ in range(3):
        place = look_again(own_exchange.runtime, place)
    assert own_exchange.stopped() == {}


def test_rounds_cover_every_leaf_and_none_reads_more_than_another(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(own_exchange)
    every = {(log, idx) for log, idx in own_exchange.rows("SELECT log, idx FROM log_leaf")}
    monkeypatch.setattr(looking, "ROUND", 7)
    monkeypatch.setattr(looking, "LEAST", 2)
    read: list[tuple[int, int]] = []
    leaves = SqlLogRows.leaves

    def noted(self: SqlLogRows, log: int, start: int, count: int) -> object:
        read.extend((log, start + one) for one in range(count))
        return leaves(self, log, start, count)

    monkeypatch.setattr(SqlLogRows, "leaves", noted)
    place: Place | None = Place(2, 1)
    most, rounds = 0, 0
    while {*read} < every and rounds <= len(every):
        before = len(read)
        place = look_again(own_exchange.runtime, place)
        most, rounds = max(most, len(read) - before), rounds + 1
    assert {*read} == every
    assert most <= 7
    assert own_exchange.stopped() == {}

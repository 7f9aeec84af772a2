"""Going back to an earlier policy is an act of its own: a release with a new number, the old digest and a leaf."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import RefusesToStart
from app.services.policy_control.list_releases import list_releases
from app.services.runtime import Runtime
from app.wiring import close_runtime, started_runtime, working_runtime
from tests.services.exchange import POLICIES, Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The policy files with one label worded otherwise."""
    copy = tmp_path / "other"
    shutil.copytree(POLICIES, copy, ignore=shutil.ignore_patterns("engine", "__pycache__"))
    housing = copy / "fields" / "housing.toml"
    housing.write_text(housing.read_text().replace('label = "Rent arrears"', 'label = "Arrears of rent"'))
    return copy


def start(exchange: Exchange, policies: Path) -> Runtime:
    """The exchange started on these policy files."""
    runtime = started_runtime(replace(exchange.settings, policies=policies), exchange.clock)
    close_runtime(runtime)
    return runtime


def released(exchange: Exchange) -> list[tuple[int, str, str | None]]:
    """Number, digest and previous digest of each `policy_released` leaf."""
    rows = exchange.rows("SELECT leaf FROM log_leaf WHERE kind = 'policy_released' ORDER BY idx")
    leaves = [json.loads(bytes(leaf)) for (leaf,) in rows]
    return [(one["policy"]["number"], one["policy"]["digest"], one["previous"]) for one in leaves]


def test_an_earlier_policy_again_is_a_new_release(own_exchange: Exchange, other: Path) -> None:
    first = own_exchange.runtime.policy
    second = start(own_exchange, other).policy
    third = start(own_exchange, POLICIES).policy
    assert (first.number, second.number, third.number) == (1, 2, 3)
    a, b = first.release.digest, second.release.digest
    assert third.release.digest == a != b
    assert released(own_exchange) == [(1, a, None), (2, b, a), (3, a, b)]
    assert [(one.number, one.digest) for one in list_releases(own_exchange.runtime)] == [(3, a), (2, b), (1, a)]


def test_starting_again_after_going_back_adds_nothing(own_exchange: Exchange, other: Path) -> None:
    start(own_exchange, other)
    start(own_exchange, POLICIES)
    leaves = own_exchange.leaves()
    assert start(own_exchange, POLICIES).policy.number == 3
    working = working_runtime(own_exchange.settings, own_exchange.clock)
    close_runtime(working)
    assert working.policy.number == 3
    assert own_exchange.leaves() == leaves


def test_going_back_removes_no_word_the_later_release_brought(own_exchange: Exchange, other: Path) -> None:
    request = other / "fields" / "request.toml"
    none = 'none = "No safe way known"\n'
    request.write_text(request.read_text().replace(none, f'{none}unsure = "Not sure"\n'))
    start(own_exchange, other)
    with pytest.raises(RefusesToStart, match=r"cannot follow policy release 2:\n.*lost its option unsure: keep it"):
        start(own_exchange, POLICIES)

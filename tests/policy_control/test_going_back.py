"""Going back to an earlier policy is an act of its own: a release with a new number, the old digest and a leaf."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import LogUnavailable, RefusesToStart
from app.services.policy_control.list_releases import list_releases
from app.services.policy_control.record_release import record_release
from app.services.runtime import PolicyInForce, Runtime
from app.wiring import checked_runtime, close_runtime, started_runtime
from tests.governance.commands import Ran, flask
from tests.policy_control.releases import other_words, recorded
from tests.services.exchange import POLICIES, Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The policy files with one label worded otherwise."""
    return other_words(tmp_path / "other")


def start(exchange: Exchange, policies: Path) -> Runtime:
    """The exchange started beside these policy files."""
    runtime = started_runtime(replace(exchange.settings, policies=policies), exchange.clock)
    close_runtime(runtime)
    return runtime


def begin(exchange: Exchange, policies: Path) -> Ran:
    """`flask policies begin` on these policy files."""
    settings = replace(exchange.settings, policies=policies, database_url=exchange.database.admin_url)
    admin = checked_runtime(settings, exchange.clock)
    ran = flask(None, "policies", "begin", admin=admin)
    close_runtime(admin)
    return ran


def in_force(exchange: Exchange, policies: Path) -> PolicyInForce:
    """That on which the exchange starts, once these policy files have been put in force."""
    recorded(exchange, policies)
    return start(exchange, POLICIES).policy


def released(exchange: Exchange) -> list[tuple[int, str, str | None]]:
    """Number, digest and previous digest of each `policy_released` leaf."""
    rows = exchange.rows("SELECT leaf FROM log_leaf WHERE kind = 'policy_released' ORDER BY idx")
    leaves = [json.loads(bytes(leaf)) for (leaf,) in rows]
    return [(one["policy"]["number"], one["policy"]["digest"], one["previous"]) for one in leaves]


def test_an_earlier_policy_again_is_a_new_release(own_exchange: Exchange, other: Path) -> None:
    first = own_exchange.runtime.policy
    second = in_force(own_exchange, other)
    third = in_force(own_exchange, POLICIES)
    assert (first.number, second.number, third.number) == (1, 2, 3)
    a, b = first.release.digest, second.release.digest
    assert third.release.digest == a != b
    assert released(own_exchange) == [(1, a, None), (2, b, a), (3, a, b)]
    assert [(one.number, one.digest) for one in list_releases(own_exchange.runtime)] == [(3, a), (2, b), (1, a)]


def test_recording_what_is_in_force_adds_nothing(own_exchange: Exchange) -> None:
    leaves = own_exchange.leaves()
    assert recorded(own_exchange, POLICIES).number == 1
    assert own_exchange.leaves() == leaves


def test_an_installation_begins_once(own_exchange: Exchange, other: Path) -> None:
    leaves = own_exchange.leaves()
    again = begin(own_exchange, POLICIES)
    assert (again.code, again.out.startswith("Policy release 1 is in force, digest ")) == (0, True)
    refused = begin(own_exchange, other)
    assert refused.code == 1
    assert "has begun, and with other policy files" in refused.error
    assert "`flask policies propose`: two administrators of a hub sign for them" in refused.error
    assert own_exchange.leaves() == leaves


def test_starting_takes_what_is_in_force_and_records_nothing(own_exchange: Exchange, other: Path) -> None:
    leaves = own_exchange.leaves()
    for folder in (other, POLICIES, other):  # servers with two folders, each started again and again
        assert start(own_exchange, folder).policy.release == own_exchange.runtime.policy.release
    assert own_exchange.leaves() == leaves


def test_the_application_cannot_put_a_policy_in_force(own_exchange: Exchange, other: Path) -> None:
    runtime = checked_runtime(replace(own_exchange.settings, policies=other), own_exchange.clock)
    with pytest.raises(LogUnavailable):
        record_release(runtime)
    close_runtime(runtime)
    assert [number for number, _, _ in released(own_exchange)] == [1]


def test_going_back_removes_no_word_the_later_release_brought(own_exchange: Exchange, other: Path) -> None:
    request = other / "fields" / "request.toml"
    none = 'none = "No safe way known"\n'
    request.write_text(request.read_text().replace(none, f'{none}unsure = "Not sure"\n'))
    recorded(own_exchange, other)
    with pytest.raises(RefusesToStart, match=r"cannot follow policy release 2:\n.*lost its option unsure: keep it"):
        recorded(own_exchange, POLICIES)
    assert [number for number, _, _ in released(own_exchange)] == [1, 2]

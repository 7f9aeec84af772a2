"""Going back to an earlier policy is an act of its own: a release with a new number, the old digest and a leaf."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import LogUnavailable, RefusesToStart
from app.services.policy_control.list_releases import list_releases
from app.services.policy_control.record_release import record_release
from app.services.runtime import Runtime
from app.wiring import checked_runtime, close_runtime, started_runtime
from tests.governance.commands import Ran, flask
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


def put_in_force(exchange: Exchange, policies: Path) -> Ran:
    """`flask policies record` on these policy files."""
    settings = replace(exchange.settings, policies=policies, database_url=exchange.database.admin_url)
    admin = checked_runtime(settings, exchange.clock)
    ran = flask(None, "policies", "record", admin=admin)
    close_runtime(admin)
    return ran


def recorded_and_started(exchange: Exchange, policies: Path) -> Runtime:
    """Both, one after the other."""
    ran = put_in_force(exchange, policies)
    assert ran.code == 0, ran.error
    return start(exchange, policies)


def released(exchange: Exchange) -> list[tuple[int, str, str | None]]:
    """Number, digest and previous digest of each `policy_released` leaf."""
    rows = exchange.rows("SELECT leaf FROM log_leaf WHERE kind = 'policy_released' ORDER BY idx")
    leaves = [json.loads(bytes(leaf)) for (leaf,) in rows]
    return [(one["policy"]["number"], one["policy"]["digest"], one["previous"]) for one in leaves]


def test_an_earlier_policy_again_is_a_new_release(own_exchange: Exchange, other: Path) -> None:
    first = own_exchange.runtime.policy
    second = recorded_and_started(own_exchange, other).policy
    third = recorded_and_started(own_exchange, POLICIES).policy
    assert (first.number, second.number, third.number) == (1, 2, 3)
    a, b = first.release.digest, second.release.digest
    assert third.release.digest == a != b
    assert released(own_exchange) == [(1, a, None), (2, b, a), (3, a, b)]
    assert [(one.number, one.digest) for one in list_releases(own_exchange.runtime)] == [(3, a), (2, b), (1, a)]


def test_recording_what_is_in_force_adds_nothing(own_exchange: Exchange, other: Path) -> None:
    recorded_and_started(own_exchange, other)
    recorded_and_started(own_exchange, POLICIES)
    leaves = own_exchange.leaves()
    ran = put_in_force(own_exchange, POLICIES)
    assert "Policy release 3 is in force" in ran.out
    assert start(own_exchange, POLICIES).policy.number == 3
    assert own_exchange.leaves() == leaves


def test_starting_records_nothing_and_names_the_command(own_exchange: Exchange, other: Path) -> None:
    leaves = own_exchange.leaves()
    told = r"Policy release 1 is in force, .* are not recorded .*`flask policies record`; otherwise .* PRX_POLICIES"
    with pytest.raises(RefusesToStart, match=told):
        start(own_exchange, other)
    assert own_exchange.leaves() == leaves


def test_two_servers_with_two_folders_do_not_take_turns(own_exchange: Exchange, other: Path) -> None:
    recorded_and_started(own_exchange, other)
    for _ in range(3):
        with pytest.raises(RefusesToStart, match=r"Policy release 2 is in force, .* are those of release 1"):
            start(own_exchange, POLICIES)
        assert start(own_exchange, other).policy.number == 2
    assert [number for number, _, _ in released(own_exchange)] == [1, 2]


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
    recorded_and_started(own_exchange, other)
    ran = put_in_force(own_exchange, POLICIES)
    assert ran.code == 1
    assert re.search(r"cannot follow policy release 2:\n.*lost its option unsure: keep it", ran.error)
    assert [number for number, _, _ in released(own_exchange)] == [1, 2]

"""After an acknowledged revocation no opening succeeds, in every two-connection interleaving of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.demonstration.database import Cluster
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.services.disclosure.gate import open_records
from app.services.intake import assign_case
from app.services.research import work_on_request
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.services.played import Answered, answered, records_of
from tests.services.stepping import Interleaved, interleave

Run = Callable[[], Any]


@dataclass(frozen=True)
class Revocation:
    """An opening, what takes the right to it away, and SQL that gives it back for the next round."""

    opening: Run
    revoke: Run
    restore: Run


UNGUARDED = "SELECT set_config('session_replication_role', 'replica', false)"


@pytest.fixture(scope="module")
def exchange(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """An exchange for this module alone: giving a right back by SQL leaves chains that do not verify."""
    with exchange_copied(cluster, exchange_template, keystore_template, tmp_path_factory.mktemp("revoked")) as made:
        yield made


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Answered:
    """With a second decision-maker on the case, so that the first can be taken off."""
    made, second = answered(exchange), exchange.person("hub", "hub_decision_maker")
    assign_case.assign_case(exchange.runtime, made.case.collator, made.case.id, second.person_id)
    return made


@pytest.fixture(params=["unassign", "conflict-hub", "ended-hub", "hand-over", "conflict-partner", "ended-partner"])
def revocation(request: pytest.FixtureRequest, exchange: Exchange, played: Answered) -> Iterator[Revocation]:
    runtime, case, file = exchange.runtime, played.case, played.request.file_id
    asked = records_of(exchange, played.request, "request")

    def hub() -> Any:
        return open_records(runtime, case.decider, [played.record.id])

    def partner() -> Any:
        return open_records(runtime, played.responder, asked)

    def ended(actor: Actor) -> None:
        exchange.rows("UPDATE membership SET ended_at = now() WHERE id = %s", actor.membership_id)

    def again() -> None:
        exchange.rows("DELETE FROM file_event WHERE what IN ('conflict_declared', 'handed_over')")
        exchange.rows("DELETE FROM rate_window")
        exchange.rows(f"{UNGUARDED}; UPDATE membership SET ended_at = NULL")  # nothing of the exchange could
        exchange.rows(
            "UPDATE research_request SET claimed_by = %s WHERE file_id = %s", played.responder.person_id, file
        )
        exchange.rows("UPDATE inbox_entry SET claimed_by = %s WHERE file_id = %s", played.responder.person_id, file)
        assign_case.assign_case(runtime, case.collator, case.id, case.decider.person_id)

    acts: dict[str, tuple[Run, Run]] = {
        "unassign": (hub, lambda: assign_case.unassign_case(runtime, case.collator, case.id, case.decider.person_id)),
        "conflict-hub": (hub, lambda: assign_case.declare_conflict(runtime, case.decider, case.id)),
        "ended-hub": (hub, lambda: ended(case.decider)),
        "hand-over": (partner, lambda: work_on_request.hand_over(runtime, played.responder, file)),
        "conflict-partner": (partner, lambda: work_on_request.declare_conflict(runtime, played.responder, file)),
        "ended-partner": (partner, lambda: ended(played.responder)),
    }
    yield Revocation(*acts[request.param], again)
    again()


def opens_nothing(revocation: Revocation) -> bool:
    """Whether an opening that begins now is refused."""
    with pytest.raises(NotFound):
        revocation.opening()
    return True


def test_an_opening_stopped_anywhere(exchange: Exchange, revocation: Revocation) -> None:
    at, overtaken, held_off = 0, 0, 0
    while True:
        met = interleave(exchange, revocation.opening, at, revocation.revoke)
        assert met.other.succeeded, met.other.raised
        if met.reached:
            assert opens_after(met) is False, f"opened after an acknowledged revocation, stopped at step {at}"
            overtaken += met.overtook
            held_off += not met.overtook
        assert opens_nothing(revocation)
        revocation.restore()
        if not met.reached:
            break
        at += 1
    assert overtaken >= 1, "a revocation before the shared lock goes through"
    assert held_off >= 3, "one after it waits for the opening to commit"


def opens_after(met: Interleaved) -> bool:
    """Whether the opening decided after the revocation was acknowledged, and yet succeeded."""
    if not met.stopped.succeeded or not met.overtook:
        return False
    assert met.stopped.committed is not None
    assert met.other.ended is not None
    return met.stopped.committed > met.other.ended


def test_a_revocation_stopped_anywhere(exchange: Exchange, revocation: Revocation) -> None:
    at, opened, refused = 0, 0, 0
    while True:
        met = interleave(exchange, revocation.revoke, at, revocation.opening)
        assert met.stopped.succeeded, met.stopped.raised
        assert met.other.succeeded or isinstance(met.other.raised, NotFound)
        if met.reached:
            opened, refused = opened + met.other.succeeded, refused + (not met.other.succeeded)
            assert met.overtook or not met.other.succeeded, "it waited for the revocation, so it must see it"
        assert opens_nothing(revocation)
        revocation.restore()
        if not met.reached:
            break
        at += 1
    if at:  # ending a membership is one statement of the owner's, which nothing can be put between
        assert opened >= 1
        assert refused >= 1


def test_the_interleaving_sees_a_gate_that_does_not_lock(
    exchange: Exchange, played: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, case = exchange.runtime, played.case
    monkeypatch.setattr("app.adapters.database.records.SqlRecordRows.lock_shared", lambda self, records, member: True)
    seen = []
    for at in range(12):
        met = interleave(
            exchange,
            lambda: open_records(runtime, case.decider, [played.record.id]),
            at,
            lambda: assign_case.unassign_case(runtime, case.collator, case.id, case.decider.person_id),
        )
        seen.append(opens_after(met))
        assign_case.assign_case(runtime, case.collator, case.id, case.decider.person_id)
    assert True in seen

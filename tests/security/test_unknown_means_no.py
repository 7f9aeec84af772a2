"""Law 3 at the gate: what is not known opens nothing more than what is known to be the worst."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import NotFound
from app.services.disclosure.gate import open_records
from app.services.runtime import PolicyInForce
from policies.engine.compiled import compile_policy
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, answered


def test_whether_somebody_is_protected_being_unknown_counts_as_protected(exchange: Exchange) -> None:
    seen = {}
    for protected in ("no", "yes", "unknown"):
        played = answered(exchange, protected=protected)
        shown = open_records(exchange.runtime, played.case.decider, [played.record.id])[0].fields["housing_address"]
        seen[protected] = (shown.level, shown.answer.value if shown.answer else None)
    assert seen["no"] == (Level.FULL, ADDRESS)
    assert seen["unknown"] == seen["yes"] == (Level.MASKED, "ZZ area")


def test_an_obligation_that_the_gate_does_not_know_shows_nothing(exchange: Exchange) -> None:
    played = answered(exchange)
    assert open_records(exchange.runtime, played.case.decider, [played.record.id])
    release = exchange.runtime.policy.release
    rules = tuple(
        replace(one, oblige=(*one.oblige, "tell_the_chief")) if one.kind == "permit" else one for one in release.rules
    )
    obliging = replace(release, rules=rules)
    policy = PolicyInForce(exchange.runtime.policy.number, obliging, compile_policy(obliging))
    with pytest.raises(NotFound):
        open_records(replace(exchange.runtime, policy=policy), played.case.decider, [played.record.id])

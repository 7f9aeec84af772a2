"""A duty the gate does not know how to fulfil means that nothing is shown."""

from __future__ import annotations

from dataclasses import replace

from app.services.collation.open_collation import open_collation
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.compiled import compile_policy
from tests.services.exchange import Exchange
from tests.services.played import answered


def with_duty(runtime: Runtime, rule_id: str, duty: str) -> Runtime:
    """The runtime under a policy in which one rule asks for one more duty."""
    release = runtime.policy.release
    rules = tuple(
        replace(rule, oblige=(*rule.oblige, duty)) if rule.id == rule_id else rule for rule in release.rules
    )  # fmt: skip
    changed = replace(release, rules=rules)
    return replace(runtime, policy=PolicyInForce(runtime.policy.number, changed, compile_policy(changed)))


def test_a_duty_the_gate_does_not_know_shows_nothing(exchange: Exchange) -> None:
    played = answered(exchange)
    (known,) = open_collation(exchange.runtime, played.case.decider, played.case.id).sources[0].opened
    assert {"housing_known", "housing_address"} <= set(known.fields)
    runtime = with_duty(exchange.runtime, "hub-opens-return", "tell_the_chief")
    shown = {
        field
        for one in open_collation(runtime, played.case.decider, played.case.id).sources[0].opened
        for field in one.fields
    }
    assert not {"housing_known", "housing_address"} & shown

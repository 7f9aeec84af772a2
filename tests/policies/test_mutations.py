"""Every rule is held by worked examples: take it out or turn it round, and one of them comes out differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from policies.engine.catalogue import Catalogue
from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.decision import Facts, decide
from policies.engine.loading import load_release
from policies.engine.reading_rules import fact_values
from policies.engine.release import PolicyRelease, Rule
from policies.engine.vocabulary import UNKNOWN, Level
from tests.policies.test_scenarios import FILES, MADE_UP, deciding, folder_with_made_up_fields, read

SCENARIOS = read([*FILES, *MADE_UP])
EVERY_FIELD = {scenario["given"]["field"] for scenario in SCENARIOS}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> PolicyRelease:
    """The policy with the made-up fields, cut down to the fields the examples speak of: thousands of times compiled."""
    whole = load_release(folder_with_made_up_fields(tmp_path_factory.mktemp("mutated")))
    return replace(whole, catalogue=Catalogue({key: one for key, one in whole.catalogue.items() if key in EVERY_FIELD}))


def compiled(release: PolicyRelease, rule: Rule, changed: Rule | None) -> CompiledPolicy:
    """The policy with one rule taken out or changed."""
    rules = [changed if one is rule else one for one in release.rules]
    return compile_policy(replace(release, rules=tuple(one for one in rules if one is not None)))


def comes_out(policy: CompiledPolicy, scenario: dict[str, Any]) -> bool:
    decision = decide(policy, Facts(**scenario["given"]))
    found = (decision.level.word, deciding(decision), set(decision.obligations))
    return found == (scenario["expect"], set(scenario["because"]), set(scenario.get("obliges", [])))


def all_come_out(policy: CompiledPolicy) -> bool:
    return all(comes_out(policy, scenario) for scenario in SCENARIOS)


def turned_round(rule: Rule, fact: str, values: tuple[str, ...]) -> Rule | None:
    """The rule with one condition admitting what it excluded, or None where it excluded nothing."""
    others = frozenset(values) - rule.when[fact]
    when = {**rule.when, fact: others if rule.kind == "permit" else others | {UNKNOWN}}
    return replace(rule, when=MappingProxyType(when)) if others else None


def mutants(rule: Rule, known: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Rule | None]]:
    """The rule taken out, at every other level, without each of its duties, with each condition turned round."""
    yield "taken out", None
    levels = {"permit": list(Level)[1:], "cap": list(Level)[:-1]}.get(rule.kind, [])
    yield from ((f"level {level.word}", replace(rule, level=level)) for level in levels if level is not rule.level)
    for duty in rule.oblige:
        yield f"without {duty}", replace(rule, oblige=tuple(one for one in rule.oblige if one != duty))
    for fact in rule.when:
        if (changed := turned_round(rule, fact, known[fact])) is not None:
            yield f"{fact} turned round", changed
    if rule.fields is not None:
        yield "for the other fields", replace(rule, fields=frozenset(EVERY_FIELD) - rule.fields)


def test_every_mutant_of_every_rule_is_noticed(release: PolicyRelease) -> None:
    known = fact_values(tuple(release.organisations), tuple(release.roles), tuple(release.purposes))
    assert all_come_out(compile_policy(release))
    survivors = {
        (rule.id, what)
        for rule in release.rules
        for what, changed in mutants(rule, known)
        if all_come_out(compiled(release, rule, changed))
    }
    assert survivors == set()

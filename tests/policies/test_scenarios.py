"""Worked examples: what is given, what is expected, and which rules decide it."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.decision import Decision, Facts, decide
from policies.engine.explain import explain
from policies.engine.loading import load_release
from policies.engine.vocabulary import Level
from tests.policies.conftest import POLICIES
from tests.policies.growing import add_tables
from tests.policies.naive import Naive

FIXTURES = Path(__file__).parent / "fixtures"
FILES = sorted((POLICIES / "scenarios").glob("*.toml"))
MADE_UP = sorted((FIXTURES / "scenarios").glob("*.toml"))
KEYS = {"id", "given", "expect", "because", "obliges"}


def read(files: list[Path]) -> list[dict[str, Any]]:
    return [scenario for path in files for scenario in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]]


def folder_with_made_up_fields(folder: Path) -> Path:
    copy = Path(shutil.copytree(POLICIES, folder / "policies", ignore=shutil.ignore_patterns("engine", "*.md")))
    for path in (FIXTURES / "made_up").glob("*.toml"):
        add_tables(copy / "fields" / path.name, path.read_text(encoding="utf-8"))
    return copy


@pytest.fixture(scope="module")
def widened(tmp_path_factory: pytest.TempPathFactory) -> CompiledPolicy:
    """The policy with the made-up fields added."""
    return compile_policy(load_release(folder_with_made_up_fields(tmp_path_factory.mktemp("widened"))))


def deciding(decision: Decision) -> set[str]:
    """The rules that decided: caps where some bind, otherwise permits."""
    return set(decision.caps or decision.permits)


def check(policy: CompiledPolicy, scenario: dict[str, Any]) -> None:
    assert set(scenario) <= KEYS
    decision = decide(policy, Facts(**scenario["given"]))
    told = (decision.level.word, deciding(decision), set(decision.obligations))
    assert told == (scenario["expect"], set(scenario["because"]), set(scenario.get("obliges", []))), decision
    explanation = explain(policy, decision)
    assert [ident for ident, _ in explanation.permits] == list(decision.permits)
    assert all(because for _, because in (*explanation.permits, *explanation.caps))
    assert explanation.sentence.endswith(".")


@pytest.mark.parametrize("scenario", read(FILES), ids=lambda scenario: scenario["id"])
def test_scenario(policy: CompiledPolicy, scenario: dict[str, Any]) -> None:
    check(policy, scenario)


@pytest.mark.parametrize("scenario", read(MADE_UP), ids=lambda scenario: scenario["id"])
def test_scenario_on_made_up_fields(widened: CompiledPolicy, scenario: dict[str, Any]) -> None:
    check(widened, scenario)


def test_scenario_ids_are_unique() -> None:
    ids = [scenario["id"] for scenario in read([*FILES, *MADE_UP])]
    assert len(set(ids)) == len(ids)


def by_purpose() -> dict[str, list[dict[str, Any]]]:
    purposes = tomllib.loads((POLICIES / "purposes.toml").read_text(encoding="utf-8"))["purpose"]
    return {one["key"]: [s for s in read(FILES) if s["given"].get("purpose") == one["key"]] for one in purposes}


def test_every_purpose_has_its_share() -> None:
    """What holds of children is not taken to hold of adults and of abuse at home: each has examples of its own."""
    found = {purpose: len(scenarios) for purpose, scenarios in by_purpose().items()}
    floors = dict.fromkeys(found, 12) | {"marac": 20, "domestic_abuse": 20}
    assert {purpose: found[purpose] for purpose in found if found[purpose] < floors[purpose]} == {}
    assert found["adult_safeguarding_enquiry"] + found["other_adult_safeguarding"] >= 30


def test_every_purpose_both_shows_and_withholds(policy: CompiledPolicy) -> None:
    """For one that is blocked, nothing but one's own is shown, and what is withheld would be shown for another."""
    for purpose, scenarios in by_purpose().items():
        shown = [one["given"] for one in scenarios if one["expect"] != Level.WITHHELD.word]
        withheld = [one["given"] for one in scenarios if one["expect"] == Level.WITHHELD.word]
        assert shown, purpose
        assert withheld, purpose
        if policy.release.purposes[purpose].blocked:
            assert {given["standing"] for given in shown} == {"author"}
            elsewhere = [decide(policy, Facts(**given | {"purpose": "marac"})) for given in withheld]
            assert [one.facts.field for one in elsewhere if one.level is Level.WITHHELD] == []


def test_every_rule_decides_a_scenario(widened: CompiledPolicy) -> None:
    told = {ident for scenario in read([*FILES, *MADE_UP]) for ident in scenario["because"]}
    assert {rule.id for rule in widened.rules} - told == set()


def test_every_rule_that_could_be_missed_is_missed(widened: CompiledPolicy) -> None:
    """Taking a rule out changes the level or the duties of some scenario; those it does not are listed with why."""
    explains_only = {
        # No permit reaches these people and combinations today: the rule says so in words, and holds if one ever does.
        "metadata-only", "glass-is-not-theirs", "referrer-outcome-only", "opening-by-nobody", "found-elsewhere",
        "addressee-of-case-or-return", "hub-asked-by-a-hub", "hub-writes-a-return",
        # The permits name carriage and share-now themselves: two rules would have to be wrong, not one.
        "never-carried", "collator-outside-audience", "collator-gist-only",
    }  # fmt: skip
    scenarios = [Facts(**scenario["given"]) for scenario in read([*FILES, *MADE_UP])]
    before = [decide(widened, facts) for facts in scenarios]
    missed = set()
    for number, rule in enumerate(widened.rules):
        others = [other for index, other in enumerate(widened.rules) if index != number]
        without = compile_policy(replace(widened.release, rules=tuple(others)))
        after = [decide(without, facts) for facts in scenarios]
        if any(a.level != b.level or a.obligations != b.obligations for a, b in zip(before, after, strict=True)):
            missed.add(rule.id)
    assert {rule.id for rule in widened.rules} - missed == explains_only


def test_scenarios_agree_with_the_plain_interpreter(policy: CompiledPolicy, naive: Naive) -> None:
    for scenario in read(FILES):
        decision = decide(policy, Facts(**scenario["given"]))
        plain = naive.decide(Facts(**scenario["given"])._asdict())
        assert plain["level"] == decision.level.word
        assert (plain["permits"], plain["caps"]) == (list(decision.permits), list(decision.caps))


def test_recipients_read_one_sentence_for_everything_not_shared(policy: CompiledPolicy) -> None:
    reasons = policy.release.reasons
    withheld = {
        decide(policy, Facts(**one["given"])).reason for one in read(FILES) if one["expect"] == Level.WITHHELD.word
    }
    assert len(withheld) > 8
    assert {reasons[code].recipient for code in withheld} == {"Not shared."}

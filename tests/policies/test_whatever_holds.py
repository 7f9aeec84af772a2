"""`flask policies check`: examples that come out otherwise and invariants that do not hold are said by name."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.decision import Facts, decide
from policies.engine.enumeration import every_outcome
from policies.engine.errors import PolicyError
from policies.engine.examples import comes_out_otherwise, read_examples, words_of_facts
from policies.engine.invariants import do_not_hold, read_invariants
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease, Rule
from policies.engine.vocabulary import Level
from tests.policies.conftest import POLICIES
from tests.policies.small_policy import SMALL, copied

INVARIANTS = read_invariants(POLICIES, load_release(POLICIES))
SMALLER = compile_policy(load_release(SMALL))
WORDS = words_of_facts(SMALLER.release)


def test_all_that_is_shipped_holds(policy: CompiledPolicy) -> None:
    examples = read_examples(POLICIES, policy.release)
    assert len(examples) > 250
    assert comes_out_otherwise(policy, examples) == ()
    assert len(INVARIANTS) >= 10
    assert {one.kind for one in INVARIANTS} == {"never", "only", "implies"}
    assert do_not_hold(policy, INVARIANTS) == ()


GONE = None
PLANTED: dict[str, dict[str, dict[str, list[str]] | None]] = {
    "no-basis-nothing": {"basis-must-fit": GONE},
    "no-purpose-nothing": {"purpose-must-be-known": GONE},
    "conflict-nothing": {"declared-conflict": GONE},
    "system-roles-nothing": {
        "metadata-only": GONE,
        "hub-safety-on-returns": {"role": ["auditor"]},
    },
    "not-carried-nothing": {"never-carried": GONE, "request-to-addressee": {"carriage": ["must", "never"]}},
    "place-barred-nothing": {"place-hidden-from-whom-it-asks-about": GONE},
    "place-not-chosen-nothing": {"protected-place-goes-by-choice": GONE},
    "refuge-by-a-reason": {"always-masked-address": GONE},
    "whereabouts-by-a-reason": {"protected-location-on-return": GONE},
    "source-for-those-who-decide": {"source-for-those-who-decide": GONE, "glass-leaves-source-unknown": GONE},
    "disclosed-for-her-safety": {"disclosed-for-those-who-keep-her-safe": GONE},
    "adoption-for-the-decision-maker": {"adoption-for-decision-maker": GONE, "adoption-in-hub-file": GONE},
    "glass-leaves-a-trace": {
        "governance-breaks-glass": GONE,
        "hub-safety-on-returns": {"action": ["reveal"], "role": ["ig_officer"]},
    },
    "reveal-with-a-reason": {"hub-opens-return": {"action": ["reveal"], "role": ["hub_decision_maker"]}},
    "assignment-helps": {"not-assigned": {"assigned": ["yes"]}},
    "protection-hides": {"hub-opens-return": {"protection": ["protected"]}},
    "silence-helps-nobody": {"declared-conflict": {"conflict": ["none"]}},
    "decision-maker-reads-the-case": {"hub-opens-own-file": {"role": ["hub_collator"]}},
    "safety-reaches-the-hub": {"hub-safety-on-returns": GONE, "hub-opens-return": {"role": ["hub_decision_maker"]}},
    "request-for-those-who-answer": {"addressee-opens-request": {"role": ["idva"]}},
    "own-return-for-those-who-wrote-it": {"partner-opens-own-return": {"role": ["idva"]}},
    "edition-for-those-who-receive": {"recipient-safety": {"role": ["partner_responder"]}},
    "strangers-nothing": {"return-to-asker": {"standing": ["other"]}},
    "unassigned-nothing": {"not-assigned": GONE},
    "outside-the-audience-nothing": {"product-to-recipient": {"audience_fit": ["none"]}},
    "own-file-outside-the-audience-nothing": {
        "hub-opens-own-file": {"role": ["ig_officer"], "audience_fit": ["none"]},
        "metadata-only": GONE,
    },
    "adult-care-reads-no-child": {"adults-care-about-adults": GONE},
    "nothing-but-places-revealed": {"hub-opens-return": {"action": ["reveal"]}},
    "revealed-to-whoever-needs-it": {"allocated-worker-reveals-location": {"role": ["hub_collator", "idva"]}},
    "not-needed-not-revealed": {"allocated-worker-reveals-location": {"audience_fit": ["none"]}},
    "danger-lifts-a-collators-audience-alone": {"hub-opens-return": {"share_now": ["active"]}},
    "whereabouts-in-part-in-the-file": {"protected-location-in-file": GONE},
    "places-in-part-behind-glass": {"glass-leaves-location-masked": GONE},
    "source-behind-glass-nothing": {"glass-leaves-source-unknown": GONE},
    "source-in-an-edition-in-outline": {"source-never-in-product": GONE},
    "matching-keys-in-no-edition": {"match-key-never-in-product": GONE},
    "disclosed-in-three-editions": {"disclosed-goes-only-there": GONE},
    "adoption-goes-no-further": {"adoption-goes-no-further": GONE},
    "restricted-from-collators": {"restricted-from-collators": GONE},
    "no-note-beside-a-protected-place": {"notes-beside-a-protected-place": GONE},
    "what-a-request-carries-goes": {"request-to-addressee": {"carriage": ["must"]}},
    "own-file-is-read": {"hub-opens-own-file": {"role": ["hub_collator"]}},
    "returns-are-read": {"hub-opens-return": {"role": ["hub_collator"]}},
    "warnings-reach-whoever-visits": {"recipient-safety": GONE},
    "safety-in-the-own-file": {"hub-safety-own-file": GONE},
    "authors-keep-their-own": {"author-keeps-own-copy": GONE},
    "narrative-of-a-protected-person": {"narrative-of-a-protected-person": GONE},
    "found-again-no-place": {"hub-finds-again-by-area": {"protection": ["none", "protected"]}},
    "found-again-in-part": {"hub-finds-again": {"protection": ["none", "protected"]}},
    "found-again-by-those-who-work-on-cases": {
        "hub-finds-again": {"role": ["hub_collator", "ig_officer"]},
        "metadata-only": GONE,
    },
    "found-again-by-name-year-and-area": {"hub-opens-own-file": {"action": ["match"], "record": ["case"]}},
    "glass-opens-the-rest": {"governance-breaks-glass": {"standing": ["author"]}},
    "how-it-came-about-behind-glass": {"governance-breaks-glass": {"record": ["case"]}},
}
"""For each invariant the rules that go, or admit only these values instead, so that it no longer holds."""


def changed(release: PolicyRelease, rules: Mapping[str, Mapping[str, list[str]] | None]) -> CompiledPolicy:
    assert set(rules) <= {rule.id for rule in release.rules}

    def altered(rule: Rule) -> Rule:
        others = {fact: frozenset(values) for fact, values in (rules.get(rule.id) or {}).items()}
        return replace(rule, when=MappingProxyType({**rule.when, **others}))

    kept = [altered(rule) for rule in release.rules if rules.get(rule.id, {}) is not GONE]
    return compile_policy(replace(release, rules=tuple(kept)))


def test_every_invariant_is_shown_to_break() -> None:
    assert set(PLANTED) == {one.id for one in INVARIANTS}


@pytest.mark.parametrize("ident", PLANTED)
def test_a_policy_that_breaks_an_invariant_is_told_so_with_a_case(release: PolicyRelease, ident: str) -> None:
    one = next(one for one in INVARIANTS if one.id == ident)
    told = do_not_hold(changed(release, PLANTED[ident]), [one])
    assert len(told) == 1
    assert f"{one.kind}.{ident}: " in told[0]
    assert " with action " in told[0]


def test_a_case_hidden_from_its_decision_maker_is_not_passed(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(POLICIES, tmp_path / "policies", ignore=shutil.ignore_patterns("engine", "*.md")))
    rules = copy / "rules" / "permits.toml"
    text = rules.read_text(encoding="utf-8")
    own = text.index('id = "hub-opens-own-file"')
    hidden = text[own:].replace('["hub_collator", "hub_decision_maker"]', '["hub_collator"]', 1)
    rules.write_text(text[:own] + hidden, encoding="utf-8")
    release = load_release(copy)
    policy = compile_policy(release)
    assert any("scenarios/hub_file.toml: " in one for one in comes_out_otherwise(policy, read_examples(copy, release)))
    broken = do_not_hold(policy, read_invariants(copy, release))
    assert any("decision-maker-reads-the-case" in one for one in broken)


@pytest.mark.parametrize(
    ("old", "new", "key", "nearest"),
    [
        ("expect", "expcet", "scenario.seen.expcet", "expect"),
        ('"open"', '"opne"', "scenario.seen.given.action", "open"),
        ("standing", "standign", "scenario.seen.given.standign", "standing"),
        ('["return-to-hub"]', '["return-to-hbu"]', "scenario.seen.because", "return-to-hub"),
        ("lantern_seen", "lantern_sene", "scenario.seen.given.field", "lantern_seen"),
    ],
)
def test_a_misspelt_word_of_an_example_is_named(tmp_path: Path, old: str, new: str, key: str, nearest: str) -> None:
    copy = copied(tmp_path)
    (copy / "scenarios").mkdir()
    text = 'given = { action = "open", standing = "asker", field = "lantern_seen" }\nexpect = "full"\n'
    text = f'[[scenario]]\nid = "seen"\n{text}because = ["return-to-hub"]\n'
    assert old in text
    (copy / "scenarios" / "one.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyError, match=f'Did you mean "{nearest}"') as refused:
        read_examples(copy, load_release(copy))
    assert (refused.value.file, refused.value.key) == ("scenarios/one.toml", key)


def test_every_case_of_the_enumeration_is_decided_so(policy: CompiledPolicy) -> None:
    cases = 0
    for out, other, facts in every_outcome(policy, {}):
        cases += 1
        decision = decide(policy, facts)
        assert (decision.level, decision.permits, decision.caps) == (out.level, out.permits, out.caps)
        assert other is out
    assert cases > 5_000


EVERY = {
    (organisation, role, out)
    for organisation in WORDS["organisation"]
    for role in WORDS["role"]
    for out, _, _ in every_outcome(SMALLER, {"organisation": frozenset({organisation}), "role": frozenset({role})})
}


@settings(deadline=None, max_examples=400)
@given(st.fixed_dictionaries({fact: st.sampled_from(values) for fact, values in WORDS.items()}))
def test_no_decision_is_missing_from_the_enumeration(values: dict[str, str]) -> None:
    facts = Facts(**{**values, "audience_fit": "unknown", "carriage": "unknown"})
    decision = decide(SMALLER, facts)
    found = {out for organisation, role, out in EVERY if (organisation, role) == (facts.organisation, facts.role)}
    told = (decision.level, decision.permits, decision.caps, decision.obligations, decision.reason)
    assert decision.level is Level.WITHHELD or told in {tuple(out) for out in found}

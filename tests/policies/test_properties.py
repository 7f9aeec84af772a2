"""What holds of every policy, not only of this one."""

from __future__ import annotations

import json
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.decision import Decision, Facts, Recipient, decide, decide_matrix
from policies.engine.explain import WORDS, explain
from policies.engine.loading import release_from_canonical
from policies.engine.reach import renditions_in_reach
from tests.policies.naive import Naive
from tests.policies.strategies import FIELDS, KNOWN, Rule, document, facts, rule_sets, rules

RuleSets = tuple[list[Rule], list[Rule]]


def compiled(permits: list[Rule], caps: list[Rule]) -> CompiledPolicy:
    return compile_policy(release_from_canonical(document(permits, caps)))


def same(decision: Decision, plain: dict[str, object]) -> bool:
    return (
        decision.level.word == plain["level"]
        and list(decision.permits) == plain["permits"]
        and list(decision.caps) == plain["caps"]
        and list(decision.obligations) == plain["obligations"]
        and decision.reason == plain["reason"]
    )


@settings(deadline=None, max_examples=60)
@given(rule_sets(), st.lists(facts(), min_size=1, max_size=30))
def test_engine_and_plain_interpreter_agree(sets: RuleSets, questions: list[Facts]) -> None:
    policy, plain = compiled(*sets), Naive(document(*sets))
    for question in questions:
        decision = decide(policy, question)
        assert same(decision, plain.decide(question._asdict())), question
        again = decide(policy, decision.facts)
        assert again.level == decision.level
        told = explain(policy, decision)
        assert tuple(ident for ident, _ in told.permits) == decision.permits
        assert tuple(ident for ident, _ in told.caps) == decision.caps
        assert told.sentence.startswith(WORDS[decision.level])


@settings(deadline=None, max_examples=60)
@given(rule_sets(), facts())
def test_matrix_is_cell_by_cell(sets: RuleSets, context: Facts) -> None:
    policy = compiled(*sets)
    recipients = [
        Recipient(*values)
        for values in product(["hub", "lantern", "rubbish"], ["desk", "reader", "none"], ["asker", "author"], ["yes"])
    ]
    fields = [*FIELDS, "rubbish"]
    context = context._replace(audience_fit="unknown", carriage="unknown")
    rows = decide_matrix(policy, context, recipients, fields)
    for field, row in zip(fields, rows, strict=True):
        for recipient, decision in zip(recipients, row, strict=True):
            question = context._replace(field=field, **recipient._asdict())
            single = decide(policy, question)
            assert single[0] == decision[0]
            assert decision.facts[:14] == question[:14]


@settings(deadline=None, max_examples=60)
@given(rule_sets(), rules("cap", "added"), st.lists(facts(), min_size=1, max_size=20))
def test_another_cap_never_raises(sets: RuleSets, added: Rule, questions: list[Facts]) -> None:
    permits, caps = sets
    before, after = compiled(permits, caps), compiled(permits, [*caps, added])
    assert all(decide(after, question).level <= decide(before, question).level for question in questions)


@settings(deadline=None, max_examples=60)
@given(rule_sets(), rules("permit", "added"), st.lists(facts(), min_size=1, max_size=20))
def test_another_permit_never_lowers(sets: RuleSets, added: Rule, questions: list[Facts]) -> None:
    permits, caps = sets
    before, after = compiled(permits, caps), compiled([*permits, added], caps)
    assert all(decide(after, question).level >= decide(before, question).level for question in questions)


@settings(deadline=None, max_examples=60)
@given(rule_sets(), st.lists(facts(), min_size=1, max_size=20))
def test_the_order_of_rules_decides_nothing(sets: RuleSets, questions: list[Facts]) -> None:
    permits, caps = sets
    before, after = compiled(permits, caps), compiled(permits[::-1], caps[::-1])
    assert [decide(before, question) for question in questions] == [decide(after, question) for question in questions]


@settings(deadline=None, max_examples=60)
@given(rule_sets(), st.lists(facts(), min_size=1, max_size=20), st.sampled_from(sorted(KNOWN)))
def test_hiding_a_fact_never_helps(sets: RuleSets, questions: list[Facts], fact: str) -> None:
    policy = compiled(*sets)
    for question in questions:
        plain = question._replace(audience_fit="unknown", carriage="unknown")
        for value in KNOWN[fact] if fact not in ("audience_fit", "carriage") else ["unknown"]:
            told = decide(policy, plain._replace(**{fact: value}))
            if told.reason not in ("unknown_facts", "impossible_facts"):
                assert decide(policy, plain._replace(**{fact: "unknown"})).level <= told.level


@settings(deadline=None, max_examples=60)
@given(rule_sets())
def test_canonical_form_reads_back_to_the_same_digest(sets: RuleSets) -> None:
    release = release_from_canonical(document(*sets))
    assert release_from_canonical(release.canonical).digest == release.digest
    assert json.loads(release.canonical) == json.loads(document(*sets))


@settings(deadline=None, max_examples=80)
@given(rule_sets(), facts())
def test_reach_is_the_union_of_every_possible_decision(sets: RuleSets, context: Facts) -> None:
    policy, plain = compiled(*sets), Naive(document(*sets))
    names = ("record", "standing", "purpose", "subject", "basis_fit", "organisation", "protection", "place")
    fixed = {name: "unknown" if getattr(context, name) == "rubbish" else getattr(context, name) for name in names}
    reach = renditions_in_reach(policy, fields=FIELDS, **fixed)
    assert reach == union_of_decisions(plain, fixed, FIELDS)


def test_reach_is_never_above_what_may_be_released() -> None:
    permit = {"id": "all", "level": "full", "because": "Test.", "when": {"standing": ["asker"]}}
    cap = {"id": "leaving", "level": "masked", "because": "Test.", "lifted_by": [], "when": {"action": ["release"]}}
    fixed = {"record": "return", "standing": "asker", "organisation": "hub", "purpose": "safety", "subject": "child"}
    fixed |= {"basis_fit": "fits", "protection": "none"}
    fields = ["lantern_address", "lantern_worry", "lantern_seen"]
    free = renditions_in_reach(compiled([permit], []), fields=fields, **fixed)
    assert free == {key: {"full"} for key in fields}
    capped = renditions_in_reach(compiled([permit], [cap]), fields=fields, **fixed)
    assert capped == {"lantern_address": {"masked"}, "lantern_worry": {"gist"}, "lantern_seen": set()}


def union_of_decisions(plain: Naive, fixed: dict[str, str], fields: list[str]) -> dict[str, frozenset[str]]:
    """What anybody there could open, worked out by the plain interpreter alone."""
    order = ["withheld", "gist", "masked", "full"]
    found = {}
    unknown = Facts()._asdict()
    for field in fields:
        entry = plain.fields[field]
        release = {**unknown, **fixed, "field": field, "action": "release", "role": "none"}
        ceiling = order.index(plain.decide(release)["level"])
        levels = set()
        for role, action, assigned, conflict, share_now, protection in product(
            plain.held(fixed["organisation"]), ["open", "reveal"], ["yes", "no"], ["none", "declared"],
            ["no", "active"], {fixed["protection"], "protected"},
        ):  # fmt: skip
            acts = {"role": role, "action": action, "assigned": assigned, "conflict": conflict, "share_now": share_now}
            acts["protection"] = protection
            opened = order.index(plain.decide({**release, **acts})["level"])
            levels.add(plain.floor(min(opened, ceiling), entry))
        found[field] = frozenset(order[level] for level in levels if level)
    return found

"""What is noted beside answers about somebody whose place is protected: every role, field, act and purpose."""

from __future__ import annotations

from itertools import product

import pytest

from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Facts, decide
from policies.engine.vocabulary import PROTECTED, UNKNOWN, UNPROTECTED, Level

QUESTION = "return_question"
"""Its words stand where others have a note, and are the question itself."""


def shown_with_note(policy: CompiledPolicy, role: str, protection: str) -> set[str]:
    """The fields of returns that a role of the hub can get in full, by any act, with what is noted beside them."""
    fields = [key for key, field in policy.release.catalogue.items() if field.record == "return"]
    found = set()
    for field, action, shared, purpose in product(
        fields, ("open", "reveal"), ("no", "active"), policy.release.purposes
    ):
        facts = Facts(
            action=action,
            record="return",
            purpose=purpose,
            subject="child",
            protection=protection,
            conflict="none",
            share_now=shared,
            standing="asker",
            organisation="hub",
            role=role,
            assigned="yes",
            field=field,
        )
        decision = decide(policy, facts)
        if decision.level is Level.FULL and "without_note" not in decision.obligations:
            found.add(field)
    return found


@pytest.mark.parametrize("protection", [PROTECTED, UNKNOWN])
def test_only_the_decision_maker_gets_a_note_about_somebody_whose_place_is_protected(
    policy: CompiledPolicy, protection: str
) -> None:
    others = [role for role in policy.held["hub"] if policy.release.reads_as(role) != "hub_decision_maker"]
    assert len(others) > 1
    for role in others:
        assert shown_with_note(policy, role, protection) <= {QUESTION}, role
    assert len(shown_with_note(policy, "hub_decision_maker", protection)) > 1


def test_of_somebody_who_hides_from_nobody_a_collator_gets_them(policy: CompiledPolicy) -> None:
    assert len(shown_with_note(policy, "hub_collator", UNPROTECTED)) > 1

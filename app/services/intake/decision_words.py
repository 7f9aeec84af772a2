"""What a decision must say before it counts as taken. Pure, and the same for pages and API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.domain.answers import Answer
from policies.engine.catalogue import Catalogue

ALWAYS: Mapping[str, Sequence[str]] = {
    "contact_safety": ("case_family_may_be_told", "case_safe_contact_method", "case_do_not_record_on_portal"),
    "manager_decision": ("case_manager_decision",),
    "told_or_agreed_or_reason": ("case_told_or_agreed",),
    "wishes_recorded": ("case_capacity",),
}
"""Fields without which a decision says nothing."""

CONSENT_ACTS = frozenset({"told_or_agreed_or_reason", "wishes_recorded"})
OUTCOME_ACT = "outcome"
WRITTEN_ONLY_BY: Mapping[str, AbstractSet[str]] = {
    **dict.fromkeys(
        ("case_manager_decision", "case_manager_decision_by", "case_manager_decision_at"),
        frozenset({"manager_decision"}),
    ),
    **dict.fromkeys(
        ("case_told_or_agreed", "case_reason_not_told", "case_reason_not_told_note", "case_told_decided_by",
         "case_capacity", "case_capacity_note", "case_adult_wishes", "case_override_reason"), CONSENT_ACTS,
    ),
    **dict.fromkeys(("case_decision", "case_decision_reason"), frozenset({OUTCOME_ACT})),
}  # fmt: skip
"""Words that stand under a named person's decision, and the acts that may write them: nobody else may change them."""

WITHOUT_CAPACITY = "lacks"
OBJECTS = ("told_not_agreed",)
NOT_TOLD = "not_told"
WHY_NOT_TOLD = {
    "case_reason_not_told": "Choose the reason why they have not been told.",
    "case_told_decided_by": "Name the person who decided that they are not told.",
}


def not_by(act: str | None, fields: Iterable[str]) -> tuple[str, ...]:
    """Of these fields, the ones this act (None: merely saving the record) may not write."""
    return tuple(key for key in fields if key in WRITTEN_ONLY_BY and act not in WRITTEN_ONLY_BY[key])


def missing_words(catalogue: Catalogue, what: str, answers: Mapping[str, Answer]) -> Mapping[str, str]:
    """A sentence for each field that is missing, by field key; empty when the decision may stand."""
    found = {key: f"Answer “{catalogue[key].label}”." for key in ALWAYS[what] if not _said(answers, key)}
    if what == "told_or_agreed_or_reason" and _said(answers, "case_told_or_agreed") == NOT_TOLD:
        found |= {key: sentence for key, sentence in WHY_NOT_TOLD.items() if not _said(answers, key)}
    if what == "wishes_recorded" and _said(answers, "case_capacity") not in (None, WITHOUT_CAPACITY):
        found |= _of_an_adult_who_can_decide(answers)
    return found


def _of_an_adult_who_can_decide(answers: Mapping[str, Answer]) -> Mapping[str, str]:
    """Their wishes, whether they agree, and if not, why that is overridden (Care Act 2014 s.1(3))."""
    found = {}
    if not _said(answers, "case_adult_wishes"):
        found["case_adult_wishes"] = "Write down what the adult wants, or that they could not be asked and why."
    told = _said(answers, "case_told_or_agreed")
    if told is None:
        found["case_told_or_agreed"] = "Say whether the adult has been told and agrees."
    if told in (*OBJECTS, NOT_TOLD) and not _said(answers, "case_override_reason"):
        found["case_override_reason"] = "This adult can decide for themselves: say why you act without their agreement."
    return found


def _said(answers: Mapping[str, Answer], key: str) -> object:
    answer = answers.get(key)
    return answer.value or None if answer else None

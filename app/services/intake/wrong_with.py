"""What is wrong with a statement by itself: words that are missing, codes that nobody knows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.answers import Answer
from app.services.escalation.with_board import NOT_OF_IT
from app.services.intake.basis_reasons import unstated
from app.services.intake.known_as import WHICH
from app.services.intake.naming_hidden import WHO
from app.services.intake.working_for import WHOM
from policies.engine import vocabulary
from policies.engine.release import PolicyRelease
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import FOR_BASIS

CHOOSE = {
    "rating": "Choose how urgent this is: each says when answers are due.",
    "purpose": "Choose why information is needed.",
    "legal_basis": "Choose the hub’s own legal basis for asking.",
    "state": "Say what becomes of the case.",
    "hold": "Say whether the case is held or the hold has ended.",
    "look_again": "Give the day on which the hold is looked at again.",
    "ground": "Choose the ground.",
    "pregnancy": "Say whether the pregnancy has ended.",
    "role": "Choose what this person is in the concern.",
    "hidden_from": WHO,
    "works_for": WHOM,
    "known_as": WHICH,
    "escalation": "Choose what it is about.",
    "answer_by": "Give the day by which you want an answer.",
    "raised_about": NOT_OF_IT,
    "board": "Say how it ended.",
}


def wrong_with(
    release: PolicyRelease, kind: StatementKind, words: Mapping[str, Answer], codes: Mapping[str, Any]
) -> Mapping[str, str]:
    """A sentence for each word that is missing or not this statement's, and for each code that is not known. Pure."""
    said = {key: answer.value for key, answer in words.items()}
    found = {key: "This stands under another decision." for key in said if key not in kind.words}
    for need in kind.lacking(said):
        found.setdefault(need.field, need.say or f"Answer “{release.catalogue[need.field].label}”.")
    own = {key for key, one in release.legal_bases.items() if "hub" in one.available_to and "request" in one.acts}
    purposes = {key for key, one in release.purposes.items() if one.blocked is None}
    known = {
        vocabulary.RATING: frozenset(release.ratings),
        "purpose": frozenset(purposes),
        "legal_basis": frozenset(own),
        FOR_BASIS: frozenset(own),
    }
    if kind.for_basis:
        found |= unstated(release, kind, codes[FOR_BASIS], said)
    for code in {*kind.codes, *codes} - {one for one, word in kind.code_from.items() if word in found}:
        values = {kind.state} if code == "state" else vocabulary.CODES.get(code) or known.get(code, frozenset())
        given = codes.get(code)
        each = given.values() if isinstance(given, Mapping) else [given]
        if code in vocabulary.DAYS and code in kind.codes:
            continue  # any day will do, and its word is one
        if code not in kind.codes or not set(each) <= set(values):
            found[code] = CHOOSE[code]
    return found

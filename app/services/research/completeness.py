"""What a return must say before it can be signed off. Silence never becomes "no involvement" (law 7). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.answers import ANSWER_KINDS, VALUE, Answer, any_nil, any_searched
from app.services.disclosure.sealing import Content
from policies.engine.catalogue import Field
from policies.engine.release import LegalBasis, PolicyRelease

ATTESTATION = (
    "return_identifiers_searched",
    "return_systems_searched",
    "return_period_from",
    "return_period_to",
    "return_searched_by",
)
UNCERTAIN = ("possible",)


def gaps(release: PolicyRelease, kind: str, asked: Sequence[str], content: Content) -> Mapping[str, str]:
    """What is missing or cannot stand, as a sentence for each field; empty when the return may be signed off."""
    answers = content.answers
    found = {
        key: f"Answer “{release.catalogue[key].label}”. If you did not search, say so."
        for key in asked
        if key in release.catalogue and key not in answers
    }
    given = {key: answer for key, answer in answers.items() if key in own_fields(release, kind)}
    said = _value(answers, "return_anything_else")
    if not given and not said:
        found["answers"] = "Answer at least one field, or write under “Anything else relevant”."
    kinds = {answer.kind for answer in given.values()}
    if any_searched(kinds) or not kinds:
        for key in ATTESTATION:
            if not _value(answers, key):
                found[key] = f"Give “{release.catalogue[key].label}”: a return without it cannot be relied on."
    if any_nil(kinds) and _value(answers, "return_match_confidence") in UNCERTAIN:
        found["return_match_confidence"] = (
            "A merely possible match cannot be returned as “no trace”. Ask the hub to clarify who is meant."
        )
    for key, answer in given.items():
        if ANSWER_KINDS[answer.kind].grounded and not (answer.ground and answer.note):
            found[key] = f"Choose the ground for declining “{release.catalogue[key].label}” and say why."
        if release.catalogue[key].gist and answer.kind == VALUE and not content.gists.get(key):
            found[f"gist-{key}"] = (
                f"Write one line on “{release.catalogue[key].label}” for those who need only the outline."
            )
    return found


def own_fields(release: PolicyRelease, kind: str) -> frozenset[str]:
    """What a kind of organisation answers beside the fields that every return has, by key."""
    return frozenset(field.key for field in release.catalogue.fields_for("return", kind) if not field.shared)


def unstated(release: PolicyRelease, basis: LegalBasis, answers: Mapping[str, Answer]) -> Mapping[str, str]:
    """What a legal basis asks its user to state and these answers do not, as a sentence for each field."""
    return {
        field.key: f"Give “{field.label}”: “{basis.label}” cannot be relied on without it."
        for field in statements(release, [basis])
        if not _value(answers, field.key)
    }


def statements(release: PolicyRelease, bases: Iterable[LegalBasis]) -> tuple[Field, ...]:
    """The fields of a return that state what these legal bases ask for, in the catalogue's order."""
    required = {one for basis in bases for one in basis.requires}
    return tuple(field for field in release.catalogue.values() if required & set(field.states))


def _value(answers: Mapping[str, Answer], key: str) -> Any:
    answer = answers.get(key)
    return answer.value if answer and answer.kind == VALUE else None

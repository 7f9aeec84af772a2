"""What a return must say before it can be signed off. Silence never becomes "no involvement" (law 7). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.answers import ANSWER_KINDS, VALUE, Answer, any_nil, any_searched, finished
from app.services.disclosure.sealing import Content
from policies.engine.catalogue import Field
from policies.engine.release import LegalBasis, PolicyRelease

BY, SYSTEMS = "return_identifiers_searched", "return_systems_searched"
ATTESTATION = (
    BY,
    SYSTEMS,
    "return_period_from",
    "return_period_to",
    "return_searched_by",
)
TICK = "Tick that you searched, and by what"
"""By what stands in the form already; it is kept only with the tick."""
DAYS = ("return_period_from", "return_period_to", "return_as_at")
SEARCHED = "searched"
UNCERTAIN = ("possible",)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a partner was sent about one subject: the fields it is asked for, and what `what_was_sent` says."""

    fields: Sequence[str]
    sent: Collection[str]


def gaps(release: PolicyRelease, kind: str, asked: Asked, content: Content, today: date) -> Mapping[str, str]:
    """What is missing or cannot stand, as a sentence for each field; empty when the return may be signed off."""
    answers = finished(content.answers)
    found = {
        key: f"Answer “{release.catalogue[key].label}”. If you did not search, say so."
        for key in asked.fields
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
                wanted = TICK if key == BY else f"Give “{release.catalogue[key].label}”"
                found[key] = f"{wanted}: a return without it cannot be relied on."
    found |= cannot_stand(release.catalogue, kinds, answers, today)
    if _rests_on_search(kinds):
        found |= _blind(release, asked, answers)
    if _value(answers, "return_match_confidence") in UNCERTAIN:
        found["return_match_confidence"] = (
            "A merely possible match is no answer yet: what you hold may be about somebody else. "
            "Ask the hub to clarify who is meant."
        )
    for key in content.answers.keys() - answers.keys():
        found[key] = (
            f"Finish “{release.catalogue[key].label}”: what was typed there is no answer yet, or cannot be read."
        )
    for key, answer in given.items():
        if ANSWER_KINDS[answer.kind].grounded and not (answer.ground and answer.note):
            found[key] = f"Choose the ground for declining “{release.catalogue[key].label}” and say why."
        if release.catalogue[key].gist and answer.kind == VALUE and not content.gists.get(key):
            found[f"gist-{key}"] = (
                f"Write one line on “{release.catalogue[key].label}” for those who need only the outline."
            )
    return found


def cannot_stand(
    fields: Mapping[str, Field], kinds: Collection[str], answers: Mapping[str, Answer], today: date
) -> Mapping[str, str]:
    """What no search can have been, whatever was asked and sent: its days, and “nothing” where no system was searched.

    By field, as it is seen from the form alone: whoever fills it in reads it with everything else that is wrong there.
    """
    found = dict(_wrong_dates(fields, answers, today))
    systems = _value(answers, SYSTEMS) or ()
    if _rests_on_search(kinds) and systems and not any(row.get("result") == SEARCHED for row in systems):
        found[SYSTEMS] = (
            "Say of at least one system that it was searched. If none could be, answer “Not searched” or “Unable”."
        )
    return found


def _rests_on_search(kinds: Collection[str]) -> bool:
    return any_nil(kinds) or any(ANSWER_KINDS[one].tells for one in kinds)


def _wrong_dates(fields: Mapping[str, Field], answers: Mapping[str, Answer], today: date) -> Mapping[str, str]:
    """Days that no search can have had: those to come, and a period that ends before it begins."""
    days = {key: date.fromisoformat(day) for key in DAYS if (day := _value(answers, key))}
    found = {
        key: f"“{fields[key].label}” is in the future: give a day up to today."
        for key, day in days.items()
        if day > today
    }
    begin, end = (days.get(key) for key in DAYS[:2])
    if begin and end and begin > end and not found:
        found[DAYS[1]] = f"“{fields[DAYS[1]].label}” is before “{fields[DAYS[0]].label}”."
    return found


def _blind(release: PolicyRelease, asked: Asked, answers: Mapping[str, Answer]) -> Mapping[str, str]:
    """What keeps “nothing” from resting on a search: by nothing that the hub has sent."""
    sent, by = sent_options(release, asked.sent), _value(answers, BY) or ()
    if not by or sent.intersection(by):
        return {}
    return {
        BY: "Say by which of what the hub has sent you searched. "
        f"It has sent {_listed(release, sent)}; if that is not enough to search by, ask the hub."
    }


def what_was_sent(values: Mapping[str, object]) -> frozenset[str]:
    """The request fields with a value, by key, and the parts of those that have parts: `request_address.uprn`."""
    parts = {f"{key}.{part}" for key, value in values.items() if isinstance(value, Mapping) for part in value}
    return frozenset(values) | parts


def sent_options(release: PolicyRelease, sent: Collection[str]) -> frozenset[str]:
    """What a partner can have searched by, of what it was sent: keys of the options of “searched by”."""
    return frozenset(option for option, keys in release.catalogue[BY].sent_as if not set(keys).isdisjoint(sent))


def _listed(release: PolicyRelease, sent: Collection[str]) -> str:
    words = [one.label.lower() for one in release.catalogue[BY].options if one.key in sent]
    return ", ".join(words) if words else "nothing to search by"


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


def stated_in(release: PolicyRelease, each: Iterable[Mapping[str, Answer]]) -> Mapping[str, Answer]:
    """What is stated for a legal basis anywhere in a return, which states it once, whomever it is about."""
    keys = {field.key for field in release.catalogue.stating("return")}
    found: dict[str, Answer] = {}
    for answers in each:
        found |= {key: one for key, one in answers.items() if key in keys and _value(answers, key)}
    return found


def statements(release: PolicyRelease, bases: Iterable[LegalBasis]) -> tuple[Field, ...]:
    """The fields of a return that state what these legal bases ask for, in the catalogue's order."""
    required = {one for basis in bases for one in basis.requires}
    return tuple(field for field in release.catalogue.stating("return") if not required.isdisjoint(field.states))


def _value(answers: Mapping[str, Answer], key: str) -> Any:
    answer = answers.get(key)
    return answer.value if answer and answer.kind == VALUE else None

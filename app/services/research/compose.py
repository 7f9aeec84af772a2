"""What one partner is sent about one subject: only fields its kind must or may be sent (policy data), nothing else.

Pure: from what the case holds and what was typed for this partner to the answers of a request record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer, plain
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease

CONTACT_SAFETY = "contact_safety"


@dataclass(frozen=True, slots=True)
class Ask:
    """One partner to be asked: why this one, the return fields asked for, and what was typed for it alone."""

    partner_id: UUID
    reason: str
    fields: tuple[str, ...]
    typed: Mapping[str, Answer]

    def __repr__(self) -> str:
        return f"Ask(partner_id={self.partner_id}, …)"


def carried(release: PolicyRelease, kind: str) -> tuple[Field, ...]:
    """The request fields that may be sent to a kind of organisation, in form order."""
    organisation = release.organisations[kind]
    allowed = {*organisation.request_must, *organisation.request_may}
    return tuple(field for field in release.catalogue.fields_for("request", kind) if field.key in allowed)


def typed_fields(release: PolicyRelease, kind: str) -> tuple[Field, ...]:
    """Of these, the ones a practitioner types for this one request; the others come from the case or by themselves."""
    return tuple(field for field in carried(release, kind) if field.from_case is None and field.key not in BY_ITSELF)


def compose(
    release: PolicyRelease,
    kind: str,
    case: Mapping[str, Answer],
    subject: Mapping[str, Answer],
    ask: Ask,
    automatic: Mapping[str, Answer],
) -> Mapping[str, Answer]:
    """The answers of a request record: from the subject's record, the case's, what was typed, and what is automatic."""
    found: dict[str, Answer] = {}
    for field in carried(release, kind):
        if field.from_case is not None:
            answer = subject.get(field.from_case) or case.get(field.from_case)
        elif field.key in BY_ITSELF:
            answer = automatic.get(field.key)
        else:
            answer = ask.typed.get(field.key)
        if answer is not None and answer.value not in (None, "", [], {}):
            found[field.key] = answer
    if ask.fields and "request_asked_fields" in {field.key for field in carried(release, kind)}:
        found["request_asked_fields"] = plain([{"field": key} for key in ask.fields])
    return found


BY_ITSELF = frozenset(
    {"request_purpose_statement", "request_public_task_statement", "request_requester", "request_decision_maker",
     "request_asked_fields"}
)  # fmt: skip


def missing(release: PolicyRelease, kind: str, composed: Mapping[str, Answer]) -> tuple[Field, ...]:
    """Fields this kind of organisation must be sent and that have no value."""
    must = release.organisations[kind].request_must
    return tuple(release.catalogue[key] for key in must if key not in composed)


def unasked(composed: Sequence[Mapping[str, Answer]]) -> bool:
    """Whether a request asks nothing: neither a question nor a field."""
    return not any("request_questions" in one or "request_asked_fields" in one for one in composed)

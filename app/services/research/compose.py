"""What one partner is sent about one subject: only fields its kind must or may be sent (policy data), nothing else.

Pure: from what the case holds and what was typed for this partner to the answers of a request record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.files import Subject
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease, Purpose


@dataclass(frozen=True, slots=True)
class Ask:
    """One partner to be asked: why this one, the return fields asked for, and what was typed for it alone.

    `typed` goes into every record of the request, `about` into the record of one subject: a number belongs to one
    person. `subjects` are those asked about. `besides` are the fields that its kind may be sent and that were chosen
    for it, of those that the case holds. `places` are those whose place goes although it is protected, or not answered
    whether it is, and why. `words` are those that its kind is not told of and that go all the same, and why.
    """

    partner_id: UUID
    reason: str
    fields: tuple[str, ...]
    typed: Mapping[str, Answer]
    about: Mapping[UUID, Mapping[str, Answer]] = field(default_factory=dict)
    subjects: frozenset[UUID] = frozenset()
    places: frozenset[UUID] = frozenset()
    place_reason: str = ""
    besides: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    words_reason: str = ""

    def __repr__(self) -> str:
        return f"Ask(partner_id={self.partner_id}, …)"

    def asks_about(self, purpose: Purpose, people: Sequence[Subject]) -> tuple[Subject, ...]:
        """Whom of a case this partner is asked about: what the purpose does not cover is never sent."""
        return tuple(
            one
            for one in people
            if one.kind in purpose.subjects and one.kind != "case" and one.subject_id in self.subjects
        )

    def why(self, *, protected: bool) -> str:
        """Why the partner is asked, and why it is sent a protected place or words that go all the same: for the log."""
        place = f" Protected address: {self.place_reason}" if protected else ""
        words = f" Words it is not told of: {self.words_reason}" if self.words else ""
        return f"{self.reason}{place}{words}"

    def typed_about(self, subject_id: UUID) -> Mapping[str, Answer]:
        """What was typed for this partner about one subject."""
        return {**self.typed, **self.about.get(subject_id, {})}


def carried(release: PolicyRelease, kind: str, subject: str | None = None) -> tuple[Field, ...]:
    """The request fields that a kind of organisation may be sent about a kind of subject (None: any), in form order."""
    allowed = set(release.organisations[kind].carries)
    found = [one for one in release.catalogue.fields_for("request", kind) if one.key in allowed]
    return tuple(one for one in found if subject is None or one.is_about(subject))


def typed_fields(release: PolicyRelease, kind: str) -> tuple[Field, ...]:
    """Of these, the ones a practitioner types for this one request; the others come from the case or by themselves."""
    others = (*BY_ITSELF, ANSWER)
    return tuple(field for field in carried(release, kind) if field.from_case is None and field.key not in others)


def by_choice(release: PolicyRelease, kind: str) -> tuple[Field, ...]:
    """The fields of a case that a kind of organisation is sent only where somebody chose it for that partner."""
    may = release.organisations[kind].request_may
    return tuple(one for one in carried(release, kind) if one.key in may and one.from_case is not None)


def compose(
    release: PolicyRelease,
    kind: str,
    about: Subject,
    case: Mapping[str, Answer],
    subject: Mapping[str, Answer],
    ask: Ask,
    automatic: Mapping[str, Answer],
) -> Mapping[str, Answer]:
    """The answers of a request record: from the subject's record, the case's, what was typed, and what is automatic."""
    typed = ask.typed_about(about.subject_id)
    left_out = {one.key for one in by_choice(release, kind)} - ask.besides
    found: dict[str, Answer] = {}
    for one in carried(release, kind, about.kind):
        if one.key in left_out:
            continue
        if one.from_case is not None:
            answer = subject.get(one.from_case)
            if answer is None or is_empty(answer):
                answer = case.get(one.from_case)
        elif one.key == ASKED:
            answer = plain([{"field": key} for key in fitting(release, ask.fields, about.kind)])
        elif one.key in BY_ITSELF:
            answer = automatic.get(one.key)
        else:
            answer = typed.get(one.key)
        if answer is not None and not is_empty(answer):
            found[one.key] = answer
    return found


def is_empty(answer: Answer) -> bool:
    """Whether an answer of a case or request field says nothing: one that was cleared holds no value."""
    return answer.value in (None, "", [], {})


ASKED, QUESTIONS = "request_asked_fields", "request_questions"
ANSWER = "request_answer"
"""What the hub writes in answer to a partner's question, and in no first request."""
CHALLENGE = "request_challenge"
"""Why a decision-maker does not accept the partner's answer; in no first request."""
CHANGED = "request_changed"
"""Which items of a request have changed since it was sent, how and when; in no first request."""
BY_ITSELF = frozenset(
    {"request_purpose_statement", "request_public_task_statement", "request_requester", "request_decision_maker",
     ASKED, CHALLENGE, CHANGED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is not sent about somebody: a partner `must` have the first, and one at least of the second.

    What it `could` have besides stops nothing.
    """

    must: tuple[Field, ...]
    one_of: tuple[Field, ...]
    could: tuple[Field, ...]

    @property
    def stops(self) -> bool:
        """Whether nothing may be sent about this person."""
        return bool(self.must or self.one_of)


def lacking(release: PolicyRelease, kind: str, subject: str, goes: Collection[str]) -> Lacking:
    """What a kind of organisation lacks about a kind of subject, where these fields go to it."""
    organisation = release.organisations[kind]
    without = [one for one in carried(release, kind, subject) if one.key not in goes]
    one_of = [release.catalogue[key] for key in organisation.request_one_of]
    theirs = [one for one in one_of if one.is_about(subject)]
    named = any(one.key in goes for one in theirs)
    held = {*organisation.request_if_held} - BY_ITSELF - {ANSWER, QUESTIONS}
    return Lacking(
        must=tuple(one for one in without if one.key in organisation.request_must),
        one_of=() if named else tuple(theirs),
        could=tuple(one for one in without if one.key in held),
    )


def fitting(release: PolicyRelease, asked: Iterable[str], subject: str) -> list[str]:
    """Of the fields asked for, those that are about this kind of subject: nobody is asked the rest of it."""
    fields = release.catalogue
    return [key for key in asked if key not in fields or fields[key].is_about(subject)]


def not_theirs(release: PolicyRelease, kind: str, asked: Sequence[str]) -> tuple[str, ...]:
    """Fields asked for that a return of this kind of organisation does not have: it could never answer them."""
    theirs = {one.key for one in release.catalogue.fields_for("return", kind)}
    return tuple(key for key in asked if key not in theirs)


def unasked(composed: Sequence[Mapping[str, Answer]]) -> bool:
    """Whether a request asks nothing: neither a question nor a field."""
    return not any(QUESTIONS in one or ASKED in one for one in composed)

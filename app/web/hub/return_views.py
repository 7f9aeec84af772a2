"""What stands on top of the page of returns, worked out from what was opened, so that templates hold no logic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.answers import Answer
from app.domain.identity import Organisation
from app.services.clocks.answering import Number
from app.services.collation.differences import Difference, Held, find_differences
from app.services.collation.open_collation import Collation, Source
from app.services.disclosure.gate import OpenedRecord
from app.services.research.restricted import NOTICE, RING
from app.web.hub.field_groups import CASE, NAMES
from app.web.hub.names import shared_names
from app.web.hub.return_lines import warns
from app.web.value_words import in_one_line
from policies.engine.catalogue import Field
from policies.engine.vocabulary import CONTACT_SAFETY, PROTECTED, STAFF_SAFETY, UNPROTECTED, Level

HUB = "This hub"
CONCERN, DECISION = "case_concern_category", "case_manager_decision"
AT_ONCE = 60
"""As many words of a decision are read at once; a longer one is folded, and counted."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision to enquire: in words, by whom and when; how many words it has, where they are folded away."""

    words: str
    by: str
    at: datetime
    folded: int | None


@dataclass(frozen=True, slots=True)
class Restricted:
    """An agency that holds what is not shown, and whom to ring about it, where they answer now."""

    name: str
    contact: str
    number: Number


def concerns(collation: Collation) -> list[str]:
    """The kind of concern, as the case says it, and whose it is where it is not the whole case's."""
    names, found = shared_names(collation.known.subjects), []
    for opened in collation.case:
        shown = opened.fields.get(CONCERN)
        if shown and shown.answer and warns(shown.answer):
            words = _said(opened.catalogue[CONCERN], shown.answer)
            whole = opened.record.subject_kind == CASE
            found.append(words if whole else f"{words} ({names[opened.record.subject_id]})")
    return found


def decided(collation: Collation) -> Decided | None:
    """The decision to enquire that stands, if this person is shown it."""
    for opened in collation.case:
        shown = opened.fields.get(DECISION)
        if shown and shown.answer and warns(shown.answer):
            words, by = str(shown.answer.value), collation.known.people[opened.record.author_person_id]
            long = len(words.split())
            return Decided(words, by, opened.record.saved_at, long if long > AT_ONCE else None)
    return None


def contact_facts(collation: Collation, named: Callable[[Source], str]) -> list[tuple[str, str]]:
    """Contact safety of the case and of every return: (whose and what, in words).

    What one source says of several people stands together, a line for each answer: “Child 1, Child 2: Yes”.
    """
    found: dict[tuple[str, str, bool], dict[str, list[str]]] = {}
    for who, whom, field, answer in _safety(collation, named, CONTACT_SAFETY):
        of_whom = found.setdefault((who, field.label, bool(whom)), {}).setdefault(_said(field, answer), [])
        of_whom.append(whom)
    return [(f"{who}: {label}", _of_whom(said)) for (who, label, _), said in found.items()]


def _of_whom(said: Mapping[str, Sequence[str]]) -> str:
    """Each answer with whom it is about, where the case is about several."""
    return "\n".join(f"{', '.join(whom)}: {words}" if whom[0] else words for words, whom in said.items())


def staff_warnings(collation: Collation, named: Callable[[Source], str]) -> list[str]:
    """Warnings for anybody who visits, each with whose it is."""
    return [
        f"{who}{f', {whom}' if whom else ''}: {_said(field, answer)}"
        for who, whom, field, answer in _safety(collation, named, STAFF_SAFETY)
    ]


def restricted(collation: Collation) -> list[Restricted]:
    """Agencies that hold something this decision-maker is not shown in full."""
    found = []
    for source in collation.sources:
        notices = [one.fields[NOTICE].answer for one in source.opened if NOTICE in one.fields]
        if any(answer is not None and answer.value == "yes" for answer in notices):
            partner = collation.known.partners[source.request.partner_id]
            ring = next((one.value(RING) for one in source.opened if one.value(RING)), None)
            whom = ring if isinstance(ring, dict) else {}
            found.append(
                Restricted(partner.name, whom.get("name") or "them", _answers(whom, partner, collation.known.numbers))
            )
    return found


def _answers(whom: Mapping[str, str], partner: Organisation, numbers: Mapping[UUID, Number]) -> Number:
    """Whom to ring: the contact's own number, but where that is the organisation's, wherever it answers now."""
    own = whom.get("telephone")
    return Number(own) if own and own != partner.telephone else numbers[partner.id]


def perhaps_protected(collation: Collation, named: Callable[[Source], str]) -> Mapping[UUID, Sequence[str]]:
    """Whose address the case says is not protected, and which partners' returns are about somebody who has to hide."""
    said = {subject: record.protection for subject, record in collation.known.records.items()}
    found: dict[UUID, list[str]] = {}
    for source in collation.sources:
        for opened in source.opened:
            subject = opened.record.subject_id
            if opened.record.protection == PROTECTED and said.get(subject) == UNPROTECTED:
                found.setdefault(subject, []).append(named(source))
    return found


def differences(collation: Collation, named: Callable[[Source], str]) -> tuple[Difference, ...]:
    """Where the hub's own record and the sources do not agree, as far as this person was shown them."""
    held = [
        Held(who, opened.record.subject_id, opened.catalogue[key], shown.answer)
        for who, opened in _everything(collation, named)
        for key, shown in opened.fields.items()
        if shown.answer is not None and key in opened.catalogue
    ]
    return find_differences(held)


def names_held(collation: Collation) -> Mapping[UUID, str]:
    """What subjects are called, where this person may see it."""
    found = {}
    for opened in collation.case:
        name = next((opened.value(key) for key in NAMES if opened.value(key)), None)
        if isinstance(name, str):
            found[opened.record.subject_id] = name
    return found


def _safety(collation: Collation, named: Callable[[Source], str], tag: str) -> Iterator[tuple[str, str, Field, Answer]]:
    """What warns, shown in full or kept back in words: that there is a warning is never left out.

    Each with whose it is and whom it is about; that is empty where it is the whole case, or there is one person.
    """
    several = sum(one.kind != CASE for one in collation.known.subjects) > 1
    names = shared_names(collation.known.subjects)
    for who, opened in _everything(collation, named):
        whom = names[opened.record.subject_id] if several and opened.record.subject_kind != CASE else ""
        catalogue = opened.catalogue
        tagged = [key for key in opened.fields if key in catalogue and tag in catalogue[key].tags]
        for key in tagged:
            shown, answer = opened.fields[key], opened.fields[key].answer
            if answer and (shown.level is Level.FULL or shown.kept) and warns(answer):
                yield who, whom, catalogue[key], answer


def _everything(collation: Collation, named: Callable[[Source], str]) -> Iterator[tuple[str, OpenedRecord]]:
    """Every opened record with whose it is: what the hub says of the case first, then of each person in their order."""
    order = {one.subject_id: (one.kind != CASE, one.ordinal) for one in collation.known.subjects}
    for opened in sorted(collation.case, key=lambda one: (order[one.record.subject_id], one.record.what or "")):
        yield HUB, opened
    for source in collation.sources:
        for opened in source.opened:
            yield named(source), opened


def _said(field: Field, answer: Answer) -> str:
    words = in_one_line(field, answer.value)
    return f"{words} ({answer.note})" if answer.note else words

"""What the page of returns shows, worked out from what was opened, so that templates hold no logic.

Withheld says the same words for everything: an item that was asked for and is not shown reads “Not shared with your
role”, whether or not there is an answer; an item that was not asked for and is not shown does not appear (law 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.answers import DECLINED, VALUE, Answer
from app.services.collation.differences import Difference, Held, find_differences
from app.services.collation.open_collation import Collation, Source, is_question
from app.services.collation.revealable import may_reveal
from app.services.disclosure.gate import OpenedRecord
from app.services.research.compose import is_empty
from app.services.research.restricted import NOTICE, RING
from app.services.runtime import PolicyInForce
from app.web.answer_words import counted_words
from app.web.hub.field_groups import CASE, NAMES
from app.web.hub.names import subject_names
from app.web.value_words import in_one_line
from policies.engine.catalogue import Field
from policies.engine.vocabulary import CONTACT_SAFETY, PROTECTED, SAFETY, STAFF_SAFETY, UNPROTECTED, Level

HUB = "This hub"
WITHHELD = "withheld"
RevealAddress = Callable[[UUID, str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one return as this person sees it; `reveal` is where all of it can be asked for.

    `says` is what of somebody's protected place its words say, in kinds.
    """

    field: Field
    level: str
    answer: Answer | None
    reveal: str | None
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectReturn:
    """What one source says about one subject: how many answers of each kind, its own items, then how it searched and
    what may be done with it. `declines` says that some are declined; `basis_ended`, when the legal basis ended on which
    it was shared, if it has.
    """

    subject_id: UUID
    returned_at: datetime | None
    counted: tuple[str, ...]
    declines: bool
    items: tuple[Line, ...]
    envelope: tuple[Line, ...]
    basis_ended: date | None


@dataclass(frozen=True, slots=True)
class Restricted:
    """An agency that holds what is not shown, and whom to ring about it."""

    name: str
    contact: str
    telephone: str


def subject_returns(
    policy: PolicyInForce, source: Source, reveal: RevealAddress, today: date
) -> tuple[SubjectReturn, ...]:
    """The opened returns of a source, its questions left out."""
    found = []
    for opened in source.opened:
        if is_question(opened):
            continue
        lines = list(_lines(policy, opened, source.asked.get(opened.record.subject_id, ()), reveal))
        here = [one for one in lines if not _is_on_top(one)]
        shared_on = policy.release.legal_bases.get(opened.record.legal_basis)
        kinds = [(one.answer.kind, one.answer.ground) for one in lines if one.answer and not one.field.shared]
        found.append(
            SubjectReturn(
                subject_id=opened.record.subject_id,
                returned_at=opened.record.released_at,
                counted=counted_words(kinds),
                declines=any(kind == DECLINED for kind, _ in kinds),
                items=tuple(one for one in here if not one.field.shared),
                envelope=tuple(one for one in here if one.field.shared),
                basis_ended=shared_on.ended(today) if shared_on else None,
            )
        )
    return tuple(found)


def contact_facts(collation: Collation, named: Callable[[Source], str]) -> list[tuple[str, str]]:
    """Contact safety of the case and of every return: (whose and what, in words)."""
    return [
        (f"{who}: {field.label}", _said(field, answer))
        for who, field, answer in _safety(collation, named, CONTACT_SAFETY)
    ]


def staff_warnings(collation: Collation, named: Callable[[Source], str]) -> list[str]:
    """Warnings for anybody who visits, each with whose it is."""
    return [f"{who}: {_said(field, answer)}" for who, field, answer in _safety(collation, named, STAFF_SAFETY)]


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
                Restricted(partner.name, whom.get("name") or "them", whom.get("telephone") or partner.telephone)
            )
    return found


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


def _lines(policy: PolicyInForce, opened: OpenedRecord, asked: Sequence[str], reveal: RevealAddress) -> Iterator[Line]:
    catalogue = opened.catalogue
    for key, field in catalogue.items():
        shown = opened.fields.get(key)
        if shown is None and key not in asked:
            continue
        address = reveal(opened.record.id, key) if shown and may_reveal(policy, shown) else None
        if shown and (shown.answer or address):
            yield Line(field, shown.level.word, shown.answer, address, shown.says)
        elif key in asked:
            yield Line(field, WITHHELD, None, None)


def _is_on_top(line: Line) -> bool:
    """Whether a line stands on top of the page and not again in the source's list."""
    safety = bool(SAFETY & set(line.field.tags)) and line.answer is not None and _warns(line.answer)
    return line.field.key == NOTICE or (safety and line.level == Level.FULL.word)


def _warns(answer: Answer) -> bool:
    return answer.kind == VALUE and not is_empty(answer)


def _safety(collation: Collation, named: Callable[[Source], str], tag: str) -> Iterator[tuple[str, Field, Answer]]:
    """What warns, shown in full or kept back in words: that there is a warning is never left out."""
    several = sum(one.kind != CASE for one in collation.known.subjects) > 1
    names = subject_names(collation.known.subjects)
    for who, opened in _everything(collation, named):
        about = f", {names[opened.record.subject_id]}" if several and opened.record.subject_kind != CASE else ""
        catalogue = opened.catalogue
        tagged = [key for key in opened.fields if key in catalogue and tag in catalogue[key].tags]
        for key in tagged:
            shown, answer = opened.fields[key], opened.fields[key].answer
            if answer and (shown.level is Level.FULL or shown.kept) and _warns(answer):
                yield f"{who}{about}", catalogue[key], answer


def _everything(collation: Collation, named: Callable[[Source], str]) -> Iterator[tuple[str, OpenedRecord]]:
    """Every opened record with whose it is."""
    for opened in collation.case:
        yield HUB, opened
    for source in collation.sources:
        for opened in source.opened:
            yield named(source), opened


def _said(field: Field, answer: Answer) -> str:
    words = in_one_line(field, answer.value)
    return f"{words} ({answer.note})" if answer.note else words

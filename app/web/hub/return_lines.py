"""What one source says about one subject, line by line, as one person sees it: a value in words, or why there is none.

Withheld says the same words for everything: an item that was asked for and is not shown reads “Not shared with your
role”, whether or not there is an answer; an item that was not asked for and is not shown does not appear (law 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.domain.answers import ANSWER_KINDS, DECLINED, GROUNDS, NATURES, VALUE, Answer
from app.services.collation.open_collation import Source, is_question
from app.services.collation.revealable import may_reveal
from app.services.disclosure.gate import OpenedRecord
from app.services.research.compose import is_empty
from app.services.research.restricted import NOTICE
from app.services.research.stands import STANDS
from app.services.runtime import PolicyInForce
from app.web.answer_words import counted_words
from app.web.date_words import date_words
from app.web.value_words import value_words
from policies.engine.catalogue import Field
from policies.engine.vocabulary import SAFETY, Level

WITHHELD = "withheld"
NOT_SHARED = "Not shared with your role"
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

    @property
    def words(self) -> str:
        """The value in words, or what was answered instead of one; what is not shown, in the words of that."""
        if self.answer is None:
            return "No part of it can be shown." if self.reveal else NOT_SHARED
        if self.answer.kind == VALUE:
            return value_words(self.field, self.answer.value)
        kind, ground = ANSWER_KINDS[self.answer.kind].words, GROUNDS.get(self.answer.ground or "")
        return f"{kind}. Ground: {ground.words}" if ground else kind

    @property
    def nature(self) -> str:
        """Whether a value is fact or opinion, in words; nothing of a plain value, which is neither."""
        return NATURES[self.answer.nature] if self.answer and self.answer.nature and self.answer.kind == VALUE else ""

    @property
    def rests(self) -> str:
        """What it is and as of when, in words; nothing of a plain value, which has neither."""
        as_of = f"as of {date_words(self.as_of)}" if self.as_of else ""
        return f"{self.nature}, {as_of or 'no date given'}" if self.nature else as_of

    @property
    def as_of(self) -> date | None:
        """The day for which it holds, as far as this person is told one."""
        return self.answer.information_date if self.answer else None

    @property
    def is_bare(self) -> bool:
        """Whether it says no more than why there is no value."""
        if self.reveal or self.level not in (WITHHELD, Level.FULL.word):
            return False
        answer = self.answer
        return answer is None or (answer.kind != VALUE and not (answer.note or answer.information_date or self.says))


@dataclass(frozen=True, slots=True)
class Gap:
    """Why several items have no value, in one set of words, and which they are."""

    words: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectReturn:
    """What one source says about one subject: how many answers of each kind, its own items, then how it searched and
    what may be done with it. `gaps` are the items of which it says no more than why they have no value. `declines` says
    that some are declined, `stands` why the answer stands although it was challenged; `basis_ended`, when the legal
    basis ended on which it was shared, if it has.
    """

    subject_id: UUID
    returned_at: datetime | None
    counted: tuple[str, ...]
    declines: bool
    items: tuple[Line, ...]
    gaps: tuple[Gap, ...]
    envelope: tuple[Line, ...]
    basis_ended: date | None
    stands: Line | None = None

    @property
    def folded(self) -> str:
        """What of it is folded away, counted: “7 lines, 1 note”."""
        notes = sum(bool(one.answer and one.answer.note) for one in self.envelope)
        return ", ".join([_of(len(self.envelope), "line"), *([_of(notes, "note")] if notes else [])])


def subject_returns(
    policy: PolicyInForce, source: Source, reveal: RevealAddress, today: date
) -> tuple[SubjectReturn, ...]:
    """The opened returns of a source, its questions left out."""
    found = []
    for opened in source.opened:
        if is_question(opened):
            continue
        lines = list(_lines(policy, opened, source.asked.get(opened.record.subject_id, ()), reveal))
        stands = next((one for one in lines if one.field.key == STANDS and one.answer), None)
        here = [one for one in lines if one is not stands and not _is_on_top(one)]
        own = [one for one in here if not one.field.shared]
        shared_on = policy.release.legal_bases.get(opened.record.legal_basis)
        kinds = [(one.answer.kind, one.answer.ground) for one in lines if one.answer and not one.field.shared]
        found.append(
            SubjectReturn(
                subject_id=opened.record.subject_id,
                returned_at=opened.record.released_at,
                counted=counted_words(kinds),
                declines=any(kind == DECLINED for kind, _ in kinds),
                items=tuple(one for one in own if not one.is_bare),
                gaps=_gaps([one for one in own if one.is_bare]),
                envelope=tuple(one for one in here if one.field.shared),
                basis_ended=shared_on.ended(today) if shared_on else None,
                stands=stands,
            )
        )
    return tuple(found)


def warns(answer: Answer) -> bool:
    """Whether an answer of a field that warns says anything."""
    return answer.kind == VALUE and not is_empty(answer)


def _lines(policy: PolicyInForce, opened: OpenedRecord, asked: Sequence[str], reveal: RevealAddress) -> Iterator[Line]:
    for key, field in opened.catalogue.items():
        shown = opened.fields.get(key)
        if shown is None and key not in asked:
            continue
        address = reveal(opened.record.id, key) if shown and may_reveal(policy, shown) else None
        if shown and (shown.answer or address):
            yield Line(field, shown.level.word, shown.answer, address, shown.says)
        elif key in asked:
            yield Line(field, WITHHELD, None, None)


def _gaps(bare: Sequence[Line]) -> tuple[Gap, ...]:
    found: dict[str, list[str]] = {}
    for one in bare:
        found.setdefault(one.words, []).append(one.field.label)
    return tuple(Gap(words, tuple(labels)) for words, labels in found.items())


def _is_on_top(line: Line) -> bool:
    """Whether a line stands on top of the page and not again in the source's list."""
    safety = bool(SAFETY & set(line.field.tags)) and line.answer is not None and warns(line.answer)
    return line.field.key == NOTICE or (safety and line.level == Level.FULL.word)


def _of(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

"""What a partner says about one field. Silence never becomes "no involvement": every kind is explicit (law 7)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

VALUE: Final = "value"
NO_TRACE: Final = "searched_no_trace"
DECLINED: Final = "declined"
ASKING: Final = "more_information_needed"
NOT_ANSWERED: Final = "not_answered"
"""What a box holds of a field that a return says nothing about: no kind of answer, and nothing to whoever reads."""
UNFINISHED: Final = "unfinished"
"""What a box of a draft holds where what was typed is no answer yet: as it was typed, for its author alone. No kind of
answer, and never signed off.
"""
NATURES = {"fact": "Fact", "opinion": "Professional opinion"}


@dataclass(frozen=True, slots=True)
class AnswerKind:
    """One kind, in words.

    `words` are the partner's own, as a form offers them; `counted` those by which others are told how many there are.
    `mark` stands for it in the sealed part of a log entry. `searched`: it rests on a search, which the return has to
    attest. `nil`: it says that the person is not known, which a merely possible match cannot. `tells`: it says
    something about the person even without value or note. `discloses`: something that is held leaves with it.
    `grounded`: it withholds, on a ground, with the reason in the note. `note`: what to say when the note that it needs
    is missing, with the field's label for the braces; None when it needs none.
    """

    words: str
    counted: str
    mark: str
    searched: bool = False
    nil: bool = False
    tells: bool = False
    discloses: bool = True
    grounded: bool = False
    note: str | None = None


ANSWER_KINDS: Final[dict[str, AnswerKind]] = {
    VALUE: AnswerKind("We hold this", "Information given", "v", searched=True),
    NO_TRACE: AnswerKind("Searched, no trace", "Searched, no trace", "n", searched=True, nil=True, discloses=False),
    "trace_nothing_relevant": AnswerKind(
        "Known to us, nothing relevant to this", "Known, nothing relevant", "r", searched=True, tells=True
    ),
    "not_searched": AnswerKind("Not searched", "Not searched", "s", discloses=False),
    "outside_coverage": AnswerKind("Outside what we cover", "Outside what they cover", "c", discloses=False),
    DECLINED: AnswerKind(
        "We decline to share this",
        "Declined",
        "d",
        discloses=False,
        grounded=True,
        note="Say in the note why you decline “{}”, in a sentence the hub can record",
    ),
    "unable": AnswerKind(
        "Unable to answer", "Unable to answer", "u", note="Say in the note why you cannot answer “{}”"
    ),
    ASKING: AnswerKind(
        "We need more information first",
        "More information needed",
        "q",
        note="Say in the note what you need to know to answer “{}”",
    ),
}
"""In the order a form offers them. What does not disclose is what the exchange takes for that alone: a search without a
trace, no search, a person or place outside what is covered, a decline.
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which a partner may decline: in its own words, in those it is counted by, and its mark."""

    words: str
    counted: str
    mark: str


GROUNDS: Final[dict[str, Ground]] = {
    "no_lawful_basis": Ground("We have no legal basis for sharing it", "no legal basis", "A"),
    "more_detrimental_than_not": Ground(
        "Sharing it would do the child or adult more harm than good", "more harm than good to the person", "B"
    ),
    "not_proportionate": Ground("It is more than this purpose needs", "more than the purpose needs", "C"),
    "identity_not_established": Ground("We cannot be sure it is the same person", "not sure who is meant", "D"),
    "legal_bar": Ground("A law or a court order forbids it", "forbidden by law or court order", "E"),
    "owner_other_body": Ground("It belongs to another organisation: ask them", "belongs to another organisation", "F"),
    "subject_objects_adult_with_capacity": Ground("The adult has capacity and objects", "the adult objects", "G"),
}
"""The closed list, in the order a form offers them."""
HELD_BACK: Final = "Held back when it was approved"
"""What the reason of a decline begins with where it was the second person who declined."""
UNMARKED, MARKED = "0", "1"
"""In the sealed part of an entry: nothing was answered; something was, and the entry was made without reading what."""
ONLY_ASKS = "a"
"""There as well: a question to the hub that shows nothing of what the partner holds; one that does has its kind’s."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One field's answer: its kind, and for a value what it is, whether fact or opinion, and as of when.

    `value` is the JSON form of the field's type. `ground` is the code of a decline, `note` what the partner adds.
    `onward` is whether the hub may pass it on (free, listed, ask, none); None until a return that holds it is sent.
    """

    kind: str
    value: Any = None
    nature: str | None = None
    information_date: date | None = None
    note: str | None = None
    ground: str | None = None
    onward: str | None = None

    def __repr__(self) -> str:
        return f"Answer(kind={self.kind!r}, …)"

    def encoded(self) -> bytes:
        """The canonical JSON that is sealed: sorted keys, no spaces, UTF-8."""
        return json.dumps(
            {
                "answer": self.kind,
                "value": self.value,
                "nature": self.nature,
                "information_date": self.information_date.isoformat() if self.information_date else None,
                "note": self.note,
                "ground": self.ground,
                "onward": self.onward,
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            allow_nan=False,
        ).encode()

    @classmethod
    def decoded(cls, plaintext: bytes) -> Answer:
        """The answer inside an opened box. Raises ValueError or KeyError when it is not one."""
        try:
            data = json.loads(plaintext)
            as_of = data["information_date"]
            return cls(
                kind=data["answer"],
                value=data["value"],
                nature=data["nature"],
                information_date=date.fromisoformat(as_of) if as_of else None,
                note=data["note"],
                ground=data["ground"],
                onward=data["onward"],
            )
        except (TypeError, RecursionError):
            raise ValueError("not an answer") from None


NOTHING_SAID = Answer(NOT_ANSWERED)
"""Sealed where nothing was answered, so that the boxes of a return do not tell what was; no page ever gets one."""


def plain(value: Any) -> Answer:
    """An answer that is just a value, as request and case fields hold it."""
    return Answer(kind=VALUE, value=value)


def unfinished(typed: Any) -> Answer:
    """What was typed, as a draft keeps it until it is an answer."""
    return Answer(UNFINISHED, value=typed)


def finished(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """Those that are answers."""
    return {key: one for key, one in answers.items() if one.kind != UNFINISHED}


def mark_of(answer: Answer) -> str:
    """The letter that stands for an answer's kind, or for the ground of a decline, in the sealed part of an entry."""
    if answer.kind == UNFINISHED:
        return UNMARKED
    ground = GROUNDS.get(answer.ground or "") if answer.kind == DECLINED else None
    return ground.mark if ground else ANSWER_KINDS[answer.kind].mark


def kind_marked(mark: str) -> tuple[str, str | None] | None:
    """The kind of answer a mark stands for, and for a decline the code of its ground; None where it does not say."""
    by_ground = {one.mark: key for key, one in GROUNDS.items()}
    if mark in by_ground:
        return DECLINED, by_ground[mark]
    return next(((key, None) for key, one in ANSWER_KINDS.items() if one.mark == mark), None)


def mark_discloses(mark: str) -> bool:
    """Whether something held left with what a mark stands for: so it is taken where an entry does not say the kind."""
    kind = kind_marked(mark)
    return mark == MARKED if kind is None else ANSWER_KINDS[kind[0]].discloses


def any_searched(kinds: Iterable[str]) -> bool:
    """Whether one of these kinds rests on a search."""
    return any(ANSWER_KINDS[kind].searched for kind in kinds)


def any_nil(kinds: Iterable[str]) -> bool:
    """Whether one of these kinds says that the person is not known."""
    return any(ANSWER_KINDS[kind].nil for kind in kinds)

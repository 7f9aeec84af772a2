"""What a partner says about one field. Silence never becomes "no involvement": every kind is explicit (law 7)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

VALUE: Final = "value"
NO_TRACE: Final = "searched_no_trace"
DECLINED: Final = "declined"
ASKING: Final = "more_information_needed"
NOT_ANSWERED: Final = "not_answered"
"""What a box holds of a field that a return says nothing about: no kind of answer, and nothing to whoever reads."""
NATURES = {"fact": "Fact", "opinion": "Professional opinion"}


@dataclass(frozen=True, slots=True)
class AnswerKind:
    """One kind, in words.

    `searched`: it rests on a search, which the return has to attest. `nil`: it says that the person is not known, which
    a merely possible match cannot. `tells`: it says something about the person even without value or note. `grounded`:
    it withholds, on a ground, with the reason in the note; the hub's decision-maker is told. `note`: what to say when
    the note that it needs is missing, with the field's label for the braces; None when it needs none.
    """

    words: str
    searched: bool = False
    nil: bool = False
    tells: bool = False
    grounded: bool = False
    note: str | None = None


ANSWER_KINDS: Final[dict[str, AnswerKind]] = {
    VALUE: AnswerKind("We hold this", searched=True),
    NO_TRACE: AnswerKind("Searched, no trace", searched=True, nil=True),
    "trace_nothing_relevant": AnswerKind("Known to us, nothing relevant to this", searched=True, tells=True),
    "not_searched": AnswerKind("Not searched"),
    "outside_coverage": AnswerKind("Outside what we cover"),
    DECLINED: AnswerKind(
        "We decline to share this",
        grounded=True,
        note="Say in the note why you decline “{}”, in a sentence the hub can record",
    ),
    "unable": AnswerKind("Unable to answer", note="Say in the note why you cannot answer “{}”"),
    ASKING: AnswerKind(
        "We need more information first",
        note="Say in the note what you need to know to answer “{}”",
    ),
}
"""In the order a form offers them."""


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


def any_searched(kinds: Iterable[str]) -> bool:
    """Whether one of these kinds rests on a search."""
    return any(ANSWER_KINDS[kind].searched for kind in kinds)


def any_nil(kinds: Iterable[str]) -> bool:
    """Whether one of these kinds says that the person is not known."""
    return any(ANSWER_KINDS[kind].nil for kind in kinds)

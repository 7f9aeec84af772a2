"""What a partner says about one field. Silence never becomes "no involvement": every kind is explicit (law 7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

VALUE = "value"
ANSWER_KINDS = {
    VALUE: "We hold this",
    "searched_no_trace": "Searched, no trace",
    "trace_nothing_relevant": "Known to us, nothing relevant to this",
    "not_searched": "Not searched",
    "outside_coverage": "Outside what we cover",
    "declined": "We decline to share this",
    "unable": "Unable to answer",
    "more_information_needed": "We need more information first",
}
NATURES = {"fact": "Fact", "opinion": "Professional opinion"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One field's answer: its kind, and for a value what it is, whether fact or opinion, and as of when.

    `value` is the JSON form of the field's type. `ground` is the code of a decline, `note` what the partner adds.
    """

    kind: str
    value: Any = None
    nature: str | None = None
    information_date: date | None = None
    note: str | None = None
    ground: str | None = None

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
            )
        except (TypeError, RecursionError):
            raise ValueError("not an answer") from None


def plain(value: Any) -> Answer:
    """An answer that is just a value, as request and case fields hold it."""
    return Answer(kind=VALUE, value=value)

"""Every free text that a record can hold, made to say where she is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.answers import Answer, plain
from app.services.disclosure.sealing import Content
from app.services.runtime import Runtime
from policies.engine.catalogue import Column, Field
from tests.services.played import ATTESTED, STATED
from tests.stories.refuge import HOTLINE, LARKS, REFUGE, Garden

TEXTS = {"text", "long_text"}
SINGLE = 200
"""Characters that a text of one line takes."""
IN_WORDS = {"person": ("name", "relationship"), "contact": ("name", "role")}
KINDS_WITH_A_NOTE = ("declined", "unable", "more_information_needed", "trace_nothing_relevant", "not_searched")
WISHES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "mother": ("wishes_recorded", {"case_capacity": plain("lacks")}),
    "child": ("childs_wishes", {}),
}
NOT_KNOWN = {"case_known_before": plain("not_found")}
HERS = ("mother", "child")
"""Those who live in the refuge."""


@dataclass(frozen=True)
class Author:
    """Who writes, of whom, into which kind of record."""

    garden: Garden
    by: str
    record: str
    about: str
    lives_there: bool = False

    def text(self, where: str, most: int | None = None) -> str:
        """A text planted here."""
        return self.garden.text(self.by, f"{self.record} {where}", self.about, most)

    def value(self, field: Field) -> Any:
        """The field's example, with the place in every word of it; hers where it is the place of those who hide."""
        if self.lives_there and field.key.endswith(("_school", "_school_name")):
            return LARKS
        return self._of(field, field.key, field.example, field.max_length)

    def _of(self, kind: Field | Column, where: str, example: Any, most: int | None) -> Any:
        if kind.type in TEXTS and kind.check is None:
            return self.text(where, most or SINGLE)
        if kind.type == "address" and self.lives_there:
            return REFUGE
        if kind.type in IN_WORDS:
            words = {key: self.text(f"{where}.{key}", SINGLE) for key in IN_WORDS[kind.type] if key in example}
            hers = self.lives_there and isinstance(kind, Field) and "location" in kind.tags
            return {**example, **words, **({"telephone": HOTLINE} if hers else {})}
        if isinstance(kind, Field) and kind.type == "rows":
            columns = {one.key: one for one in kind.columns}
            return [
                {key: self._of(columns[key], f"{where}.{key}", one, None) for key, one in row.items()}
                for row in example
            ]
        return example


def takes_words(field: Field) -> bool:
    """Whether a text can be typed into it, or into one of its columns."""
    every: list[Field | Column] = [field, *field.columns]
    return any(one.type in IN_WORDS or (one.type in TEXTS and one.check is None) for one in every)


def written(author: Author, fields: Iterable[Field]) -> Mapping[str, Answer]:
    """An answer to each field, as the hub writes them: without notes."""
    return {one.key: plain(author.value(one)) for one in fields}


def returned(runtime: Runtime, author: Author, kind: str, subject: str, *, values: bool) -> Content:
    """A return of this kind with a note beside every answer and every gist; else every answer without a value."""
    fields = [one for one in runtime.policy.release.catalogue.fields_for("return", kind) if one.is_about(subject)]
    answers: dict[str, Answer] = {}
    for at, one in enumerate(fields):
        note = author.text(f"{one.key} note")
        if one.key == "return_identifiers_searched":
            answers[one.key] = Answer("value", [searched_by(runtime, kind)], "fact", date(2026, 1, 1), note)
        elif values or one.shared:
            answers[one.key] = Answer("value", author.value(one), "fact", date(2026, 1, 1), note)
        else:
            said = KINDS_WITH_A_NOTE[at % len(KINDS_WITH_A_NOTE)]
            answers[one.key] = Answer(said, note=note, ground="not_proportionate" if said == "declined" else None)
    attested = {key: one for key, one in {**ATTESTED, **STATED}.items() if key not in answers}
    gists = {one.key: author.text(f"{one.key} gist", 300) for one in fields if one.gist}
    return Content({**answers, **attested}, gists)


def searched_by(runtime: Runtime, kind: str) -> str:
    """By what a kind searches for people: not all are sent a name."""
    sent = runtime.policy.release.organisations[kind]
    return "name" if "request_subject_name" in {*sent.request_must, *sent.request_may} else "address"

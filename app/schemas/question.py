"""One thing asked, as checking sees it: a catalogue field, or one column of a repeating group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.engine.catalogue import Column, Field, Option


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader of values needs to know. `label` is how errors name it; lengths are in characters."""

    key: str
    label: str
    type: str
    options: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Question, ...] = ()
    check: str | None = None
    past: bool = False
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False


def question_of(asked: Field) -> Question:
    """The question a catalogue entry asks."""
    return Question(
        key=asked.key,
        label=asked.label,
        type=asked.type,
        options=_labels(asked.options),
        columns=tuple(column_question(column) for column in asked.columns),
        check=asked.check,
        past=asked.past,
        max_length=asked.max_length,
        minimum=asked.minimum,
        maximum=asked.maximum,
        required=asked.required,
    )


def column_question(column: Column) -> Question:
    """The question one column of a repeating group asks."""
    return Question(
        key=column.key,
        label=column.label,
        type=column.type,
        options=_labels(column.options),
        check=column.check,
        past=column.past,
    )


def _labels(options: tuple[Option, ...]) -> dict[str, str]:
    return {option.key: option.label for option in options}

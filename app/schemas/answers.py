"""Answers to asked fields, and plain values of request and case forms: raw input checked once, for pages and API."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, cast

from marshmallow import RAISE, Schema, ValidationError, fields

from app.domain.answers import ANSWER_KINDS, GROUNDS, NATURES, VALUE, Answer
from app.domain.errors import InvalidInput
from app.schemas.dates import read_date
from app.schemas.question import Question, question_of
from app.schemas.texts import is_blank, read_text
from app.schemas.values import read_value
from policies.engine.catalogue import Field

NOTE_LIMIT = 2000
GIST_LIMIT = 300
_PARTS = {"answer", "value", "nature", "information_date", "note", "ground", "gist"}


class StrictSchema(Schema):
    """Refuses keys it does not know: what was not asked for is not taken in."""

    class Meta:
        unknown = RAISE


class AnswerOf(fields.Field[Answer | None]):
    """One asked field's answer. None stands for "not answered yet", which only a draft may hold."""

    def __init__(self, question: Question, *, today: date, complete: bool) -> None:
        super().__init__(load_default=None, allow_none=True)
        self.question, self.today, self.complete = question, today, complete

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Answer | None:
        """The answer, or a ValidationError keyed by part (answer, value, nature, information_date, note, ground)."""
        raw = value if isinstance(value, Mapping) else {}
        if isinstance(value, Mapping) and set(value) - _PARTS:
            raise ValidationError(f"An answer takes only: {', '.join(sorted(_PARTS))}")
        if is_blank({part: raw.get(part) for part in _PARTS - {"nature"}}):
            if self.complete:
                raise ValidationError({"answer": f"Choose an answer for “{self.question.label}”"})
            return None
        return _read_answer(raw, self.question, self.today)


class ValueOf(fields.Field[Any]):
    """One plain value of a request or case form; None when an optional one is left blank."""

    def __init__(self, question: Question, *, today: date, complete: bool) -> None:
        super().__init__(load_default=None, allow_none=True)
        self.question, self.today, self.complete = question, today, complete

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """The JSON value. Raises ValidationError when it does not fit, or is required and missing."""
        if is_blank(value if isinstance(value, str | Mapping | list | tuple | int | float) else None):
            if self.question.required and self.complete:
                raise ValidationError(_missing(self.question))
            return None
        return read_value(value, self.question, self.today)


def answers_schema(asked: Iterable[Field], *, today: date, complete: bool = True) -> Schema:
    """A schema from raw answers by field key to `Answer`; `complete` demands one for every field (sign-off)."""
    return _schema({field.key: AnswerOf(question_of(field), today=today, complete=complete) for field in asked})


def plain_values_schema(asked: Iterable[Field], *, today: date, complete: bool = True) -> Schema:
    """A schema from raw values by field key to JSON values; `complete` demands the required ones."""
    return _schema({field.key: ValueOf(question_of(field), today=today, complete=complete) for field in asked})


def load_answers(
    raw: Mapping[str, Any], asked: Iterable[Field], *, today: date, complete: bool = True
) -> dict[str, Answer]:
    """The answers given, by field key. Raises InvalidInput keyed by dotted path, for example `key.value.day`."""
    return _load(answers_schema(asked, today=today, complete=complete), raw)


def load_values(
    raw: Mapping[str, Any], asked: Iterable[Field], *, today: date, complete: bool = True
) -> dict[str, Any]:
    """The plain values given, by field key, blanks left out. Raises InvalidInput keyed by dotted path."""
    return _load(plain_values_schema(asked, today=today, complete=complete), raw)


def load_value(raw: Any, asked: Field, *, today: date) -> Any:
    """The plain value given for one field, None for a blank. Raises InvalidInput keyed by dotted path, as ever."""
    try:
        return None if is_blank(raw) else read_value(raw, question_of(asked), today)
    except ValidationError as error:
        raise InvalidInput(flat_errors({asked.key: error.messages})) from None


def load_gists(
    raw: Mapping[str, Any], answers: Mapping[str, Answer], asked: Iterable[Field], *, complete: bool = True
) -> dict[str, str]:
    """The typed gists of answered values, by field key; `complete` demands one wherever the catalogue does."""
    gists: dict[str, str] = {}
    errors: dict[str, str] = {}
    for field in asked:
        answer = answers.get(field.key)
        if not field.gist or answer is None or answer.kind != VALUE:
            continue
        typed = (raw.get(field.key) or {}).get("gist")
        try:
            if not is_blank(typed):
                gists[field.key] = read_text(typed, f"Gist of {field.label}", limit=GIST_LIMIT)
            elif complete:
                errors[f"{field.key}.gist"] = f"Enter a gist of “{field.label}” for those who may not see all of it"
        except ValidationError as error:
            errors |= flat_errors({field.key: {"gist": error.messages}})
    if errors:
        raise InvalidInput(errors)
    return gists


def flat_errors(messages: Any, path: tuple[str, ...] = ()) -> dict[str, str]:
    """Nested messages of marshmallow as dotted path → one sentence; the path is the input's name with dots."""
    if isinstance(messages, Mapping):
        flat: dict[str, str] = {}
        for key, inner in messages.items():
            flat |= flat_errors(inner, path if key == "_schema" else (*path, str(key)))
        return flat
    if isinstance(messages, list | tuple) and not any(isinstance(one, str) for one in messages):
        return {key: text for one in messages for key, text in flat_errors(one, path).items()}
    sentences = messages if isinstance(messages, list | tuple) else [messages]
    return {".".join(path): ". ".join(str(one) for one in sentences)}


def _schema(parts: dict[str, Any]) -> Schema:
    schema = StrictSchema.from_dict(parts)()
    schema.error_messages = {**schema.error_messages, "unknown": "This was not asked for; leave it out"}
    return schema


def _load(schema: Schema, raw: Mapping[str, Any]) -> dict[str, Any]:
    try:
        loaded = cast("dict[str, Any]", schema.load(raw))
    except ValidationError as error:
        raise InvalidInput(flat_errors(error.messages)) from None
    return {key: value for key, value in loaded.items() if value is not None}


def _read_answer(raw: Mapping[str, Any], question: Question, today: date) -> Answer:
    label = question.label
    kind = raw.get("answer")
    if not isinstance(kind, str) or kind not in ANSWER_KINDS:
        raise ValidationError({"answer": f"Choose one of the answers listed for “{label}”"})
    of = ANSWER_KINDS[kind]
    errors: dict[str, Any] = {}

    def part(name: str, read: Any) -> Any:
        try:
            return None if is_blank(raw.get(name)) else read(raw[name])
        except ValidationError as error:
            errors[name] = error.messages
            return None

    value = part("value", lambda given: read_value(given, question, today))
    nature = part("nature", lambda given: _listed(given, NATURES, f"Choose fact or opinion for “{label}”"))
    dated = part("information_date", lambda given: read_date(given, f"{label}: as of", today=today, past=True))
    note = part("note", lambda given: read_text(given, f"Note on {label}", limit=NOTE_LIMIT, lines=True))
    ground = part("ground", lambda given: _listed(given, GROUNDS, f"Choose a ground from the list for “{label}”"))
    if kind == VALUE:
        if is_blank(raw.get("value")):
            errors["value"] = _missing(question)
        if is_blank(raw.get("nature")):
            errors["nature"] = f"Say whether “{label}” is fact or professional opinion"
    elif not is_blank(raw.get("value")):
        errors["answer"] = (
            f"You gave a value for “{label}”: choose “{ANSWER_KINDS[VALUE].words}” to keep it, or clear it"
        )
    if of.grounded and is_blank(raw.get("ground")):
        errors["ground"] = f"Choose the ground on which you decline “{label}”"
    if of.note and is_blank(raw.get("note")):
        errors["note"] = of.note.format(label)
    if errors:
        raise ValidationError(errors)
    return Answer(
        kind=kind,
        value=value,
        nature=nature if kind == VALUE else None,
        information_date=dated,
        note=note,
        ground=ground if of.grounded else None,
    )


def _listed(given: Any, known: Collection[str], sentence: str) -> str:
    if not isinstance(given, str) or given not in known:
        raise ValidationError(sentence)
    return given


def _missing(question: Question) -> Any:
    label = question.label
    if question.type in {"yes_no_unknown", "choice", "choices"}:
        return f"Choose an answer for “{label}”"
    if question.type in {"date", "datetime"}:
        return {"day": f"Enter “{label}”, for example 27 3 2026"}
    if question.type == "rows":
        return f"Enter at least one entry for “{label}”"
    return f"Enter “{label}”"

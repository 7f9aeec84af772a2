"""The JSON Schema (2020-12) of a return, made from the catalogue, for partners who send or check one by machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from policies.engine import vocabulary
from policies.engine.catalogue import Column, Field
from policies.engine.release import PolicyRelease
from policies.engine.values import ADDRESS_KEYS, CONTACT_KEYS, PERSON_KEYS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "pattern": r"\S"}
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
DAY: Schema = {"type": "string", "format": "date", "pattern": f"^{DATE}$"}
KNOWN_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"}
MOMENT: Schema = {"type": "string", "format": "date-time", "pattern": f"^{DATE}T.+(Z|[+-][0-9:]{{5}})$"}


def return_schema(release: PolicyRelease, organisation: str, answer_kinds: Iterable[str]) -> Schema:
    """Return the schema of what this kind of organisation returns; KeyError when there is no such kind.

    An instance is `{"organisation": key, "policy": digest, "answers": {field key: box plaintext}}`. Every field may be
    left out but the required ones of the envelope; none may be added.
    """
    entry, kinds = release.organisations[organisation], list(answer_kinds)
    fields = release.catalogue.fields_for("return", organisation)
    current = [field for field in fields if field.retired is None]
    return {
        "$schema": DIALECT,
        "$id": f"urn:prx:return:{organisation}:{release.digest}",
        "title": f"Return: {entry.label}",
        "type": "object",
        "properties": {
            "organisation": {"const": organisation},
            "policy": {"const": release.digest},
            "answers": {
                "type": "object",
                "properties": {field.key: {"$ref": f"#/$defs/{field.key}"} for field in current},
                "required": [field.key for field in current if field.required],
                "additionalProperties": False,
            },
        },
        "required": ["organisation", "policy", "answers"],
        "additionalProperties": False,
        "$defs": {field.key: _answer(field, kinds) for field in current},
    }


def _answer(field: Field, kinds: list[str]) -> Schema:
    """Return the schema of a box's plaintext: a value if, and only if, the answer is `value`."""
    schema: Schema = {
        "title": field.label,
        "type": "object",
        "properties": {
            "answer": {"enum": kinds},
            "value": {},
            "nature": {"enum": [*vocabulary.NATURES, None]},
            "information_date": {"anyOf": [DAY, {"type": "null"}]},
            "note": {"type": ["string", "null"]},
            "ground": {"type": ["string", "null"]},
            "onward": {"enum": [*vocabulary.ONWARD, None]},
        },
        "required": ["answer", "value", "nature", "information_date", "note", "ground", "onward"],
        "additionalProperties": False,
        "if": {"properties": {"answer": {"const": "value"}}},
        "then": {"properties": {"value": _value(field)}},
        "else": {"properties": {"value": {"type": "null"}}},
    }
    if field.hint:
        schema["description"] = field.hint
    return schema


def _value(field: Field) -> Schema:
    schema = _rows(field) if field.type == "rows" else _scalar(field)
    limits = {"maxLength": field.max_length, "minimum": field.minimum, "maximum": field.maximum}
    return {**schema, **{name: limit for name, limit in limits.items() if limit is not None}}


def _rows(field: Field) -> Schema:
    row = {
        "type": "object",
        "properties": {column.key: {**_scalar(column), "title": column.label} for column in field.columns},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"type": "array", "items": row, "minItems": 1}


def _scalar(field: Field | Column) -> Schema:
    options = {"enum": [option.key for option in field.options]}
    if field.type == "choice":
        return options
    if field.type == "choices":
        return {"type": "array", "items": options, "minItems": 1}
    return KNOWN_DAY if field.check == "partial_date" else _SCALARS[field.type]


def _parts(keys: tuple[str, ...], *, needs: str, known: Schema) -> Schema:
    optional = {"anyOf": [TEXT, {"type": "null"}]}
    return {
        "type": "object",
        "properties": {key: TEXT if key == needs else known.get(key, optional) for key in keys},
        "required": [needs],
        "additionalProperties": False,
    }


_SCALARS: Final[dict[str, Schema]] = {
    "yes_no_unknown": {"enum": ["yes", "no", "unknown"]},
    "text": TEXT,
    "long_text": TEXT,
    "number": {"type": "number"},
    "date": DAY,
    "datetime": MOMENT,
    "address": _parts(ADDRESS_KEYS, needs="postcode", known={"lines": {"type": "array", "items": TEXT}}),
    "person": _parts(PERSON_KEYS, needs="name", known={"date_of_birth": {"anyOf": [KNOWN_DAY, {"type": "null"}]}}),
    "contact": _parts(CONTACT_KEYS, needs="name", known={}),
}

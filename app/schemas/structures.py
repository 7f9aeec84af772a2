"""Values of several named parts: addresses, people, contacts. A form's line boxes and JSON's `lines` are both read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError

from app.schemas.dates import read_partial_date
from app.schemas.identifiers import read_identifier
from app.schemas.texts import is_blank, read_text

LINES = ("line1", "line2", "line3")
_PART_LIMIT = 120


def read_address(raw: object, label: str) -> dict[str, Any]:
    """{"lines"?, "town"?, "postcode"?, "uprn"?} with what was given, at least one part."""
    parts = _parts(raw, label, {*LINES, "lines", "town", "postcode", "uprn"})
    given = parts.pop("lines", None)
    if given is not None:
        if not isinstance(given, list | tuple) or len(given) > len(LINES):
            raise ValidationError({"lines": f"Enter at most {len(LINES)} address lines for “{label}”"})
        parts |= dict(zip(LINES, given, strict=False))
    readers: dict[str, Callable[[Any], Any]] = {
        **{name: _limited(f"Address line {name[-1]} of {label}") for name in LINES},
        "town": _limited(f"Town or city of {label}"),
        "postcode": _identifying("postcode", f"Postcode of {label}"),
        "uprn": _identifying("uprn", f"UPRN of {label}"),
    }
    read = _read_parts(parts, readers)
    lines = [read.pop(name) for name in LINES if name in read]
    return {**({"lines": lines} if lines else {}), **read}


def read_person(raw: object, label: str, today: date) -> dict[str, Any]:
    """{"name", "date_of_birth"?, "relationship"?, "reference"?}; of a birth what is known, never in the future."""
    parts = _parts(raw, label, {"name", "date_of_birth", "relationship", "reference"})

    def born(value: Any) -> str:
        return read_partial_date(value, f"Date of birth in {label}", today=today, past=True)

    readers: dict[str, Callable[[Any], Any]] = {
        "name": _limited(f"Name in {label}"),
        "date_of_birth": born,
        "relationship": _limited(f"Relationship in {label}"),
        "reference": _limited(f"Reference in {label}"),
    }
    return _named(parts, label, _read_parts(parts, readers))


def read_contact(raw: object, label: str) -> dict[str, Any]:
    """{"name", "role"?, "telephone"?, "email"?}."""
    parts = _parts(raw, label, {"name", "role", "telephone", "email"})
    readers: dict[str, Callable[[Any], Any]] = {
        "name": _limited(f"Name in {label}"),
        "role": _limited(f"Role in {label}"),
        "telephone": _identifying("telephone", f"Telephone in {label}"),
        "email": _identifying("email", f"E-mail in {label}"),
    }
    return _named(parts, label, _read_parts(parts, readers))


def _parts(raw: object, label: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise ValidationError(f"Enter “{label}” in its parts: {', '.join(sorted(known))}")
    unknown = set(raw) - known
    if unknown:
        raise ValidationError(f"“{label}” has no part of that name; its parts are: {', '.join(sorted(known))}")
    return dict(raw)


def _limited(label: str) -> Callable[[Any], str]:
    return lambda value: read_text(value, label, limit=_PART_LIMIT)


def _identifying(check: str, label: str) -> Callable[[Any], str]:
    return lambda value: read_identifier(value, check, label)


def _read_parts(parts: Mapping[str, Any], readers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for name, reader in readers.items():
        if is_blank(parts.get(name)):
            continue
        try:
            read[name] = reader(parts[name])
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return read


def _named(parts: Mapping[str, Any], label: str, read: dict[str, Any]) -> dict[str, Any]:
    if is_blank(parts.get("name")):
        raise ValidationError({"name": f"Enter a name for “{label}”; if it is not known, say who it is in words"})
    return read

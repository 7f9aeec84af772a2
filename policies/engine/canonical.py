"""One way to write a policy as bytes, so that its digest means the same everywhere."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time

FORMAT = "prx/policy/1"


def canonical(document: object) -> bytes:
    """Return the document as JSON with sorted keys, no spaces, UTF-8; ValueError for NaN or infinity."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def plain(value: object) -> object:
    """Return TOML content with its dates and times as ISO 8601 text: JSON has none."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value


def ordered_options(content: dict[str, object]) -> dict[str, object]:
    """Return a fields file with its option tables as lists of pairs: their order is shown, and JSON has none."""
    return {key: _with_pairs(value) if key == "field" else value for key, value in content.items()}


def _with_pairs(tables: object) -> object:
    if not isinstance(tables, list):
        return tables
    return [_one_with_pairs(table) for table in tables]


def _one_with_pairs(table: object) -> object:
    if not isinstance(table, dict):
        return table
    changed = dict(table)
    if isinstance(table.get("options"), dict):
        changed["options"] = [[key, label] for key, label in table["options"].items()]
    if "columns" in table:
        changed["columns"] = _with_pairs(table["columns"])
    return changed

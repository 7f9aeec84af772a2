"""JSON from outside: one object, no name twice, no NaN, no surprise exception."""

from __future__ import annotations

import json
from typing import Any

MOST_BRACKETS = 500
"""More than any provider's answer has, and fewer than the parser could nest."""


class BadJson(ValueError):
    """Not what an identity provider answers with."""


def read_object(data: bytes | str) -> dict[str, Any]:
    """The JSON object in `data` (UTF-8). Raises `BadJson`, a ValueError, for anything else."""
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise BadJson("nested too deep")
    value = json.loads(text, object_pairs_hook=_no_name_twice, parse_constant=_no_constant)
    if not isinstance(value, dict):
        raise BadJson("not a JSON object")
    return value


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadJson("a name twice")
    return value


def _no_constant(name: str) -> None:
    raise BadJson(name)

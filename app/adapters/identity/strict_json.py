"""JSON from outside: one object, no name twice, no NaN, no surprise exception."""

from __future__ import annotations

import json
import math
from typing import Any

MOST_BRACKETS = 500
"""More than any provider's answer has, and fewer than the parser could nest."""


class BadJson(ValueError):
    """Not what an identity provider answers with."""


def read_object(data: bytes | str) -> dict[str, Any]:
    r"""The JSON object in `data` (UTF-8). Raises `BadJson`, a ValueError, for anything else.

    Its texts may hold half a character (`"\\ud800"` is JSON), which has no bytes: see `text_bytes`.
    """
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        if text.count("[") + text.count("{") > MOST_BRACKETS:
            raise BadJson("nested too deep")
        value = json.loads(
            text, object_pairs_hook=_no_name_twice, parse_constant=_no_constant, parse_float=_finite_number
        )
    except ValueError as error:
        raise error if isinstance(error, BadJson) else BadJson("not JSON") from error
    if not isinstance(value, dict):
        raise BadJson("not a JSON object")
    return value


def text_bytes(text: str) -> bytes:
    """The text in UTF-8, to be hashed or compared: half a character, too, has bytes here, which equal no others."""
    return text.encode("utf-8", "surrogatepass")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise BadJson("a name twice")
    return value


def _no_constant(name: str) -> None:
    raise BadJson(name)


def _finite_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadJson("a number beyond all")
    return number

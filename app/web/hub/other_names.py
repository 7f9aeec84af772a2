"""Somebody's other names on one line, a semicolon between them. What kind of name each is, their own page asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

OTHER_NAMES: Final = "case_former_names"
BETWEEN: Final = ";"


def one_line(rows: Sequence[Mapping[str, Any]]) -> str:
    """Held names as they are typed."""
    return f"{BETWEEN} ".join(str(one["name"]) for one in rows if one.get("name"))


def names_typed(line: str, held: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows that a line says; of a name that is held already, with what is held of it.

    An untouched line says all that is held: a name twice, one with a semicolon in it, a row without a name.
    """
    if line.split() == one_line(held).split():
        return list(held)
    stood = {" ".join(str(one.get("name")).split()): one for one in held}
    names = (" ".join(one.split()) for one in line.split(BETWEEN))
    return [stood.get(one, {"name": one}) for one in dict.fromkeys(names) if one]

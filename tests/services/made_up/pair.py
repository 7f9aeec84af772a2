"""One made-up pair: the truth about it is known because of how it was made, never by comparing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pair:
    """What two sources hold: a name, names it also went by, and a birthday each, or an address each."""

    what: str
    how: str
    one: Mapping[str, Any]
    other: Mapping[str, Any]
    differ: bool

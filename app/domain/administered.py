"""Rows that only an administrator's command may write, and that the exchange relies on as they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

RowName = tuple[str, str]
"""A row by its table and its primary key as text, parts joined by a stroke."""


@dataclass(frozen=True, slots=True)
class AdministeredRow:
    """One row: `columns` are all but those that put it out of use, as JSON; `ended` says whether they have.

    `note` is what was signed of it, where such a row carries that: empty while it carries none.
    """

    name: RowName
    columns: Mapping[str, Any]
    ended: bool
    note: str | None = None


Belief = Callable[[AdministeredRow], bool]
"""Whether what a row says is what the entry that last named it signed, by the note of it that the row carries."""


def nothing_believed(_: AdministeredRow) -> bool:
    """For whoever has no keys to verify by: a row gives them nothing."""
    return False

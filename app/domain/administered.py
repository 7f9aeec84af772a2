"""Rows that only an administrator's command may write, and that the exchange relies on as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RowName = tuple[str, str]
"""A row by its table and its primary key as text, parts joined by a stroke."""


@dataclass(frozen=True, slots=True)
class AdministeredRow:
    """One row: `columns` are all but those that put it out of use, as JSON; `ended` says whether they have."""

    name: RowName
    columns: Mapping[str, Any]
    ended: bool

"""A result's columns, described when somebody reads the description.

SQLAlchemy asks for it with every result, and reads it only for a statement it has not met before. The driver would
describe each column of each result of each page for nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, cast

import psycopg
from psycopg import Column


class Described(Sequence[Column]):
    """The columns of the result that a cursor holds."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    @cached_property
    def _columns(self) -> list[Column]:
        return self._cursor.columns() or []

    def __len__(self) -> int:
        return len(self._columns)

    def __getitem__(self, index: Any) -> Any:
        return self._columns[index]


class Cursor(psycopg.Cursor[Any]):
    """The driver's cursor, but for when it describes."""

    @property
    def description(self) -> list[Column] | None:
        """The columns of the result, None without any."""
        if self.pgresult and self.pgresult.nfields:
            return cast("list[Column]", Described(self))
        return self.columns()

    def columns(self) -> list[Column] | None:
        """The driver's own description."""
        return super().description

    def let_go(self) -> None:
        """Drop what it holds of a result, which has been read, and keep how its columns are."""
        self._reset()
        self._tx.set_pgresult(None)

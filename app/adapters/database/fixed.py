"""Statements that are the same each time but for what is given with them: asked on nearly every page.

SQLAlchemy looks each statement up anew, makes a context and a result for it, and the driver forgets, with the cursor,
how its columns are read. Of a statement that finds a few rows that is most of what it costs. A fixed one is compiled
once, and each connection keeps a cursor for it. All else is as ever: transactions begin by themselves, whoever listens
hears of it, and failures are SQLAlchemy's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar, cast

import psycopg
from psycopg.pq import Format
from sqlalchemy import ARRAY, Connection, Dialect, Executable
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from app.adapters.database.described import Cursor
from app.adapters.database.tables.metadata import Moment

Statement = TypeVar("Statement", bound=Executable)
Process = Callable[[Any], Any]


def fixed(statement: Statement) -> Statement:
    """The same statement, to be executed only: `connection.execute` takes it as before, and answers with `Found`.

    For what is made once, of a module. Nothing can be added to it any more.
    """
    return cast("Statement", _Fixed(statement))


class Found:
    """What a statement found, read whole."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._rows

    def one_or_none(self) -> Any:
        """The row, or None. Raises MultipleResultsFound for more than one."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The row. Raises NoResultFound without one, and as above."""
        if not self._rows:
            raise NoResultFound("No row was found when one was required")
        return self.one_or_none()

    def scalars(self) -> Sequence[Any]:
        """The first column of every row."""
        return [row[0] for row in self._rows]

    def scalar_one(self) -> Any:
        """The first column of the row. Raises as `one`."""
        return self.one()[0]

    def mappings(self) -> Found:
        """The same, each row by the names of its columns."""
        return Found([row._mapping for row in self._rows], self.rowcount)


class _Fixed:
    """A statement, and how it is run once that is known."""

    def __init__(self, statement: Executable) -> None:
        self._statement = cast("ClauseElement", statement)
        self._compiled: _Compiled | None = None

    def _execute_on_connection(self, db: Connection, given: Sequence[Mapping[str, Any]], _options: object) -> Found:
        """What `Connection.execute` asks of whatever it is given."""
        compiled = self._compiled
        if compiled is None:
            compiled = self._compiled = _Compiled(self._statement, db.dialect)
        if not db.in_transaction():
            db.begin()
        held = db.connection
        cursor = held.info.get(self)
        if cursor is None:
            cursor = held.info[self] = cast("Cursor", held.cursor())
            cursor.format = Format.BINARY  # bytes and ids as they are, not spelled out: less to write and to read
        try:
            return compiled.run(db, cursor, given[0] if given else {})
        except BaseException as failure:
            held.info.pop(self, None)
            if isinstance(failure, Exception) and not isinstance(failure, psycopg.Error):
                raise
            db._handle_dbapi_exception(failure, compiled.text, None, None, None)  # which raises it as SQLAlchemy's own


class _Compiled:
    """The text for the driver, and what is done with values on the way there and back."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        made = cast("SQLCompiler", statement.compile(dialect=dialect))
        spread = made._process_parameters_for_postcompile(dict(made.params))  # of constants after IN, one each
        self.text = spread.statement
        always = {**made.params, **spread.additional_parameters}
        self._always = {name: value for name, value in always.items() if value is not None}
        self._given = cast("dict[str, Process]", {**made._bind_processors, **spread.processors})
        for name in self._always.keys() & self._given.keys():
            self._always[name] = self._given.pop(name)(self._always[name])
        found = (one.type for one in made._result_columns)
        self._read = [(at, read) for at, read in enumerate(_reading(one, dialect) for one in found) if read]
        self._row: Callable[[Any], Any] | None = None

    def run(self, db: Connection, cursor: Cursor, given: Mapping[str, Any]) -> Found:
        """What it finds with these values."""
        text, values = self.text, {**self._always, **given}
        for name, process in self._given.items():
            values[name] = process(values[name])
        for heard in db.dispatch.before_cursor_execute:
            text, values = heard(db, cursor, text, values, None, False)
        db.dialect.do_execute(cast("DBAPICursor", cursor), text, values)
        for told in db.dispatch.after_cursor_execute:
            told(db, cursor, text, values, None, False)
        try:
            if not cursor.pgresult or not cursor.pgresult.nfields:
                return Found((), cursor.rowcount)
            make = self._row or self._rows_of(cursor)
            rows = cursor.fetchall()
            if self._read:
                rows = [self._as_read(row) for row in rows]
            return Found([make(row) for row in rows], cursor.rowcount)
        finally:
            cursor.let_go()

    def _rows_of(self, cursor: Cursor) -> Callable[[Any], Any]:
        named = cast("Any", NamedTuple)("Row", [(one.name, Any) for one in cursor.columns() or ()])
        named._mapping = property(named._asdict)
        self._row = make = cast("Callable[[Any], Any]", named._make)
        return make

    def _as_read(self, row: Sequence[Any]) -> Sequence[Any]:
        found = list(row)
        for at, read in self._read:
            found[at] = read(found[at])
        return found


def _reading(type_: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """What a type does with each value of a column; the driver makes lists of its own of arrays."""
    if isinstance(type_, ARRAY):
        return None
    if isinstance(type_, Moment):
        return _in_utc
    return cast("Process | None", type_._cached_result_processor(dialect, None))


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)

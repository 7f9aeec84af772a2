"""What a database that is lost, or refuses, means in words of the exchange."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.errors import DiskFull, InsufficientPrivilege, ReadOnlySqlTransaction, UniqueViolation
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.errors import DatabaseUnavailable, LogUnavailable, Stale

NOT_WRITABLE = (DiskFull, InsufficientPrivilege, ReadOnlySqlTransaction)
"""The server answers and takes no rows: nothing can be recorded, so nothing may be shown."""


def cause_of(failure: LogUnavailable) -> object:
    """What the driver said."""
    return getattr(failure.__cause__, "orig", failure.__cause__)


@contextmanager
def answering() -> Iterator[None]:
    """A lost or refusing database in words of the exchange; a broken constraint means somebody else was first."""
    try:
        yield
    except IntegrityError as failure:
        if not isinstance(failure.orig, UniqueViolation):
            raise
        raise Stale("Somebody else has just done this. Open it again to see where it stands.") from failure
    except DataError:
        raise  # what was given cannot be stored, which the doors should have refused: no trouble of the database's
    except (psycopg.OperationalError, DBAPIError, PoolTimeout) as failure:
        if isinstance(getattr(failure, "orig", failure), NOT_WRITABLE):
            raise LogUnavailable("The log could not be written, so nothing was shown or sent.") from failure
        raise DatabaseUnavailable("The database does not answer. Nothing was saved; try again.") from failure

"""A commit counts only when the server says nothing but that it is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from sqlalchemy import Connection

from app.domain.errors import CommitUncertain


@contextmanager
def confirmed(connection: Connection) -> Iterator[None]:
    """Raises CommitUncertain when the server has anything to remark on the commit made in it: a wait for the standby
    that somebody cancelled ends in a success, and a warning.
    """
    driver = cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)
    remarks: list[object] = []
    driver.add_notice_handler(remarks.append)
    try:
        yield
    finally:
        driver.remove_notice_handler(remarks.append)
    if remarks:
        raise CommitUncertain("It was saved, but not confirmed: a second server may not have it.")

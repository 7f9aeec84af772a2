"""Waiting for the disk: a transaction that says nothing, whose durable commit carries all that was committed before."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus

from app.domain.errors import CommitUncertain

FLUSH: Final = b"SELECT pg_logical_emit_message(true, 'prx', '')"


def flush_to_disk(driver: psycopg.Connection[Any]) -> None:
    """Run FLUSH as a transaction of its own. Raises CommitUncertain when it was refused, or was inside another one."""
    flushed = driver.pgconn.exec_(FLUSH).status == ExecStatus.TUPLES_OK
    if not flushed or driver.pgconn.transaction_status != TransactionStatus.IDLE:
        raise CommitUncertain("The log's flush was not done.")

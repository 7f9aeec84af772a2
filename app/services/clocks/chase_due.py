"""The worker's part in chasing: one request after the other, each in a transaction of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from app.domain.errors import DatabaseUnavailable, ExchangeError
from app.services.clocks.next_step import chase
from app.services.runtime import Runtime

RETRY: Final = timedelta(minutes=1)
FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_log = structlog.get_logger()


def chase_due(runtime: Runtime) -> int:
    """Do what is due of every request's ladder, the longest due first; says of how many somebody was told.

    One that cannot be chased now (its log is stopped, its hub has no key, a row was edited) keeps nobody else's: it is
    tried again a minute later. Raises DatabaseUnavailable.
    """
    told = 0
    while (found := _next(runtime)) is not None:
        told += found
    return told


def _next(runtime: Runtime) -> bool | None:
    """Whether the next one was told of; None when nothing is due."""
    taken: UUID | None = None
    try:
        with runtime.database.work(None) as work:
            request = work.files.take_due(runtime.clock.now())
            if request is None:
                return None
            taken = request.file_id
            return chase(runtime, work, request)
    except DatabaseUnavailable:
        raise
    except ExchangeError as failure:
        _log.warning("chase_failed", request=str(taken), error_code=failure.code, exc_info=failure)
    except FAULTS as failure:
        _log.error("chase_failed", request=str(taken), error_code="unexpected", exc_info=failure)
    if taken is not None:
        _put_off(runtime, taken)
    return False


def _put_off(runtime: Runtime, file_id: UUID) -> None:
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        work.files.put_off(file_id, now, now + RETRY)
        work.commit()

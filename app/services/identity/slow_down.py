"""Too many tries from one network address: who comes next waits some seconds, and is then let through.

Nobody is locked out: a whole agency may sit behind one address, with a stranger among them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.errors import ExchangeError
from app.domain.ports import Work
from app.services.identity.limit_rate import count_try
from app.services.identity.tokens import new_token
from app.services.runtime import Runtime

WAIT = timedelta(seconds=10)
GOOD_FOR = timedelta(minutes=10)
"""How long after it was given a ticket still lets somebody through."""
LONGEST_TICKET = 200


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries of `what` go through at once from one address; `window` is when counting begins anew."""

    what: str
    most: int
    window: timedelta


class SlowDown(ExchangeError):
    """Come again in `WAIT`, with this ticket: it lets one try through."""

    code = "slow_down"

    def __init__(self, ticket: str) -> None:
        super().__init__(f"Wait {WAIT.seconds} seconds, then continue.")
        self.ticket = ticket


def slow_down(runtime: Runtime, limit: Limit, who: str, ticket: str) -> None:
    """Count one more try by `who`, which is stored hashed. Raises `SlowDown` beyond the limit, without a ripe ticket.

    The count may lose its last second in a crash, so that counting never waits for the disk.
    """
    now = runtime.clock.now()
    with runtime.database.work(None) as work:
        few = count_try(work, now, limit.what, who, limit.window) <= limit.most
        through = few or _lets_through(runtime, work, ticket, now)
        work.commit_unflushed()
    if not through:
        raise SlowDown(_ticket(runtime, f"{now.timestamp():.0f}.{new_token()}"))


def _lets_through(runtime: Runtime, work: Work, ticket: str, now: datetime) -> bool:
    """Whether we gave it, long enough ago, and this is the first time it is shown."""
    given = ticket.rpartition(".")[0]
    if len(ticket) > LONGEST_TICKET or not ticket.isascii() or not hmac.compare_digest(ticket, _ticket(runtime, given)):
        return False
    at = datetime.fromtimestamp(int(given.partition(".")[0]), UTC)
    if not WAIT <= now - at <= GOOD_FOR:
        return False
    return count_try(work, at, "ticket", ticket, GOOD_FOR) == 1


def _ticket(runtime: Runtime, given: str) -> str:
    return f"{given}.{hmac.digest(runtime.session_key, b'ticket' + given.encode(), hashlib.sha256).hex()}"

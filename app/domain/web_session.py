"""One browser's sign-in, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

SESSION_LIMIT = timedelta(hours=12)
"""However busy, nobody works on one sign-in for longer than this."""
IDLE_LIMIT = timedelta(minutes=30)
"""A session nobody uses for this long is over."""
STRONG_FOR = timedelta(hours=1)
"""How long after a strong proof of who somebody is an act that needs one may follow."""
SEEN_STEP = timedelta(minutes=1)
"""How stale the record of a session's last use may be."""


@dataclass(frozen=True, slots=True)
class WebSession:
    """One browser's sign-in. Acts under one membership; none yet while the person is choosing.

    `strong_at` is when its person last proved themselves in a way that counts as strong. `bound` is the exchange's own
    seal over the rest: without it the row stands for nobody.
    """

    id: UUID
    person_id: UUID
    provider_id: UUID
    issuer: str
    subject: str
    sid: str | None
    groups: tuple[str, ...]
    signed_in_at: datetime
    last_seen_at: datetime
    membership_id: UUID | None = None
    revoked_at: datetime | None = None
    strong_at: datetime | None = None
    bound: bytes = field(default=b"", repr=False)

    @property
    def expires_at(self) -> datetime:
        """The absolute end, counted from the sign-in and not from a change of membership."""
        return self.signed_in_at + SESSION_LIMIT

    @property
    def ends_at(self) -> datetime:
        """When it ends if it is not used again."""
        return min(self.last_seen_at + IDLE_LIMIT, self.expires_at)

    def is_strong(self, now: datetime) -> bool:
        """Whether it was strongly proved a short while ago who this is. Whatever nobody said is no."""
        return self.strong_at is not None and self.strong_at <= now < self.strong_at + STRONG_FOR

    def is_live(self, now: datetime) -> bool:
        """Whether it may still be used: not revoked, not idle too long, not past the absolute limit."""
        return self.revoked_at is None and now < self.ends_at

"""The one clock."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Time from the operating system, in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)

"""What the clocks need from outside: what organisations say of their time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.clock_settings import ClockSetting, Kept


class ClockSettingRows(Protocol):
    """Read by everybody; written by administrators' commands alone."""

    def kept(self, organisation_ids: Collection[UUID]) -> Mapping[UUID, Kept]:
        """What each of these organisations says that nobody has ended, in one statement; those that there are."""
        ...

    def add(self, setting: ClockSetting) -> None:
        """Raises `Stale` when there is one in its place."""
        ...

    def end(self, setting_id: UUID, at: datetime) -> bool:
        """False if it was ended before."""
        ...

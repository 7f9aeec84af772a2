"""What an organisation says of its time: when it is open, who covers it otherwise, and what its hub has promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from app.domain.identity import Organisation

HOURS, CLOSED, COVER, DUTY, PROFILE = "hours", "closed", "cover", "duty", "profile"
KINDS: Final = (HOURS, CLOSED, COVER, DUTY, PROFILE)
DATED: Final = (HOURS, CLOSED)
"""Of these there is one for a day: from which hours hold, or which is closed. Of the others there is one."""
NUMBERS: Final = (COVER, DUTY)
"""These hold a telephone number, which counts as verified when somebody else than who entered it has rung it."""


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """One of them, as somebody entered it. It never changes: another takes its place, and it is ended.

    `said` is JSON: of hours `week` and the `calendar` of bank holidays on which it is closed, or None; of a closed day
    `why`; of cover `covered`, `by`, `telephone` and `covers`; of a duty number `name` and `telephone`; of a profile its
    `key`, `digest` and `content`.
    """

    id: UUID
    organisation_id: UUID
    kind: str
    day: date | None
    said: Mapping[str, Any]
    set_by: UUID
    set_at: datetime
    rung_by: UUID | None = None
    rung_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An organisation with all that it says of its time and that nobody has ended; `names` are of those who entered
    or rang.
    """

    organisation: Organisation
    settings: tuple[ClockSetting, ...]
    names: Mapping[UUID, str]

    def of(self, kind: str) -> tuple[ClockSetting, ...]:
        """Those of a kind, by day."""
        return tuple(one for one in self.settings if one.kind == kind)

    def hours(self, on: date) -> ClockSetting | None:
        """The hours that hold on a day: of those that have begun, the ones that began last."""
        return next((one for one in reversed(self.of(HOURS)) if one.day is not None and one.day <= on), None)

    def one(self, kind: str) -> ClockSetting | None:
        """The one of a kind of which there is one."""
        return next(iter(self.of(kind)), None)

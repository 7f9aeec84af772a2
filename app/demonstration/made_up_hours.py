"""When the made-up organisations are there, and who covers them. Whoever is not here has said nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ENGLAND: Final = "england-and-wales"
OFFICE: Final = ("mon-fri=9:00-17:00",)
ALWAYS: Final = ("every=0:00-24:00",)
NO_HOLIDAYS: Final = "none"


@dataclass(frozen=True, slots=True)
class MadeUpHours:
    """An organisation's week and calendar, and who answers otherwise: a hub's duty line, or a partner's cover.

    Without `line` nobody does; without a telephone, nothing is said of it. `rung` says whether somebody has tried it.
    """

    week: tuple[str, ...] = OFFICE
    holidays: str = ENGLAND
    line: str | None = None
    telephone: str | None = None
    covers: str = "nights, weekends and bank holidays"
    rung: bool = True


PROFILE: Final = "standard"
MADE_UP_HOURS: Final = {
    "hub": MadeUpHours(line="Northmoor Emergency Duty Team", telephone="01632 960150"),
    "eastmoor": MadeUpHours(line="Eastmoor Emergency Duty Team", telephone="01632 960250", rung=False),
    "police": MadeUpHours(ALWAYS, NO_HOLIDAYS, "Force control room", "01632 960151", "every hour"),
    "ambulance": MadeUpHours(ALWAYS, NO_HOLIDAYS, "Clinical hub", "01632 960152", "every hour"),
    "fire": MadeUpHours(ALWAYS, NO_HOLIDAYS, "Fire control", "01632 960153", "every hour", rung=False),
    "housing": MadeUpHours(line="Northmoor Homes out-of-hours line", telephone="01632 960154"),
    "association": MadeUpHours(("mon-thu=9:00-16:30", "fri=9:00-16:00"), telephone="01632 960155", rung=False),
    "childrens": MadeUpHours(line="Northmoor Emergency Duty Team", telephone="01632 960150"),
    "health": MadeUpHours(("mon-fri=8:30-16:30", "sat=9:00-12:00"), telephone="01632 960156"),
}
"""By the organisation's key. The association, and the named nurses of child health, have nobody out of hours."""

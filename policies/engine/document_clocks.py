"""What is promised by when, who hears of silence, and until when bank holidays are known, for people to read."""

from __future__ import annotations

from policies.engine import markdown
from policies.engine.clock_profiles import ELAPSED, WORKING_DAYS, ClockProfile, Target
from policies.engine.release import PolicyRelease


def clocks(release: PolicyRelease) -> list[str]:
    """Return the sections of ratings and promises, of the ladders, and of bank holidays."""
    profiles = release.profiles.values()
    promised = (
        (one.label, rating.label, target_words(one.partner[rating.key]), target_words(one.hub[rating.key]))
        for one in profiles
        for rating in release.ratings.values()
    )
    why = ((one.label, one.because, one.source) for one in profiles)
    known = ((one.label, str(len(one.days)), str(one.known_until), one.source) for one in release.calendars.values())
    return [
        "## What is promised by when",
        "A hub adopts one profile. A working day or hour is one in which whoever is waited for is open.",
        markdown.table(("Profile", "Rating", "Partner answers", "Hub decides"), promised),
        markdown.table(("Profile", "Because", "Source"), why),
        "## When nobody answers",
        markdown.table(("Profile", "Step", "At", "Told"), (step for one in profiles for step in _steps(one))),
        "## Bank holidays",
        "Past the day until which they are known, a weekday counts as a working day.",
        markdown.table(("Calendar", "Days", "Known until", "Source"), known),
    ]


def target_words(target: Target | None) -> str:
    """Return how long an answer may take, in words."""
    if target is None:
        return "no time: nobody is asked"
    if target.basis == WORKING_DAYS:
        return _many(target.amount, "working day")
    kind = "" if target.basis == ELAPSED else "working "
    hours, minutes = divmod(target.amount, 60)
    said = [_many(number, f"{kind}{unit}") for number, unit in ((hours, "hour"), (minutes, "minute")) if number]
    return " ".join(said) + (", day and night" if target.basis == ELAPSED else "")


def _many(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _steps(profile: ClockProfile) -> list[tuple[str, str, str, str]]:
    return [(profile.label, f"`{one.key}`", one.at, ", ".join(one.tell)) for one in profile.ladder]

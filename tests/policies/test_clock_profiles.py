"""Ratings, profiles and bank holidays: what they promise, and what is refused with the entry and its mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policies.engine.clock_profiles import Target
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release, release_from_canonical
from tests.policies.conftest import POLICIES
from tests.policies.small_policy import changed

PROFILES, HOLIDAYS = "clock_profiles.toml", "calendars/england-and-wales.toml"
RED = 'red = { elapsed = "4h" }, amber'


def test_what_is_promised() -> None:
    release = load_release(POLICIES)
    assert list(release.ratings) == ["red", "amber", "green", "blue"]
    promised = {key: dict(one.partner) for key, one in release.profiles.items()}
    assert promised == {
        "standard": {
            "red": Target("elapsed", 240), "amber": Target("working_days", 1), "green": Target("working_days", 3),
            "blue": None,
        },
        "fast": {
            "red": Target("elapsed", 120), "amber": Target("working_hours", 360), "green": Target("working_days", 1),
            "blue": None,
        },
    }  # fmt: skip
    steps = [(one.percent, one.hours, one.days, one.tell) for one in release.profiles["standard"].ladder]
    assert steps == [
        (75, 0, 0, ("holder",)), (None, 0, 0, ("organisation",)), (None, 4, 0, ("manager", "hub")),
        (None, 0, 1, ("lead", "board")),
    ]  # fmt: skip


def test_a_stored_release_promises_the_same_in_the_same_order() -> None:
    release = load_release(POLICIES)
    stored = release_from_canonical(release.canonical)
    assert (stored.profiles, stored.calendars) == (release.profiles, release.calendars)
    assert list(stored.ratings.values()) == list(release.ratings.values())


def test_another_promise_or_holiday_is_another_release(tmp_path: Path) -> None:
    digests = {load_release(POLICIES).digest}
    for number, (name, old, new) in enumerate(
        [(PROFILES, "4h", "3h"), (HOLIDAYS, "2026-12-28", "2026-12-29"), (PROFILES, '"75%"', '"74%"')]
    ):
        digests.add(load_release(changed(tmp_path / str(number), name, old, new)).digest)
    assert len(digests) == 4


@pytest.mark.parametrize(
    "name, old, new, key, says",
    [
        (PROFILES, RED, 'red = { working = "4h" }, amber', "profile.standard.partner.red", "waits for nothing"),
        (PROFILES, RED, 'red = "none", amber', "profile.standard.partner.red", "waits for nothing"),
        (PROFILES, 'red = { elapsed = "6h" }', 'red = { working = "1d" }', "profile.standard.hub.red", "for nothing"),
        (PROFILES, "runs_on = true", "runs_on = false", "rating.red.runs_on", "must be true of the first"),
        (PROFILES, RED, "amber", "profile.standard.partner.red", "is missing"),
        (PROFILES, RED, f"white = 1, {RED}", "profile.standard.partner.white", "is not a key"),
        (PROFILES, RED, 'red = { elapsed = "1d" }, amber', "profile.standard.partner.red", 'elapsed = "4h"'),
        (PROFILES, RED, 'red = { elapsed = "0h" }, amber', "profile.standard.partner.red", 'elapsed = "4h"'),
        (PROFILES, RED, "red = 4, amber", "profile.standard.partner.red", 'elapsed = "4h"'),
        (PROFILES, RED, 'red = { elapsed = "4h", working = "1d" }, amber', "profile.standard.partner.red", '= "4h"'),
        (PROFILES, 'colour = "orange"', 'colour = "amber"', "rating.amber.colour", '"amber" is not a known value'),
        (PROFILES, '"75%"', '"0%"', "profile.standard.ladder[1].at", "from 1% to 99%"),
        (PROFILES, '"75%"', '"100%"', "profile.standard.ladder[1].at", "from 1% to 99%"),
        (PROFILES, '"75%"', '"due"', "profile.standard.ladder[2].at", "due does not come after due"),
        (PROFILES, '"due+4h"', '"due+24h"', "profile.standard.ladder[3].at", "say it in days, such as due+1d"),
        (PROFILES, '"due+4h"', '"80%"', "profile.standard.ladder[3].at", "80% does not come after due"),
        (PROFILES, '"due+4h"', '"due+2d"', "profile.standard.ladder[4].at", "due+1d does not come after due+2d"),
        (PROFILES, '["holder"]', '["holders"]', "profile.standard.ladder[1].tell", 'Did you mean "holder"?'),
        (PROFILES, '["holder"]', "[]", "profile.standard.ladder[1].tell", "at least one"),
        (PROFILES, '"nearly_due"', '"due"', "profile.standard.ladder[2].key", "is there twice"),
        (HOLIDAYS, "on = 2026-12-28", "on = 2026-12-26", "day[17].on", "each once"),
        (HOLIDAYS, "on = 2026-12-28", "on = 2027-12-28", "day[18].on", "stand in order"),
        (HOLIDAYS, "known_until = 2028-12-31", "known_until = 2028-12-25", "day[36].on", "lies past known_until"),
        (HOLIDAYS, "known_until = 2028-12-31", "known_until = 2030-12-31", "known_until", "no day of 2030"),
        (HOLIDAYS, "known_until = 2028-12-31\n", "", "known_until", "is missing"),
        (HOLIDAYS, "known_until = 2028", "know_until = 2028", "know_until", 'Did you mean "known_until"?'),
    ],
)  # fmt: skip
def test_a_promise_that_cannot_be_kept_is_refused(
    tmp_path: Path, name: str, old: str, new: str, key: str, says: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        load_release(changed(tmp_path, name, old, new))
    assert (refused.value.file, refused.value.key) == (name, key)
    assert says in str(refused.value)


def test_a_bank_holiday_has_its_substitute_and_a_name() -> None:
    calendar = load_release(POLICIES).calendars["england-and-wales"]
    assert calendar.days[date(2026, 12, 28)] == "Boxing Day (substitute day)"
    assert calendar.days[date(2027, 12, 25)] == "Christmas Day"
    assert calendar.known_until >= date(2028, 12, 31)

"""The published vectors of due times: as the oracle walks them out, in their schema, and met by the exchange."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from app.domain.clocks import Calendar, Clock, Pause, Target
from policies.engine.clock_profiles import Rung
from tests.vectors.make_clocks import DAYS, FILE, written

DOCUMENT: Final[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
VECTORS: Final[list[dict[str, Any]]] = DOCUMENT["vectors"]

AMBER: Final = {"basis": "working_days", "amount": 1}


class Asked(NamedTuple):
    """One vector as the exchange takes it."""

    clock: Clock
    due: datetime
    rungs: dict[str, datetime]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _calendar(name: str) -> Calendar:
    found = DOCUMENT["calendars"][name]
    hours = {
        DAYS.index(day): tuple((_minutes(a), _minutes(b)) for a, b in spans) for day, spans in found["hours"].items()
    }
    known = date.fromisoformat(found["known_until"]) if "known_until" in found else None
    return Calendar(hours, frozenset(map(date.fromisoformat, found["closed"])), known)


def _asked(vector: dict[str, Any]) -> Asked:
    moment = datetime.fromisoformat
    pauses = tuple(Pause(moment(begins), moment(ends)) for begins, ends in vector.get("pauses", ()))
    clock = Clock(moment(vector["start"]), Target(**vector["target"]), _calendar(vector["calendar"]), pauses)
    return Asked(clock, moment(vector["due"]), {at: moment(when) for at, when in vector.get("rungs", {}).items()})


def _wrong(vectors: list[dict[str, Any]]) -> Iterator[int]:
    for one in vectors:
        asked = _asked(one)
        rungs = {at: asked.clock.at(Rung(at, at, ("holder",))) for at in asked.rungs}
        if (asked.clock.due, rungs) != (asked.due, asked.rungs):
            yield one["id"]


def test_every_vector_comes_out() -> None:
    assert list(_wrong(VECTORS)) == []


def test_a_vector_that_is_a_minute_off_is_noticed() -> None:
    off = [{**one, "due": one["due"].replace(":00Z", ":59Z")} for one in VECTORS]
    assert list(_wrong(off)) == [one["id"] for one in VECTORS]


@pytest.mark.slow
def test_the_file_is_what_the_oracle_walks_out() -> None:
    assert FILE.read_text(encoding="utf-8") == written()


def test_the_file_is_as_its_schema_says() -> None:
    schema = json.loads(FILE.with_name("clocks.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(DOCUMENT)) == []
    assert [one["id"] for one in VECTORS] == list(range(1, len(VECTORS) + 1))
    assert {one["calendar"] for one in VECTORS} == set(DOCUMENT["calendars"])


def test_what_the_vectors_are_about() -> None:
    groups = Counter(one["group"] for one in VECTORS)
    assert sum(groups.values()) >= 300
    assert f"{len(VECTORS)} cases" in FILE.with_name("README.md").read_text(encoding="utf-8")
    wanted = {"spring", "autumn", "christmas", "easter", "weekend", "pause", "re-rating", "odd hours", "past known"}
    assert wanted <= {group for group, number in groups.items() if number >= 10}
    over = {one["due"][:10] for one in VECTORS if one["start"][:10] == "2027-12-24" and one["target"] == AMBER}
    assert over == {"2027-12-29"}  # 27 and 28 December 2027 stand for Christmas Day and Boxing Day


def test_no_pause_and_no_hour_changes_what_has_to_be_answered_at_once() -> None:
    elapsed = [one for one in VECTORS if one["target"]["basis"] == "elapsed"]
    assert len(elapsed) > 60
    for one in elapsed:
        taken = datetime.fromisoformat(one["due"]) - datetime.fromisoformat(one["start"])
        assert taken.total_seconds() == one["target"]["amount"] * 60
        assert datetime.fromisoformat(one["due"]).tzinfo is UTC

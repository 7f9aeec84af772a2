"""Makes `clocks.json`, walked out by the oracle: `python -m tests.vectors.make_clocks` writes it anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.vectors.clock_cases import CALENDARS, CASES, KNOWN_UNTIL, LADDER, TARGETS, Case
from tests.vectors.minute_by_minute import Opening, Oracle

FILE: Final = Path(__file__).with_name("clocks.json")
FORMAT: Final = "prx/clocks/1"
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def document() -> dict[str, Any]:
    """Return all that the file holds; `clocks.schema.json` says what each part is."""
    return {
        "format": FORMAT,
        "zone": "Europe/London",
        "calendars": {name: _calendar(one) for name, one in CALENDARS.items()},
        "vectors": [{"id": number, **_vector(case)} for number, case in enumerate(CASES, 1)],
    }


def written() -> str:
    """Return the file's text: a vector a line, so that a difference shows which."""
    whole = document()
    vectors = ",\n".join(f"    {_line(one)}" for one in whole["vectors"])
    calendars = ",\n".join(f'    "{name}": {_line(one)}' for name, one in whole["calendars"].items())
    head = f'  "format": "{whole["format"]}",\n  "zone": "{whole["zone"]}",\n'
    return f'{{\n{head}  "calendars": {{\n{calendars}\n  }},\n  "vectors": [\n{vectors}\n  ]\n}}\n'


def _vector(case: Case) -> dict[str, Any]:
    basis, amount = TARGETS[case.target]
    oracle = Oracle(CALENDARS[case.calendar], case.pauses)
    due = oracle.due(case.start, basis, amount)
    found: dict[str, Any] = {"group": case.group, **({"note": case.note} if case.note else {})}
    found |= {"calendar": case.calendar, "target": {"basis": basis, "amount": amount}, "start": _moment(case.start)}
    if case.pauses:
        found["pauses"] = [[_moment(begins), _moment(ends)] for begins, ends in case.pauses]
    found["due"] = _moment(due)
    if case.ladder:
        found["rungs"] = {name: _moment(_rung(oracle, case.start, due, basis, *step)) for name, step in LADDER.items()}
    return found


def _rung(
    oracle: Oracle, start: datetime, due: datetime, basis: str, percent: int | None, hours: int, days: int
) -> datetime:
    return oracle.later(due, basis, hours, days) if percent is None else oracle.share(start, due, basis, percent)


def _calendar(opening: Opening) -> dict[str, Any]:
    hours = {DAYS[day]: [[_clock(one) for one in span] for span in opening.hours.get(day, ())] for day in range(7)}
    known = {"known_until": str(KNOWN_UNTIL)} if opening.closed else {}
    return {"hours": hours, "closed": [str(one) for one in sorted(opening.closed)], **known}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    print(f"{FILE.name}: {len(CASES)} vectors.")

"""The day on which a hold is looked at again, as it is typed on either page that holds a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from marshmallow import ValidationError

from app.domain.time_of_day import london
from app.schemas.dates import one_line, read_date
from app.web.runtime import runtime

AGAIN: Final = "When is the hold looked at again?"


def typed_again(form: Mapping[str, str]) -> dict[str, str]:
    """Its parts, as they were typed."""
    return {part: form.get(f"again-{part}", "") for part in ("day", "month", "year")}


def read_again(form: Mapping[str, str]) -> tuple[date, Mapping[str, str]]:
    """The day, and what is wrong with it; what is no day is the earliest there is, which nothing takes."""
    try:
        return read_date(typed_again(form), AGAIN, today=london(runtime().clock.now()).date()), {}
    except ValidationError as wrong:
        return date.min, one_line("again", AGAIN, wrong)


def with_day(errors: Mapping[str, str], day: Mapping[str, str]) -> Mapping[str, str]:
    """What is wrong with a form, by the id of its inputs: of the day what was typed, else that it is early."""
    others = {name: said for name, said in errors.items() if name != "again"}
    if day or "again" not in errors:
        return {**others, **day}
    return {**others, "again-day": errors["again"]}

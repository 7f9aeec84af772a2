"""The log's filters: what the address says, checked, and what the form shows again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from marshmallow import ValidationError

from app.domain.errors import InvalidInput
from app.domain.lists import LogFilter, Page
from app.domain.log_entry import KINDS, REVEALED
from app.schemas.dates import read_date
from app.schemas.references import read_reference

NAMES = ("kind", "from", "to", "who", "purpose", "since", "until", "reference")
EVERYTHING = "everything"
READS = "log_read"
GLASS = "glass"
A_PAGE = 20
"""Entries: each takes several lines."""
_DATE = re.compile(r"(?P<day>[0-9]{1,2})[/. -](?P<month>[0-9]{1,2}|[A-Za-z]{3,9})[/. -](?P<year>[0-9]{4})")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of an address: checked, and as they were typed. `reference` is well formed, or None."""

    chosen: LogFilter
    reference: str | None
    page: Page
    typed: dict[str, str]

    def of_files(self, file_ids: tuple[UUID, ...]) -> LogFilter:
        """The filters, and these files alone."""
        return replace(self.chosen, file_ids=file_ids)


def typed_filters(given: Mapping[str, str]) -> dict[str, str]:
    """The filters as typed, empty ones left out."""
    return {name: text for name in NAMES if (text := given.get(name, "").strip())}


def read_filters(given: Mapping[str, str], hub: UUID, purposes: Mapping[str, object], today: date) -> Wanted:
    """The filters of an address. Raises InvalidInput naming every one that cannot be used and the fix."""
    typed = typed_filters(given)
    errors: dict[str, str] = {}
    ids = {name: _id(typed, name, errors) for name in ("from", "to", "who")}
    since, until = (_day(typed, name, errors, today) for name in ("since", "until"))
    if since and until and since > until:
        errors["until"] = "“To date” is before “From date”: exchange them, or leave one empty"
    kind = typed.get("kind")
    if kind not in (None, EVERYTHING, GLASS, *KINDS):
        errors["kind"] = "Choose what happened from the list"
    if typed.get("purpose") not in (None, *purposes):
        errors["purpose"] = "Choose a purpose from the list"
    if errors:
        raise InvalidInput(errors)
    chosen = LogFilter(
        tenant_id=hub,
        kind=REVEALED if kind == GLASS else kind if kind in KINDS else None,
        without=READS if kind is None else None,
        glass=kind == GLASS if kind in (GLASS, REVEALED) else None,
        from_id=ids["from"],
        to_id=ids["to"],
        actor_id=ids["who"],
        purpose=typed.get("purpose"),
        since=since,
        until=until,
    )
    return Wanted(chosen, _reference(typed), _page(given), typed)


def _id(typed: Mapping[str, str], name: str, errors: dict[str, str]) -> UUID | None:
    if name not in typed:
        return None
    try:
        return UUID(typed[name])
    except ValueError:
        whom = "a person" if name == "who" else "an organisation"
        errors[name] = f"Choose {whom} from the list"
        return None


def _day(typed: Mapping[str, str], name: str, errors: dict[str, str], today: date) -> date | None:
    if name not in typed:
        return None
    words = "From date" if name == "since" else "To date"
    parts = _DATE.fullmatch(typed[name])
    try:
        return read_date(parts.groupdict() if parts else typed[name], words, today=today)
    except ValidationError:
        errors[name] = f"Enter “{words}” as day, month and year, for example {today.day}/{today.month}/{today.year}"
        return None


def _reference(typed: Mapping[str, str]) -> str | None:
    if "reference" not in typed:
        return None
    try:
        return read_reference(typed["reference"])
    except ValidationError as error:
        raise InvalidInput({"reference": str(error.messages[0])}) from None


def _page(given: Mapping[str, str]) -> Page:
    """Where to go on; what is no entry's id is nowhere, and the first page follows."""
    after, before = (given.get(name, "") for name in ("after", "before"))
    return Page(after if _is_id(after) else None, before if _is_id(before) else None, A_PAGE)


def leads_nowhere(given: Mapping[str, str]) -> bool:
    """Whether an address names a place in the log that can be none: the page says that it begins at the newest."""
    return any(not _is_id(text) for name in ("after", "before") if (text := given.get(name, "")))


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None

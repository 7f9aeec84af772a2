"""How far along a list somebody is: “1 to 25 of 212”. Pages are cut by key, so the address carries the first number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.lists import COUNTED, PAGE_SIZE, Page

FIRST = "first"
"""The name of that number in an address. It only counts: no row is found by it."""


def first_of(typed: Mapping[str, str], page: Page) -> int | None:
    """The number of a page's first row; None on a later page whose address does not say it."""
    given = typed.get(FIRST, "")
    if page.after is None and page.before is None:
        return 1
    return int(given) if re.fullmatch("[1-9][0-9]{0,6}", given) else None


def tally(first: int | None, shown: int, total: int | None) -> str:
    """In words; empty for an empty list. What is counted no further is “more than”."""
    many = f"more than {COUNTED:,}" if total is None else f"{total:,}"
    if not shown:
        return ""
    if first is None or (total is not None and first + shown - 1 > total):
        return f"{many} in all"
    return f"{first:,} to {first + shown - 1:,} of {many}"


def neighbouring(first: int | None, shown: int, *, older: bool) -> Mapping[str, str]:
    """What the address of the older or the newer page says of its first row; nothing where it is not known."""
    if first is None:
        return {}
    return {FIRST: str(first + shown if older else max(1, first - PAGE_SIZE))}

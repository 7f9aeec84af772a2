"""Why an answer stands that the hub has challenged: a return says it besides, until it is corrected. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from app.domain.records import Record
from app.services.disclosure.sealing import Content

STANDS: Final = "return_decline_reason"
"""The field that holds it. No form of a return asks for it: a decline gives its own reason at each item."""
STOOD: Final = "stood_by"
"""A return's code: it says again what the one before it said, which therefore was not corrected."""

AGAIN: Final = "again"
"""The fact of an entry by which a return was sent a second time: `STOOD`."""


def without_why(content: Content) -> Content:
    """The answers alone: a correction is an answer of its own, whatever was said of the one before."""
    return Content({key: one for key, one in content.answers.items() if key != STANDS}, content.gists)


def said_again(records: Iterable[Record]) -> frozenset[UUID]:
    """Those of these returns that another says again, word for word."""
    return frozenset(one.supersedes for one in records if STOOD in one.codes and one.supersedes is not None)

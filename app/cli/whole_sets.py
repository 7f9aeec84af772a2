"""Words that are said anew as a whole set, such as facts in law: asked for, or said and told as before and now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import click

from app.cli.answering import Answer

NOTHING: Final = "nothing"


def is_said(given: tuple[str, ...], *, nothing: bool) -> bool:
    """Whether a whole set is said anew: what was typed without one only asks. Raises BadParameter for both at once."""
    if given and nothing:
        raise click.BadParameter("Give either words or --none.")
    return nothing or bool(given)


def change_said(before: Collection[str] | None, after: Collection[str], unsaid: str = NOTHING) -> Answer:
    """What was said and what is now; `unsaid` stands for a set that nobody had said."""
    same = before is not None and set(before) == set(after)
    row = {"changed": not same, "before": _row(before), "now": sorted(after)}
    if same:
        return Answer(row, "Nothing changed: this is what is said already.")
    return Answer(row, f"Before: {words_of(before, unsaid)}\nNow: {words_of(after)}")


def set_row(words: Collection[str] | None) -> Mapping[str, Any]:
    """What is said now, for programs; null where nobody has said it."""
    return {"now": _row(words)}


def words_of(words: Collection[str] | None, unsaid: str = NOTHING) -> str:
    """A set on one line."""
    return unsaid if words is None else ", ".join(sorted(words)) or NOTHING


def _row(words: Collection[str] | None) -> list[str] | None:
    return None if words is None else sorted(words)

"""Words that are said anew as a whole set, such as facts in law: asked for, or said and told as before and now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import click

from app.cli.running import tell

NOTHING: Final = "nothing"


def is_said(given: tuple[str, ...], *, nothing: bool) -> bool:
    """Whether a whole set is said anew: what was typed without one only asks. Raises BadParameter for both at once."""
    if given and nothing:
        raise click.BadParameter("Give either words or --none.")
    return nothing or bool(given)


def tell_change(before: Collection[str] | None, after: Collection[str], unsaid: str = NOTHING) -> None:
    """Print what was said and what is now; `unsaid` stands for a set that nobody had said."""
    if before is not None and set(before) == set(after):
        tell("Nothing changed: this is what is said already.")
        return
    tell(f"Before: {words_of(before, unsaid)}")
    tell(f"Now: {words_of(after)}")


def words_of(words: Collection[str] | None, unsaid: str = NOTHING) -> str:
    """A set on one line."""
    return unsaid if words is None else ", ".join(sorted(words)) or NOTHING

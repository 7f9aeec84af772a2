"""Days and times as an operator types them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click


class Moment(click.DateTime):
    """A day or a time, called by a word in usage, and in errors shown by an example instead of by its format."""

    def __init__(self, word: str, example: str, formats: Sequence[str]) -> None:
        super().__init__(formats)
        self._word, self._example = word, example

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What stands for it in usage."""
        return self._word

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment. Raises BadParameter with an example."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is none that there is. Give it as {self._example}.", param, ctx)


DAY = Moment("DAY", "2026-12-01", ("%Y-%m-%d",))
MINUTE = Moment("TIME", "2026-11-30T14:05", ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"))

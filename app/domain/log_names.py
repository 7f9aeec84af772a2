"""Names of logs, by which their signed checkpoints are told apart: the installation's origin, then whose it is.

After a restore all go on under names that say how often that has happened: `…/r1`, `…/r2`.
"""

from __future__ import annotations

import re

SUMMARY = "summary"
"""Stands where a log's label would; labels are hexadecimal, so none is this word."""


LONGEST = 200
NUMBER = re.compile("[1-9][0-9]{0,5}")


def name_of(origin: str, label: str, resumed: int = 0) -> str:
    """The name of a log, or of the summary, after so many restores."""
    name = f"{origin}/{label}"
    return f"{name}/r{resumed}" if resumed else name


def times_resumed(name: str) -> int:
    """How many restores a name says there have been."""
    _, mark, number = name.rpartition("/r")
    return int(number) if mark and number.isdecimal() and number.isascii() else 0


def is_resumed(name: str, label: str) -> bool:
    """Whether a log with this label may have been given this name by a restore; no other name becomes a file's."""
    times = name.rpartition("/r")[2]
    return len(name) <= LONGEST and name.endswith(f"/{label}/r{times}") and NUMBER.fullmatch(times) is not None


def label_in(name: str) -> str:
    """The label of the log that a name is of, or what stands there for the summary."""
    return name.removesuffix(f"/r{times_resumed(name)}").rpartition("/")[2]


def is_of_summary(name: str) -> bool:
    """Whether this is the name of a summary."""
    return label_in(name) == SUMMARY

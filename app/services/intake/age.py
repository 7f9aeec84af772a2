"""Whether somebody is a child or an adult on the day of an act, as far as their date of birth can tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.domain.answers import VALUE, Answer

ADULT = 18
BORN, HOW_SURE = "case_date_of_birth", "case_date_of_birth_accuracy"
GUESSED = ("year_only", "estimated")
WORDS = {"child": "a child", "adult": "an adult"}
"""Kinds of subject that an age makes."""


def other_kind(kind: str, held: Mapping[str, Answer], on: date) -> str | None:
    """The kind that somebody is on a day by what is held of their birth, where the case has them as another; else None.

    A guessed date says nothing, nor does a year alone in which it could be either.
    """
    born, how_sure = held.get(BORN), held.get(HOW_SURE)
    if kind not in WORDS or born is None or born.kind != VALUE or not born.value:
        return None
    if how_sure is not None and how_sure.value in GUESSED:
        return None
    really = kind_by_birth(str(born.value), on)
    return really if really != kind else None


def kind_by_birth(born: str, on: date) -> str | None:
    """Child or adult on a day, of whoever was born then; None where a year, or year and month, alone leaves it open."""
    parts = [int(part) for part in born.split("-")]
    given = len(parts)
    oldest, youngest = ([*parts, *rest[given - 1 :]] for rest in ((1, 1), (12, 31)))
    kinds = {"adult" if _age(one, on) >= ADULT else "child" for one in (oldest, youngest)}
    return kinds.pop() if len(kinds) == 1 else None


def _age(born: list[int], on: date) -> int:
    year, month, day = born
    return on.year - year - ((on.month, on.day) < (month, day))

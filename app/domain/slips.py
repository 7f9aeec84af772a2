"""Slips: what a month's figures need of a sealed answer, as a few codes that are sealed beside it.

Nobody counts by opening answers. Which figure is made from what is in the README of `app/services/reporting`; a slip
holds what its table says, no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.answers import ANSWER_KINDS, ASKING, VALUE, Answer
from app.domain.partial_dates import last_day

ABOUT_RETURN, ABOUT_CASE = "return", "case"
TELLING = sorted(
    ANSWER_KINDS, key=lambda kind: (kind != VALUE, not ANSWER_KINDS[kind].tells, not ANSWER_KINDS[kind].searched)
)
"""The kinds of answer, from what tells the hub most to what tells it least."""
LEAST_AGREED = ("not_told", "told_not_agreed", "told_and_agreed", "agreed")
AGES = ((0, "0-4"), (5, "5-9"), (10, "10-15"), (16, "16-17"), (18, "18-25"), (26, "26-64"), (65, "65+"))
"""Bands of age by the years they begin at."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip as it is stored. It opens only in this place, with the hub's key for figures."""

    id: UUID
    hub_id: UUID
    about: str
    file_id: UUID
    record_id: UUID
    version: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class ReturnFigures:
    """Of one subject's return: its most and least telling answer, the ground of a decline, why consent was not had."""

    best: str | None
    worst: str | None
    ground: str | None
    consent: str | None


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Of a case: how it came, the concern, its outcome, whether told or agreed, the age the youngest may be."""

    channel: str | None
    category: str | None
    outcome: str | None
    told: str | None
    youngest: str | None


def return_figures(own: Collection[str], answers: Mapping[str, Answer]) -> ReturnFigures:
    """What a return, or a question to the hub, adds to the figures; `own` are the fields of the partner's own kind."""
    given = [answer for key, answer in answers.items() if key in own]
    kinds = {answer.kind for answer in given}
    if code_of(answers, "return_anything_else"):
        kinds.add(VALUE)
    if "return_question" in answers:
        kinds.add(ASKING)
    ranked = [kind for kind in TELLING if kind in kinds]
    grounds = [answer.ground for answer in given if answer.ground]
    return ReturnFigures(
        best=ranked[0] if ranked else None,
        worst=ranked[-1] if ranked else None,
        ground=max(grounds, key=lambda one: (grounds.count(one), one), default=None),
        consent=code_of(answers, "return_consent_reason"),
    )


def case_figures(whole: Mapping[str, Answer], subjects: Iterable[Mapping[str, Answer]], on: date) -> CaseFigures:
    """What a case adds to the figures on the day of its outcome: its own answers, and those about each subject."""
    each = [whole, *subjects]
    told = {code_of(one, "case_told_or_agreed") for one in each}
    born = [last_day(code) for one in each if (code := code_of(one, "case_date_of_birth"))]
    return CaseFigures(
        channel=code_of(whole, "case_channel"),
        category=code_of(whole, "case_concern_category"),
        outcome=code_of(whole, "case_decision"),
        told=next((code for code in LEAST_AGREED if code in told), None),
        youngest=age_band(max(born), on) if born else None,
    )


def age_band(born: date, on: date) -> str:
    """The band of somebody's age in whole years; the first one for a birth still to come."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((band for begins, band in reversed(AGES) if years >= begins), AGES[0][1])


def code_of(answers: Mapping[str, Answer], key: str) -> str | None:
    """The value of a field as a code, None where it says nothing."""
    answer = answers.get(key)
    return str(answer.value) if answer and answer.kind == VALUE and answer.value else None

"""What templates may say without asking: dates and values in words, and the closed lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from flask import Flask
from werkzeug.local import LocalProxy

from app.domain.answers import ANSWER_KINDS, GROUNDS, NATURES
from app.domain.files import EXAMPLE_REFERENCE
from app.domain.time_of_day import london, time_words
from app.services.research.approval import SECOND_PERSON
from app.web.date_words import date_words, moment_words
from app.web.value_words import option_words, value_words
from policies.engine.clock_profiles import HolidayCalendar
from policies.engine.release import PolicyRelease


def register_words(app: Flask, now: Callable[[], datetime], release: Callable[[], PolicyRelease]) -> None:
    """Adds the filters of dates and times, and as globals value_words, option_words, the closed lists,
    printed_at, and the ratings of the policy in force.
    """
    app.jinja_env.filters.update(date_words=date_words, time_words=time_words, moment_words=moment_words)
    app.jinja_env.globals.update(value_words=value_words, option_words=option_words)
    app.jinja_env.globals.update(ANSWER_KINDS=ANSWER_KINDS, NATURES=NATURES, GROUNDS=GROUNDS)
    app.jinja_env.globals.update(past_known=lambda due: past_known(release().calendars.values(), due))
    app.jinja_env.globals.update(
        RATINGS=LocalProxy(lambda: release().ratings),
        RATING_CHOICES=LocalProxy(lambda: [(key, one.label) for key, one in release().ratings.items()]),
    )
    app.jinja_env.globals.update(EXAMPLE_REFERENCE=EXAMPLE_REFERENCE, printed_at=now)
    app.jinja_env.globals.update(
        SECOND_PERSON=SECOND_PERSON, GROUND_CHOICES=[(key, one.words) for key, one in GROUNDS.items()]
    )


def past_known(calendars: Iterable[HolidayCalendar], due: datetime) -> str:
    """What is said of a due time that lies past the day until which bank holidays are known; empty for another."""
    until = min((one.known_until for one in calendars), default=None)
    if until is None or london(due).date() <= until:
        return ""
    return f". Bank holidays are known to {date_words(until)}: one announced later can move this"

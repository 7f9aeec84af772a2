"""What templates may say without asking: dates and values in words, and the closed lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask

from app.domain.answers import ANSWER_KINDS, GROUNDS, NATURES
from app.domain.files import EXAMPLE_REFERENCE
from app.domain.time_of_day import time_words
from app.services.research.approval import SECOND_PERSON
from app.web.date_words import date_words, moment_words
from app.web.value_words import option_words, value_words
from policies.engine.clock_profiles import Rating


def register_words(app: Flask, now: Callable[[], datetime], ratings: Mapping[str, Rating]) -> None:
    """Adds the filters of dates and times, and as globals value_words, option_words, the closed lists,
    printed_at, and the ratings of the policy in force.
    """
    app.jinja_env.filters.update(date_words=date_words, time_words=time_words, moment_words=moment_words)
    app.jinja_env.globals.update(value_words=value_words, option_words=option_words)
    app.jinja_env.globals.update(ANSWER_KINDS=ANSWER_KINDS, NATURES=NATURES, GROUNDS=GROUNDS)
    app.jinja_env.globals.update(RATINGS=ratings, RATING_CHOICES=[(key, one.label) for key, one in ratings.items()])
    app.jinja_env.globals.update(EXAMPLE_REFERENCE=EXAMPLE_REFERENCE, printed_at=now)
    app.jinja_env.globals.update(
        SECOND_PERSON=SECOND_PERSON, GROUND_CHOICES=[(key, one.words) for key, one in GROUNDS.items()]
    )

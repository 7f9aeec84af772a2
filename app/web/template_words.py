"""What templates may say without asking: filters for dates, and the closed lists in words."""

from __future__ import annotations

from flask import Flask

from app.domain.answers import ANSWER_KINDS, NATURES
from app.schemas.grounds import GROUNDS
from app.web.date_words import date_words, moment_words, time_words


def register_words(app: Flask) -> None:
    """Adds the filters date_words, time_words, moment_words and the lists ANSWER_KINDS, NATURES, GROUNDS."""
    app.jinja_env.filters.update(date_words=date_words, time_words=time_words, moment_words=moment_words)
    app.jinja_env.globals.update(ANSWER_KINDS=ANSWER_KINDS, NATURES=NATURES, GROUNDS=GROUNDS)

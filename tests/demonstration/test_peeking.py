"""Whoever peeks in the story compares pages, not minutes: each page says the minute in which it was made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

import pytest
from flask import Flask, request

from app.demonstration.story.forms import NotOnPage
from app.demonstration.story.scenes.peeking import finds_nothing
from app.demonstration.story.visitor import Visitor, Wire
from tests.web.chromium import served


def compared(says: Iterator[object]) -> None:
    """Somebody compares two pages of an exchange whose pages say these things, one after the other."""
    app = Flask(__name__)
    app.register_error_handler(404, lambda _: (f"<h1>Page not found</h1>{next(says)}", 404))
    with served(app) as address:
        finds_nothing(Visitor("Hugh Housing", address, Wire()), "/there", "/nowhere")


def test_a_minute_that_begins_between_two_pages_tells_nothing() -> None:
    compared(chain(["15:02"], repeat("15:03")))


def test_a_page_that_says_more_of_what_is_there_is_noticed() -> None:
    with pytest.raises(NotOnPage, match="can tell that /there exists"):
        compared(iter(lambda: request.path, None))

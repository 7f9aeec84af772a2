"""On a slow line no page of the story is longer than it bears, the questions for eleven partners among them."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tests.stories.playing import Played

MOST: Final = 150_000
"""Bytes of HTML: at 400 kB/s and 300 ms a page is there in a second, and what it draws on has come with the first."""
PART: Final = '-seen" value="'


def test_no_page_of_the_story_is_longer_than_a_slow_line_bears(played: Played) -> None:
    pages = [one for one in played.story.wire.pages if "text/html" in one.headers.get("Content-Type", "")]
    found = [(urlsplit(one.page.address).path, one.page.html) for one in pages]
    assert len(found) > 50
    assert max(html.count(PART) for _, html in found) == 11, "the story asks eleven at once"
    assert {path: len(html.encode()) for path, html in found if len(html.encode()) > MOST} == {}

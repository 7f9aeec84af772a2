"""On a slow line no page of the story is longer than it bears; the questions for many partners grow with them alone."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from tests.stories.playing import Played

MOST: Final = 150_000
"""Bytes of HTML: at 400 kB/s and 300 ms a page is there in a second, and what it draws on has come with the first."""
A_PARTNER: Final = 16_500
"""Of the questions for each partner: nine of them fit into `MOST`, and the story asks eleven at once."""
PART: Final = re.compile(r'name="p-[0-9a-f-]{36}-seen"')


def test_no_page_of_the_story_is_longer_than_a_slow_line_bears(played: Played) -> None:
    pages = [one for one in played.story.wire.pages if "text/html" in one.headers.get("Content-Type", "")]
    found = [(urlsplit(one.page.address).path, one.page.html) for one in pages]
    assert len(found) > 50
    partners = {path: len(PART.findall(html)) for path, html in found}
    most = {path: max(MOST, number * A_PARTNER) for path, number in partners.items()}
    assert [path for path, one in most.items() if one > MOST] == [f"{played.story.case}/questions"]
    assert {path: len(html) for path, html in found if len(html.encode()) > most[path]} == {}

"""On a slow line no page of the story is longer than 150 kB, nor where there is much of everything."""

from __future__ import annotations

from typing import Final

from tests.stories.playing import Played

MOST: Final = 150_000
"""Bytes of HTML: at 400 kB/s and 300 ms a page is there in a second, and what it draws on has come with the first."""


def test_no_page_of_the_story_is_longer_than_a_slow_line_bears(played: Played) -> None:
    pages = [one for one in played.story.wire.pages if "text/html" in one.headers.get("Content-Type", "")]
    sizes = {f"{one.visitor}: {one.page.address}": len(one.page.html.encode()) for one in pages}
    assert len(sizes) > 50
    assert {where: size for where, size in sizes.items() if size > MOST} == {}

"""The walk counts what a person does and sees, no more and no less."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.budgets.walk import Walk

pytestmark = pytest.mark.browser

FIRST = """<!doctype html><meta charset="utf-8"><title>1</title><main><h1>Four words stand here</h1>
<span class="govuk-visually-hidden">heard only</span>
<form action="/second">
<label>Name <input name="a"></label><label>Day <input name="d"></label><label>Month <input name="m"></label>
<label>Again <input name="b"></label>
<label><input type="checkbox"> Tick</label><label>One <select name="c"><option>–<option>yes</select></label>
<details><summary>More</summary><p style="height: 2000px">folded away — three</p></details>
<button>Go on</button></form></main>"""
SECOND = """<!doctype html><title>2</title><main><h1>Done</h1></main>"""


def test_what_is_done_and_seen_is_counted(browser: Browser) -> None:
    page = browser.new_page()
    page.route("https://walk.example/", lambda route: route.fulfill(body=FIRST, content_type="text/html"))
    page.route("https://walk.example/second?*", lambda route: route.fulfill(body=SECOND, content_type="text/html"))
    walk = Walk(page).go("https://walk.example/")
    walk.type(page.get_by_label("Name"), "Madeup Zoë").type(page.get_by_label("Again"), "madeup  zoë")
    walk.type(page.get_by_label("Day"), "11").type(page.get_by_label("Month"), "11")
    walk.tick(page.get_by_label("Tick")).choose(page.get_by_label("One"), "yes")
    assert page.locator("details").get_attribute("open") is None, "looking leaves the page as it was"
    walk.press(page.get_by_role("button", name="Go on"))
    counted = walk.counted()
    assert [one.heading for one in walk.screens] == ["Four words stand here", "Done"]
    assert (counted["screens"], counted["clicks"], counted["characters"], counted["twice"]) == (2, 4, 25, 11)
    first = walk.screens[0]
    assert first.words_unfolded - first.words == 3, "a dash is no word"
    assert first.words == 13, "nor is what is only heard"
    assert first.pixels < 1000
    assert first.pixels_unfolded > 2000
    assert first.bytes == len(FIRST.encode())
    page.close()

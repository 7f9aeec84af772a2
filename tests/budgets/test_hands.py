"""By the keyboard alone nothing is done but by its keys, and what is in the way of that is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.budgets.hands import Keyboard

pytestmark = pytest.mark.browser

FORM = """<!doctype html><title>1</title><style>.bare:focus { outline: none }</style><main>
<a href="#x" id="link">Somewhere</a> <input id="name" value="old">
<input type="radio" name="r" id="one"> <input type="radio" name="r" id="two"> <input type="radio" name="r" id="three">
<select id="list"><option>–</option><option>first</option><option>second one</option></select>
<input type="checkbox" id="box"><details><summary id="more">More</summary><button id="inner">Within</button></details>
<a href="#y" class="bare" id="bare">Bare</a> <button id="last" onclick="document.title = 'pressed'">Last</button>
<button id="never" tabindex="-1">Never</button></main>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A form of every kind of thing that is worked by keys."""
    made = browser.new_page()
    made.set_content(FORM)
    yield made
    made.close()


def test_a_form_is_filled_in_by_keys(page: Page) -> None:
    hands = Keyboard(page)
    hands.tick(page.locator("#three"))
    hands.type(page.locator("#name"), "new words")
    hands.choose(page.locator("#list"), "second one")
    hands.tick(page.locator("#box"))
    hands.tick(page.locator("#more"))
    hands.press(page.locator("#inner"))
    found = page.evaluate(
        "[...document.querySelectorAll('input, select')].map(one => one.checked ? one.id : one.value)"
    )
    assert found == ["new words", "on", "on", "three", "second one", "box"]
    assert page.locator("details").get_attribute("open") is not None
    assert hands.objections == []
    assert hands.stops == 11, "there and back, each key that led on"


def test_a_stop_that_does_not_look_like_one_is_objected_to(page: Page) -> None:
    hands = Keyboard(page)
    hands.press(page.locator("#last"))
    assert page.title() == "pressed"
    assert [one.partition(": ")[2][:60] for one in hands.objections] == [
        'focus is not to be seen: <a href="#y" class="bare" id="bare"'
    ]


def test_what_no_key_leads_to_is_not_reached(page: Page) -> None:
    with pytest.raises(AssertionError, match=r"the keyboard does not get to .*never"):
        Keyboard(page).press(page.locator("#never"))

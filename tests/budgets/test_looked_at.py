"""What is to be objected to is found at every size at which it can be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.budgets.looked_at import COLOURED_ALIKE, SIZES, objections
from tests.web.chromium import served
from tests.web.gallery.site import an_actor, create_gallery

pytestmark = pytest.mark.browser

PALE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>1</title><main><h1>Words</h1>
<p style="color: #ccc">too pale to read</p><img src="data:,"></main>"""
HOLDING = """[...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
  .filter(one => one instanceof CSSMediaRule).map(one => one.conditionText)
  .map(asks => `${asks}: ${matchMedia(asks).matches}`)"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab at a desk."""
    context = browser.new_context(viewport=SIZES["at a desk"])
    yield context.new_page()
    context.close()


def test_what_is_wrong_is_objected_to_at_each_size(page: Page) -> None:
    page.set_content(PALE)
    found = objections(page)
    assert sum("image-alt" in one for one in found) == len(SIZES)
    assert sum("color-contrast" in one for one in found) == len(SIZES) - 1
    assert page.viewport_size == SIZES["at a desk"]


def test_at_400_percent_every_style_is_that_of_a_telephone(page: Page) -> None:
    """No sheet asks for the height of a screen, or tells 320 pixels from 360: what has contrast there has it here."""
    held = {}
    with served(create_gallery(actor=an_actor())) as address:
        for name, size in SIZES.items():
            page.set_viewport_size(size)
            page.goto(address)
            expect(page.locator("h1")).to_be_visible()
            held[name] = page.evaluate(HOLDING)
    assert held["on a telephone"] == held[COLOURED_ALIKE] != held["at a desk"]

"""Words that are no text are kept in a draft as they were typed; it cannot be sent, and each of its fields is named."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from tests.security.doors_shown import filled, in_parts
from tests.security.test_words_at_each_door import WORDS
from tests.web.exchange import Exchange
from tests.web.partner.asked import leaves
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_kept_drafts import begun

FITS = {kind: words for kind, words in WORDS.items() if len(words) < 100_000}
SAVED = {"": 303, "/keep": 200}
"""What the button is answered, and what the script is."""


def posted(browser: PartnerBrowser, path: str, **sent: Any) -> tuple[int, str]:
    """The status of sending something, and what is said."""
    answer = browser.client.post(path, **{"base_url": "https://localhost", **sent})
    return answer.status_code, unescape(answer.text)


@pytest.mark.parametrize("door", SAVED)
@pytest.mark.parametrize("words", FITS.values(), ids=FITS)
def test_a_draft_of_words_that_are_no_text_is_kept_and_cannot_be_sent(
    exchange: Exchange, words: bytes, door: str
) -> None:
    base, hugh = begun(exchange)
    form = next(one for one in hugh.page.all("form") if one.get("data-keep"))
    sends, names = filled(form)
    assert posted(hugh, f"{hugh.path}{door}", **in_parts(sends, names, words))[0] == SAVED[door]
    again = unescape(hugh.client.get(hugh.path, base_url="https://localhost").text)
    assert words.decode(errors="replace") in again

    catalogue, fields = exchange.runtime.policy.release.catalogue, {name.partition("-")[0] for name in names}
    press = {"csrf_token": sends["csrf_token"], "seen_version": "2", "legal_basis": "council_child_protection"}
    for act in ("sign-off", "submit"):
        status, said = posted(hugh, f"{base}/{act}", data=press)
        assert status == 422, act
        assert {one for one in fields if f"“{catalogue[one].label}”" not in said} == set(), act
    assert leaves(exchange, "return_released") == 0
    assert "Draft last saved" in hugh.client.get(hugh.path, base_url="https://localhost").text


@pytest.mark.parametrize("field", ["return_anything_else__value", "return_systems_searched__0__system"])
@pytest.mark.parametrize("door", SAVED)
def test_a_megabyte_in_one_field_is_not_kept_and_the_field_is_named(exchange: Exchange, door: str, field: str) -> None:
    _, hugh = begun(exchange)
    sends = hugh.filled(None, {field: WORDS["a megabyte"].decode()})
    page, answer = hugh.path, hugh.send(f"{hugh.path}{door}", sends).response
    said = str(answer.json) if answer.is_json else answer.text
    label = exchange.runtime.policy.release.catalogue[field.partition("__")[0]].label
    assert answer.status_code == 422
    assert f"Shorten “{label}”: it is too long to be kept in a draft." in said
    assert "Draft last saved" not in hugh.get(page).text

"""The page after a press is the page before it: who it is about, questions and safety, and what was typed."""

from __future__ import annotations

import pytest

from tests.web.exchange import Exchange
from tests.web.partner.asked import ADULT, CHILD, QUESTIONS, housing_request, leaves
from tests.web.partner.browser import PartnerBrowser

STANDS = (CHILD, "1 Madeup Road", QUESTIONS[0]["question"], "never ring the landline", "dog to be shut away")
ROW = {"add_row": "return_systems_searched"}
PRESSES = {
    "answer": [{"do": "continue"}, ROW, {"do": "others"}, {"clear": "housing_known"}],
    "nothing-found": [{"outcome": "none"}, {"outcome": ""}, ROW],
    "decline": [{"do": "continue"}],
}


def begun(exchange: Exchange, page: str) -> PartnerBrowser:
    """Hugh's browser on a page of a request that he has claimed."""
    base = f"/inbox/{housing_request(exchange).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    return hugh.get(hugh.link("Answer about Child") if page == "answer" else f"{base}/{page}")


@pytest.mark.parametrize(("page", "button"), [(page, button) for page, all_ in PRESSES.items() for button in all_])
def test_the_page_after_a_press_is_the_same_page(exchange: Exchange, page: str, button: dict[str, str]) -> None:
    hugh = begun(exchange, page)
    before, opened = hugh.path, leaves(exchange, "opened")
    assert [words for words in STANDS if words not in hugh.text] == []
    hugh.press(None, button)
    assert hugh.path == before
    assert [words for words in STANDS if words not in hugh.text] == []
    assert leaves(exchange, "opened") == opened + 1, "it was opened again, and says so"


def test_what_is_not_theirs_any_more_is_not_opened_again(exchange: Exchange) -> None:
    hugh = begun(exchange, "decline")
    base = hugh.path.removesuffix("/decline")
    harriet = PartnerBrowser(exchange, "harriet").get(f"{base}/take-over")
    harriet.press(None, reason="Madeup: he is on leave.")
    refused = leaves(exchange, "refused")
    hugh.press(None, ground="not_proportionate", why="Madeup: it reaches too far.")
    assert hugh.status == 409
    assert leaves(exchange, "refused") == refused, "nor tried to"
    assert CHILD not in hugh.text
    assert hugh.form(None)["why"] == "Madeup: it reaches too far."


def test_declining_opened_again_shows_what_was_typed(exchange: Exchange) -> None:
    hugh = begun(exchange, "decline")
    page, said = hugh.path, {"ground": "legal_bar", "why": "Madeup: an order of the court forbids it."}
    hugh.press(None, None, **said, return_ring__name="Hana Madeup")
    hugh.get(page)
    form = hugh.form(None)
    assert {key: form.get(key) for key in said} == said
    assert form["return_ring-name"] == "Hana Madeup"


def test_what_is_no_decline_of_everything_is_not_taken_for_one(exchange: Exchange) -> None:
    hugh = begun(exchange, "answer")
    hugh.press(
        None, {"do": "save"}, housing_declared_household__answer="declined",
        housing_declared_household__ground="legal_bar", housing_declared_household__note="Madeup: forbidden.",
        housing_known__answer="searched_no_trace",
    )  # fmt: skip
    hugh.get(hugh.path.partition("/answer")[0] + "/decline")
    form = hugh.form(None)
    assert (form.get("ground"), form["why"]) == (None, "")


def test_whom_one_answers_for_and_searched_for_is_said_by_name_and_never_in_the_title(exchange: Exchange) -> None:
    base = f"/inbox/{housing_request(exchange, ('child', 'adult')).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Adult"))
    assert hugh.heading.startswith(f"Your return: Adult: {ADULT}")
    hugh.get(f"{base}/nothing-found")
    for again in range(2):
        labels = [" ".join("".join(one.itertext()).split()) for one in hugh.page.all("label")]
        assert [one for one in labels if one in (f"Child: {CHILD}", f"Adult: {ADULT}")] == [
            f"Child: {CHILD}", f"Adult: {ADULT}",
        ], again  # fmt: skip
        hugh.press(None, {"outcome": "none"})
    assert "Madeup" not in hugh.page.title

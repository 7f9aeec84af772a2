"""One entry in one file adds an answer kind: form, checks, sign-off, the hub's page and the published schema follow."""

from __future__ import annotations

import pytest

from app.domain.answers import ANSWER_KINDS, AnswerKind
from tests.web.exchange import Exchange
from tests.web.partner.asked import household, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE

KEY, WORDS = "held_elsewhere", "Made up: held by somebody we can name"
KIND = AnswerKind(WORDS, "Made up: held elsewhere", "h", note="Made up: say in the note who holds “{}”")
FIELD, NOTE = "housing_known", "Madeup: the lighthouse keeper holds it."


@pytest.fixture(autouse=True)
def one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind, as the recipe in `app/README.md` adds it."""
    monkeypatch.setitem(ANSWER_KINDS, KEY, KIND)


def test_one_entry_is_enough(exchange: Exchange) -> None:
    home = household(exchange)
    request = request_to(exchange, home, "housing", (FIELD,))
    label = exchange.runtime.policy.release.catalogue[FIELD].label
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Child"))
    assert WORDS in hugh.text

    hugh.press(None, CONTINUE, **{f"{FIELD}__answer": KEY})
    assert f"Made up: say in the note who holds “{label}”" in hugh.problems
    hugh.press(
        None, CONTINUE, return_consent_reason="would_prejudice",
        **{f"{FIELD}__answer": KEY, f"{FIELD}__note": NOTE},
    )  # fmt: skip
    assert hugh.problems == ()
    assert WORDS in hugh.text
    hugh.press(f"{base}/sign-off")
    assert hugh.problems == ()
    assert hugh.heading == "Your return was received"

    returns = PartnerBrowser(exchange, "dilys").get(f"/cases/{home.case_id}/returns").text
    assert WORDS in returns
    assert "Made up: held elsewhere: 1 item" in returns
    assert NOTE in returns
    schema = hugh.client.get("/schemas/return/housing.json").get_json(force=True)
    assert KEY in schema["$defs"][FIELD]["properties"]["answer"]["enum"]


def test_one_that_rests_on_a_search_asks_how_it_was_searched(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ANSWER_KINDS, KEY, AnswerKind(WORDS, "Made up", "h", searched=True))
    request = request_to(exchange, household(exchange), "housing", (FIELD,))
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    hugh.get(hugh.link("Answer about Child")).press(None, CONTINUE, **{f"{FIELD}__answer": KEY})
    label = exchange.runtime.policy.release.catalogue["return_systems_searched"].label
    assert [one for one in hugh.problems if label in one]

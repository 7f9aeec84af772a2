"""Saving a draft and signing a return off says no more to the databases for five people than for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.services.research.open_request import open_request
from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import KNOWN, SEARCHED
from tests.web.statements import Statements, counted

MANY = 5
MOST = {"save": 25, "send": 30, "correct": 31}


def posted(exchange: Exchange, hugh: PartnerBrowser, path: str, form: Mapping[str, Any]) -> Statements:
    """What one press says, without the page it leads to; then that page."""
    with counted(exchange) as sent:
        answer = hugh.client.post(path, data=dict(form), base_url="https://localhost")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    hugh.get(answer.headers["Location"].removeprefix("https://localhost"))
    return sent


def answers(exchange: Exchange, people: int) -> Mapping[str, Statements]:
    """A request about so many children, answered through the pages and corrected: what each kind of press said."""
    request = housing_request(exchange, ["child"] * people)
    base, hugh = f"/inbox/{request.file_id}", PartnerBrowser(exchange, "hugh")
    hugh.get(base).press(f"{base}/claim")
    asked = open_request(exchange.runtime, exchange.actors["hugh"], request.file_id).records
    said: dict[str, Statements] = {}
    for subject in (one.record.subject_id for one in asked):
        path = f"{base}/answer/{subject}"
        form = hugh.get(path).filled(None, {**KNOWN, **SEARCHED}) | {"do": "continue"}
        said["save"] = posted(exchange, hugh, path, form)
    hugh.get(f"{base}/check")
    said["send"] = posted(exchange, hugh, f"{base}/sign-off", hugh.filled(f"{base}/sign-off", {}))
    assert hugh.path == f"{base}/receipt"
    hugh.press(f"{base}/correct")
    said["correct"] = posted(exchange, hugh, f"{base}/sign-off", hugh.filled(f"{base}/sign-off", {}))
    return said


@pytest.fixture
def said(exchange: Exchange) -> Mapping[int, Mapping[str, Statements]]:
    answers(exchange, 1)  # what is remembered of the first visit is no part of any other
    return {people: answers(exchange, people) for people in (1, MANY)}


def test_no_press_says_more_when_there_are_more(said: Mapping[int, Mapping[str, Statements]]) -> None:
    grown = {
        what: f"{len(said[1][what])} → {len(sent)}\n{sent.beyond(said[1][what])}"
        for what, sent in said[MANY].items()
        if len(sent) > len(said[1][what])
    }
    assert not grown, "\n".join(f"{what}: {words}" for what, words in grown.items())
    for each in said.values():
        assert {what: len(sent) for what, sent in each.items() if len(sent) > MOST[what]} == {}

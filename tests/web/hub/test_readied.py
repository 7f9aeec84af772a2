"""A case that was made ready before is as good as one played now, and is nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case
from tests.conftest import Database
from tests.web.exchange import Exchange, make_exchange
from tests.web.hub import playing
from tests.web.hub.playing import HubBrowser, ask, case_id, ready, sent


@pytest.fixture
def first(exchange: Exchange) -> tuple[HubBrowser, HubBrowser, str]:
    """A case that is ready, played or not."""
    return ready(exchange)


def test_whoever_comes_next_has_the_same_case_without_playing_it(
    exchange: Exchange,
    first: tuple[HubBrowser, HubBrowser, str],
    another: Exchange,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(playing, "_made_ready")
    cora, dilys, case = ready(another)
    assert case == first[2]
    assert (cora.page.title, cora.path, dilys.path) == (first[0].page.title, first[0].path, first[1].path)
    ask(cora, another, case, "housing", "housing_known").press(f"{case}/send")
    assert sent(another, case, "housing").partner_id == another.organisations["housing"].id
    assert find_case(exchange.runtime, exchange.actors["cora"], case_id(case)).requests == ()
    assert first[0].get(case).status == first[1].get(case).status == 200
    assert check_log(another.runtime).problems == check_log(exchange.runtime).problems == ()


def test_where_something_was_written_before_it_stays_and_the_case_is_played(exchange: Exchange) -> None:
    begun = HubBrowser(exchange, "cora").start()
    cora, _, case = ready(exchange)
    assert case != begun
    assert cora.get(begun).status == 200


def test_another_town_has_cases_of_its_own(
    another: Exchange, database: Database, keystore: Database, tmp_path: Path
) -> None:
    ready(another)
    other = make_exchange(database, keystore, tmp_path)
    cora, dilys, case = ready(other)
    assert cora.get(case).status == dilys.get(case).status == 200
    assert find_case(other.runtime, other.actors["cora"], case_id(case)).requests == ()
    other.close()

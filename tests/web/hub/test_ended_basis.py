"""A legal basis that ends after something was asked or shared on it: what was given stands, and both sides read so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.web.exchange import POLICIES, Exchange, make_exchange
from tests.web.hub.playing import BASES, answer, ask, fact, ready, sent
from tests.web.partner.browser import PartnerBrowser

ENDING = ("hub_child_protection", BASES["housing"])
"""Keys of the bases that end on 30 November 2026 here: the hub's for asking, and the partner's for sharing."""


@pytest.fixture
def ending(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange under a policy of this test's own."""
    folder = Path(shutil.copytree(POLICIES, tmp_path / "policies", ignore=shutil.ignore_patterns("engine", "*.md")))
    law = folder / "legal_bases.toml"
    text = law.read_text(encoding="utf-8")
    for key in ENDING:
        begin = text.index('in_force_from = "2018-05-25"', text.index(f'key = "{key}"'))
        text = f'{text[:begin]}in_force_to = "2026-11-30"\n{text[begin:]}'
    law.write_text(text, encoding="utf-8")
    made = make_exchange(database, keystore, tmp_path, policies=folder)
    yield made
    made.close()


def test_what_was_given_on_a_basis_that_has_ended_stands_and_says_so(ending: Exchange) -> None:
    cora, _, case = ready(ending)
    ask(cora, ending, case, "housing", "housing_known").press(f"{case}/send")
    request = sent(ending, case, "housing")
    answer(ending, "hugh", request, {"housing_known": fact("yes")}, BASES["housing"])
    hugh = PartnerBrowser(ending, "hugh")
    assert "ended on" not in cora.get(f"{case}/returns").text
    assert "It ended on" not in hugh.get(f"/inbox/{request.file_id}/open").text
    ending.clock.forward(timedelta(days=7))
    cora, hugh = type(cora)(ending, "cora"), PartnerBrowser(ending, "hugh")
    shown = cora.get(f"{case}/returns").text
    assert "The legal basis this was shared on ended on 30 November 2026. What was shared stands" in shown
    assert "Known to" in shown or "Yes" in shown
    assert (
        "It ended on 30 November 2026. What was asked on it stands." in hugh.get(f"/inbox/{request.file_id}/open").text
    )

"""The recipe of app/services/README.md: one more kind of statement is data, and everything else follows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.policies.growing import add_tables
from tests.web.exchange import POLICIES, Exchange, make_exchange
from tests.web.hub.playing import HubBrowser, ready

FIELD = """
[[field]]
key = "case_lighthouse_keeper"
label = "What the lighthouse keeper saw"
type = "text"
max_length = 80
category = "personal"
audience = ["hub_collator", "hub_decision_maker"]
subjects = ["case"]
keep_for = "P90D"
example = "A lamp, made up"
"""
KIND = """
[[statement]]
key = "lighthouse_asked"
label = "The lighthouse keeper was asked"
lead = "Made up for a test."
missing = "Ask the lighthouse keeper first."
about = "case"
who = ["hub_collator"]
words = ["case_lighthouse_keeper"]
needs = [{ field = "case_lighthouse_keeper", say = "Say what the keeper saw." }]
"""


@pytest.fixture
def exchange(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange on the shipped policy with one more field, one more kind, and a purpose that waits for it."""
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("engine", "__pycache__", "*.py"))
    for name, table in (("fields/case.toml", FIELD), ("statements.toml", KIND)):
        add_tables(folder / name, table)
    purposes = folder / "purposes.toml"
    before = 'before_sending = ["manager_decision"]'
    purposes.write_text(
        purposes.read_text().replace(before, 'before_sending = ["manager_decision", "lighthouse_asked"]')
    )
    made = make_exchange(database, keystore, tmp_path, policies=folder)
    yield made
    made.close()


def test_one_table_is_enough(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    assert "Ask the lighthouse keeper first." in cora.get(f"{case}/ask").text
    page = cora.get(case).link("The lighthouse keeper was asked")
    assert "Only a hub collator can record this." in dilys.get(page).text
    cora.fill(page)
    assert cora.problems == ("Say what the keeper saw.",)
    cora.press(None, case_lighthouse_keeper="Nothing, made up.")
    assert cora.path == case
    cora.fill(page, case_lighthouse_keeper="A lamp, made up.")
    text = HubBrowser(exchange, "cora").get(page).text
    assert "Earlier versions (1)" in text
    assert "Nothing, made up." in text
    assert cora.get(f"{case}/ask").heading == "Choose partners"

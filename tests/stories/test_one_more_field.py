"""One table in one file adds a field: form, pages, decision, log entry, published schema and documentation have it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies.engine import documentation
from policies.engine.decision import Facts, decide
from policies.engine.loading import load_release
from policies.engine.vocabulary import Level
from tests.conftest import Database
from tests.policies.growing import add_tables
from tests.web.exchange import POLICIES, Exchange, make_exchange
from tests.web.partner.asked import household, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, SEARCHED

KEY, LABEL, VALUE = "housing_lighthouse_lamp", "Colour of the lighthouse lamp", "Amber, made up"
TABLE = f"""
[[field]]
key = "{KEY}"
label = "{LABEL}"
hint = "Made up for a test."
type = "text"
max_length = 40
category = "personal"
audience = ["hub_decision_maker"]
keep_for = "P90D"
example = "Red, made up"
"""


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """The shipped policy with one more table in one file."""
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("engine", "__pycache__", "*.py"))
    add_tables(folder / "fields" / "housing.toml", TABLE)
    return folder


@pytest.fixture
def exchange(database: Database, keystore: Database, tmp_path: Path, policies: Path) -> Iterator[Exchange]:
    """An exchange that runs on it."""
    made = make_exchange(database, keystore, tmp_path, policies=policies)
    yield made
    made.close()


def test_one_table_is_enough(exchange: Exchange) -> None:
    home = household(exchange)
    request = request_to(exchange, home, "housing", (KEY,))
    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}")
    hugh.press(f"/inbox/{request.file_id}/claim")
    assert LABEL in hugh.text

    hugh.get(hugh.link("Answer about Child"))
    assert LABEL in hugh.text
    assert "Made up for a test." in hugh.text
    hugh.press(None, CONTINUE, **SEARCHED, **{f"{KEY}__answer": "value", f"{KEY}__value": "x" * 41})
    assert [problem for problem in hugh.problems if LABEL in problem]
    hugh.press(
        None, CONTINUE, **SEARCHED,
        **{f"{KEY}__answer": "value", f"{KEY}__value": VALUE, f"{KEY}__nature": "fact"},
    )  # fmt: skip
    assert VALUE in hugh.text
    hugh.press(f"/inbox/{request.file_id}/sign-off")
    assert hugh.heading == "Your return was received"

    returns = f"/cases/{home.case_id}/returns"
    assert VALUE in PartnerBrowser(exchange, "dilys").get(returns).text
    shown_to_cora = PartnerBrowser(exchange, "cora").get(returns).text
    assert LABEL in shown_to_cora  # she asked for it
    assert VALUE not in shown_to_cora

    ingrid = PartnerBrowser(exchange, "ingrid").get("/log?kind=return_released")
    row = next(row for row in ingrid.page.all("tr") if "Return sent" in "".join(row.itertext()))
    ingrid.get(next(link.get("href") for link in row.iter("a")))
    assert LABEL in ingrid.text
    assert VALUE not in ingrid.text


def test_the_decision_knows_it(exchange: Exchange) -> None:
    facts = Facts(
        action="open", record="return", standing="asker", organisation="hub", role="hub_decision_maker", field=KEY,
        purpose="child_protection_enquiry", subject="adult", basis_fit="fits", protection="none", assigned="yes",
        conflict="none", share_now="no",
    )  # fmt: skip
    compiled = exchange.runtime.policy.compiled
    assert decide(compiled, facts).level is Level.FULL
    assert decide(compiled, facts._replace(role="hub_collator")).level is Level.WITHHELD


def test_schema_and_documentation_have_it(exchange: Exchange, policies: Path) -> None:
    schema = PartnerBrowser(exchange, "hugh").client.get("/schemas/return/housing.json").get_json(force=True)
    assert schema["$defs"][KEY]["title"] == LABEL
    assert schema["$defs"][KEY]["properties"]["answer"]["enum"][0] == "value"
    before, after = (documentation.render(load_release(folder)) for folder in (POLICIES, policies))
    changed = [name for name, text in after.items() if text != before[name]]
    # its own page, who never sees it, and what it is protected as
    assert changed == ["documents/housing.md", "documents/never_seen.md", "documents/protections.md"]
    assert f"| `{KEY}` | {LABEL} |" in after["documents/housing.md"]

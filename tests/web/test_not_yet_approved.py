"""“Not yet approved” stands once on a page where nothing is approved, and beside entries where others are."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.web.exchange import POLICIES, Exchange, make_exchange
from tests.web.hub.playing import ready
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser

SAID = re.compile(r"(?:not yet|is) approved|approved yet", re.IGNORECASE)
APPROVED = 'approved_by = "Madeup Officer"\napproved_on = "2026-11-01"\n'


@pytest.fixture
def partly(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """An exchange under a policy in which one legal basis is approved."""
    folder = Path(shutil.copytree(POLICIES, tmp_path / "policies", ignore=shutil.ignore_patterns("engine", "*.md")))
    law = folder / "legal_bases.toml"
    text = law.read_text(encoding="utf-8")
    begin = text.index('label = "', text.index('key = "hub_child_protection"'))
    law.write_text(f"{text[:begin]}{APPROVED}{text[begin:]}", encoding="utf-8")
    made = make_exchange(database, keystore, tmp_path, policies=folder)
    yield made
    made.close()


def said(browser: PartnerBrowser) -> list[str]:
    """How often the whole page says that something is not approved, frame and hidden parts included."""
    body = next(browser.page.all("body"))
    return SAID.findall(" ".join(" ".join(body.itertext()).split()))


def test_where_nothing_is_approved_each_page_says_so_once(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    for path in (case, f"{case}/basis", f"{case}/recorded/contact-safety"):
        assert len(said(cora.get(path))) == 1, path
    base = f"/inbox/{housing_request(exchange).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    assert len(said(hugh.get(f"{base}/nothing-found"))) == 1
    assert len(said(hugh.get(f"{base}/decline"))) == 1
    hugh.get(f"{base}/open")
    assert len(said(hugh.get(hugh.link("Answer")))) == 1


def test_where_some_are_approved_the_others_are_marked(partly: Exchange) -> None:
    cora, _, case = ready(partly)
    page = cora.get(f"{case}/basis")
    assert "None is approved yet" not in page.response.text
    assert "Public task: child protection enquiry (section 47). Requests" in page.text
    assert len(said(page)) > 1

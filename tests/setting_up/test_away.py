"""The page that the reverse proxy shows while the exchange does not answer: it needs nothing, and says whom to ring."""

from __future__ import annotations

import re
from pathlib import Path

from app.http.error_texts import ERROR_TEXTS
from tests.governance.commands import flask
from tests.web.pages import parse

INSTALLING = Path(__file__).resolve().parents[2] / "app/installing"
NUMBERS = "Madeupshire MASH=01632 960100;Out of <hours>=01632 960150"


def test_it_says_what_to_do_and_whom_to_ring() -> None:
    ran = flask(None, "setup", "away", extra={"PRX_EMERGENCY_NUMBERS": NUMBERS})
    assert (ran.code, ran.error) == (0, "")
    page = parse(ran.out)
    assert re.findall(r'href="tel:(\d+)"', ran.out) == ["999", "01632960100", "01632960150"]
    assert "Out of &lt;hours&gt; on" in ran.out
    assert "use the telephone" in ran.out
    assert ERROR_TEXTS["database_unavailable"].do[-1] in ran.out
    assert page.title.startswith("The service does not answer just now")


def test_nothing_has_to_be_fetched_for_it() -> None:
    ran = flask(None, "setup", "away", extra={"PRX_EMERGENCY_NUMBERS": NUMBERS})
    assert re.findall(r"<(?:script|link|img|iframe|form)|url\(|(?:src|action)=", ran.out) == []
    assert [one for one in re.findall(r'href="([^"]*)"', ran.out) if not one.startswith("tel:")] == []


def test_without_numbers_it_is_not_printed() -> None:
    ran = flask(None, "setup", "away")
    assert (ran.code, ran.out) == (1, "")
    assert "PRX_EMERGENCY_NUMBERS" in ran.error


def test_the_proxy_shows_what_the_page_of_installing_prints() -> None:
    [printed] = re.findall(r"prx setup away > (\S+)", (INSTALLING / "README.md").read_text("utf-8"))
    proxy = (INSTALLING / "nginx.conf").read_text("utf-8")
    [(codes, shown)] = re.findall(r"error_page ([\d ]+) (\S+);", proxy)
    [inside] = re.findall(rf"location = {re.escape(shown)} {{(.*?)}}", proxy, re.DOTALL)
    [root] = re.findall(r"root (\S+);", inside)
    assert root + shown == printed
    assert "internal;" in inside
    assert {"502", "504"} <= set(codes.split())
    assert "proxy_intercept_errors" not in proxy, "the exchange's own pages are shown as they are"

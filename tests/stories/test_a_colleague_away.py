"""Told over pages and mails: two people go on leave, one at a partner and one at the hub, and nothing they had waits.

Each is covered by a colleague who hears of what comes in, takes it on with one press, and is out of it at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from app.services.clocks.chase_due import chase_due
from app.services.messages.run_jobs import run_jobs
from app.services.messages.subjects import SUBJECTS
from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.web.exchange import Exchange, make_exchange
from tests.web.hub.playing import HubBrowser, ask, case_id, ready, sent
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_approval import NIL
from tests.web.partner.test_stand_ins import PERIOD

pytestmark = pytest.mark.slow


@pytest.fixture
def exchange(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """Everybody of the tests, and no case yet."""
    made = make_exchange(database, keystore, tmp_path)
    yield made
    made.close()


@dataclass
class Post:
    """Everybody's mailbox, by first name."""

    exchange: Exchange
    got: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.got.append((to.partition("@")[0], subject, text))

    def since(self) -> dict[str, dict[str, str]]:
        """Do what the worker does; by person, what they have got, by subject."""
        runtime = replace(self.exchange.runtime, mail=self)
        chase_due(runtime)
        run_jobs(runtime)
        found: dict[str, dict[str, str]] = {}
        for name, subject, text in self.got:
            found.setdefault(name, {})[subject] = text
        self.got = []
        return found


def page_in(mail: str) -> str:
    """The address a mail leads to, without the host."""
    address = next(line.partition("Sign in to see it: ")[2] for line in mail.splitlines() if "Sign in" in line)
    return urlsplit(address)._replace(scheme="", netloc="").geturl()


def cover(exchange: Exchange, away: str, by: str) -> None:
    """Somebody names who covers for them this week, on one screen from My work."""
    browser = PartnerBrowser(exchange, away).get("/my-work")
    browser.get(browser.link("Cover while somebody is away"))
    browser.press("/cover", cover=str(exchange.actors[by].person_id), **PERIOD)
    assert "Named. They are told by e-mail." in browser.text


def test_a_colleague_away_covered(exchange: Exchange, database: Database) -> None:
    for name, actor in exchange.actors.items():
        email = f"{name}@madeup.example"
        run_sql(database.owner_url, "UPDATE person SET email = %s WHERE id = %s", email, actor.person_id)
    post = Post(exchange)
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    base = f"/inbox/{request.file_id}"
    PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    post.since()

    cover(exchange, "hugh", "harriet")
    cover(exchange, "cora", "colin")
    told = post.since()
    assert {name: list(mails) for name, mails in told.items()} == {
        "harriet": [SUBJECTS["cover_named"]],
        "colin": [SUBJECTS["cover_named"]],
    }
    assert "From Tuesday 24 November 2026 to Friday 27 November 2026" in told["harriet"][SUBJECTS["cover_named"]]

    # That afternoon most of its time is gone: whoever covers is reminded, and whoever is away is not.
    exchange.clock.forward(hours=6, minutes=30)
    told = post.since()
    assert told.keys() == {"harriet"}
    late = told["harriet"][SUBJECTS["reminded_holder"]]
    assert "because you cover for a colleague who is away" in late
    assert "Hugh" not in late
    harriet = PartnerBrowser(exchange, "harriet").get("/my-work")
    assert "For Hugh Housing, whom you cover" in harriet.text
    harriet.get(page_in(late)).press(f"{base}/take-over")
    harriet.get(f"{base}/nothing-found").press(None, **NIL)
    assert harriet.heading == "Your return was received"

    # At the hub the answer is Colin's to read, once he has gone on the case; he was on none before.
    told = post.since()
    assert told["hugh"].keys() == {SUBJECTS["taken_over"]}
    assert told.keys() == {"hugh", "colin", "dilys"}
    came = told["colin"][SUBJECTS["return_waiting"]]
    assert page_in(came) == f"{case}/cover"
    colin = HubBrowser(exchange, "colin")
    assert colin.get(f"{case}/returns").status == 404
    colin.get(page_in(came)).press(None)
    assert colin.get(f"{case}/returns").status == 200
    assert "Colin Collator" in HubBrowser(exchange, "dilys").get(f"{case}/people").text

    # On Saturday it is over by itself: each is told what is open, and Colin sees nothing of the case any more.
    exchange.clock.forward(days=4)
    told = post.since()
    assert SUBJECTS["cover_is_over"] in told["hugh"]
    assert "Nothing." in told["hugh"][SUBJECTS["cover_is_over"]]
    with exchange.runtime.database.work(None) as work:
        hers = work.files.case(case_id(case))
    assert hers
    assert hers.reference in told["cora"][SUBJECTS["cover_is_over"]], "her case is still open"
    assert HubBrowser(exchange, "colin").get(case).status == 404
    assert HubBrowser(exchange, "cora").get(case).status == 200

"""Told over pages, mails and the worker: a partner never answers, step by step up to the strategic board's reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from app.services.clocks.chase_due import chase_due
from app.services.governance.check_log import check_log
from app.services.messages.notices_of_silence import OF_SILENCE
from app.services.messages.run_jobs import run_jobs
from tests.conftest import Database
from tests.services.exchange import run_sql
from tests.web.exchange import Exchange, make_exchange
from tests.web.hub.playing import HubBrowser, ask, ready, sent
from tests.web.hub.test_with_board import ANSWER, ANSWERED, RAISE, RAISED
from tests.web.partner.browser import PartnerBrowser

pytestmark = pytest.mark.slow
HUB = {"cora", "dilys"}


@pytest.fixture
def exchange(database: Database, keystore: Database, tmp_path: Path) -> Iterator[Exchange]:
    """Everybody of the tests, each with an address, and no case yet."""
    made = make_exchange(database, keystore, tmp_path)
    for name, actor in made.actors.items():
        email = f"{name}@madeup.example"
        run_sql(database.owner_url, "UPDATE person SET email = %s WHERE id = %s", email, actor.person_id)
    yield made
    made.close()


@dataclass
class Post:
    """Who got which kind of mail about silence, and where the last one led."""

    exchange: Exchange
    got: dict[str, set[str]] = field(default_factory=dict)
    leads_to: dict[str, str] = field(default_factory=dict)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        kind = next((key for key, one in OF_SILENCE.items() if one.subject == subject), None)
        if kind is not None:
            self.got.setdefault(kind.removeprefix("reminded_"), set()).add(to.partition("@")[0])
            address = next(line.partition("Sign in to see it: ")[2] for line in text.splitlines() if "Sign in" in line)
            self.leads_to[kind] = urlsplit(address).path

    def after(self, hours: float) -> dict[str, set[str]]:
        """Do what the worker does so much later; who has got what meanwhile."""
        self.exchange.clock.forward(hours=hours)
        runtime = replace(self.exchange.runtime, mail=self)
        chase_due(runtime)
        run_jobs(runtime)
        found, self.got = self.got, {}
        return found


def test_a_partner_never_answers_up_to_the_strategic_board_and_its_reply(
    exchange: Exchange, database: Database
) -> None:
    post = Post(exchange)
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known").press(f"{case}/send")
    request = sent(exchange, case, "housing")
    inbox = f"/inbox/{request.file_id}"
    PartnerBrowser(exchange, "hugh").get(inbox).press(f"{inbox}/claim")
    assert post.after(0) == {}
    assert "No reply:" not in cora.get(f"{case}/requests").text

    # Tuesday, 4pm: three quarters of an amber request's working day have gone.
    assert post.after(6) == {"holder": {"hugh"}}
    assert "No reply yet. Reminded 4pm." in PartnerBrowser(exchange, "hugh").get(post.leads_to["reminded_holder"]).text

    # Wednesday, 10am: it is due. Everybody of the partner who gets mail is told, and at 2pm who approves, and the hub.
    assert post.after(18) == {"organisation": {"hugh", "harriet", "hilda"}}
    assert post.after(4) == {"manager": {"hilda"}, "hub": HUB}
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    said = "No reply: Reminded 24 November 2026 at 4pm; everybody there who gets mail was told 10am; "
    for page in (f"{case}/requests", post.leads_to["reminded_hub"]):
        assert f"{said}its manager was told and you were told 2pm." in cora.get(page).text
    here = PartnerBrowser(exchange, "harriet").get(inbox).text
    assert "your manager was told and the hub was told 2pm" in " ".join(here.split())

    # Thursday, 10am: who answers for the partner's part is told, and Dilys, who raises it with the strategic board.
    assert post.after(20) == {"lead": {"hilda"}, "board": {"dilys"}}, "nobody there is named as lead: who approves"
    dilys = HubBrowser(exchange, "dilys")
    dilys.get(post.leads_to["reminded_board"])
    steps = [one for one in dilys.page.all("h2") if "".join(one.itertext()).strip() == "No reply"]
    assert len(steps) == 4, "each step stands in the timeline"
    assert "accountable lead was told" not in dilys.text, "nobody there is named as one"
    assert "Its managers were told, as no accountable lead is named there (ask them to name one)" in dilys.text
    here = PartnerBrowser(exchange, "harriet").get(inbox).text
    assert "your managers were told, as no accountable lead is named (ask your administrator" in here
    dilys.get(dilys.get(case).link(RAISE))
    dilys.press(None, {"save": "yes"}, raised_about=str(request.file_id), **RAISED)
    assert dilys.path == case, dilys.problems
    assert "The hub has raised with the strategic board" in PartnerBrowser(exchange, "hugh").get(inbox).text
    assert post.after(24) == {}

    # The board replies, and its answer stands in the case. Nobody is told again, however long it lasts.
    dilys, replied = HubBrowser(exchange, "dilys"), {**ANSWERED, "case_board_answer_on__day": "26"}
    dilys.get(dilys.get(case).link(ANSWER)).press(None, {"save": "yes"}, **replied)
    assert dilys.path == case, dilys.problems
    assert "With the strategic board since" not in dilys.get(case).text
    assert post.after(14 * 24) == {}

    # What was said is in the log of the two, each step once, and the log holds what it says.
    kinds = "SELECT leaf::text FROM log_leaf WHERE kind = 'reminded' ORDER BY idx"
    leaves = run_sql(database.owner_url, kinds)
    assert len(leaves) == 4
    log = HubBrowser(exchange, "ingrid").get("/log?kind=reminded")
    assert log.text.count("Reminded, as no answer had come") >= 4
    assert check_log(exchange.runtime).problems == ()

"""What it costs a stranger to be of use: from the link that invites them to their first answer, in a rehearsal.

They come from two mails, and sign in at their own organisation in between, whose screens are none of ours.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

import pytest
from playwright.sync_api import Page

from app.domain.rehearsals import MARK
from app.services.administration.apply_changes import apply_changes
from app.services.administration.invite import invite
from app.services.messages.run_jobs import run_jobs
from tests.budgets.conftest import Holding, Walking, comes_back
from tests.messages.test_notices import Letters
from tests.services.exchange import Exchange as Services
from tests.services.inviting import NAME, SignIn
from tests.web.admin.conftest import administrators
from tests.web.admin.office import begun
from tests.web.exchange import HOST, Exchange
from tests.web.partner.asked import household, request_to
from tests.web.rehearsing import rehearsed

__all__ = ["administrators"]

AMINA = "amina@"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def invited(exchange: Exchange, town: SignIn) -> str:
    """Where the mail leads whom two administrators have invited."""
    ada, ben = begun(exchange, "ada", "ben")
    change = invite(exchange.runtime, ada.actor, "partner_responder", NAME, f"amina@{town.domain}", 14)
    for one in (ada, ben):
        one.signs(f"/admin/changes/{change.id}")
    assert apply_changes(exchange.admin) == 1
    return leads(exchange, "/invitation/")


def asked_in_a_rehearsal(exchange: Exchange) -> str:
    """Where the mail leads once the hub rehearses with whoever is there by now, and asks."""
    twins = rehearsed(exchange, "housing")
    request_to(twins, household(twins), "housing", ("housing_known",))
    return leads(exchange, "/inbox/")


def leads(exchange: Exchange, to: str) -> str:
    """The link in the mail that Amina has got by now, without its host."""
    letters = Letters()
    run_jobs(replace(exchange.runtime, mail=letters))
    links = re.findall(
        rf"https://{HOST}({to}\S+)", "".join(text for to_whom, _, text in letters.sent if AMINA in to_whom)
    )
    assert len(links) == 1, letters.sent
    return str(links[0])


def test_a_stranger_answers_in_eight_screens(exchange: Exchange, walking: Walking, hold: Holding) -> None:
    town = SignIn(cast("Services", exchange))
    link = invited(exchange, town)
    with walking("") as walk:
        page: Page = walk.page
        walk.go(link)
        assert page.get_by_role("button", name="Sign in to read it").count() == 1
        comes_back(page.context, town.arrives(strongly=True).token)
        walk.go("/invitation")
        walk.press(page.get_by_role("button", name="Accept"))
        assert apply_changes(exchange.admin) == 1
        page.goto("/invitation")  # it looks again by itself
        assert "You are in" in page.inner_text("main")

        request = asked_in_a_rehearsal(exchange)
        comes_back(page.context, town.arrives(strongly=True).token)
        walk.go(request)
        walk.tick(page.get_by_label("Madeupshire Homes, rehearsal"))
        walk.press(page.get_by_role("button", name="Continue"))
        assert MARK in page.inner_text("body")
        walk.press(page.get_by_role("button", name="Claim and open"))
        walk.press(page.get_by_role("link", name="Nothing found"))
        walk.type(page.get_by_label("System", exact=True), "Madeup register")
        walk.tick(page.get_by_role("group", name="Done").get_by_label("Searched", exact=True))
        walk.tick(page.get_by_role("group", name="Whom did you search for").get_by_role("checkbox"))
        walk.press(page.get_by_role("button", name="Sign off and send: nothing found"))
        assert "Your return was received" in page.inner_text("main")
        hold("from an invitation to the first answer", walk)

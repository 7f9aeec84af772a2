"""The end of a pregnancy is recorded on the page of the unborn child; its partner reads who is asked about no more."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from app.services.research.work_on_request import claim_request
from tests.web.chromium import served
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, choose, housed, ready, sent, typed_for
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_in_browser import look, signed_in

HEALTH = "safeguarding_health"
HEARD = "Madeup: the community midwife, by telephone."
SHOTS = os.environ.get("SHOTS")


def asked(exchange: Exchange) -> tuple[HubBrowser, str, str]:
    """Health was asked about a child and an unborn child, and works on it: the case, and the request at the partner."""
    cora, _, case = ready(exchange)
    cora.get(f"{case}/add").press(None, kind="unborn_child")
    housed(cora, case, "Unborn child")
    choose(cora, exchange, case, HEALTH)
    question = typed_for(exchange, HEALTH, request_questions__0__question="Madeup: booked in?")
    cora.press(f"{case}/preview", {"to": "preview"}, **question).press(f"{case}/send")
    request = sent(exchange, case, HEALTH)
    claim_request(exchange.runtime, exchange.actors[responder(exchange)], request.file_id)
    return cora, case, f"/inbox/{request.file_id}"


def responder(exchange: Exchange) -> str:
    """Who answers for health here."""
    health = exchange.organisations[HEALTH].id
    found = ((name, one) for name, one in exchange.actors.items() if one.organisation_id == health)
    return next(name for name, one in found if one.role == "partner_responder")


def test_it_is_said_once_and_the_request_goes_on_about_the_other(exchange: Exchange) -> None:
    cora, case, inbox = asked(exchange)
    cora.get(cora.get(case).link("End of the pregnancy: unborn child"))
    page = cora.path
    assert "How the pregnancy ended is not asked" in cora.text
    cora.press(None)
    assert cora.problems == ("Say whether the pregnancy has ended.", "Write down who said so, and when.")
    cora.press(None, case_pregnancy="goes_on", case_pregnancy_heard=HEARD)
    assert [one.partition(".")[0] for one in cora.problems] == ["Nobody has recorded that this pregnancy has ended"]
    cora.press(None, case_pregnancy="ended", case_pregnancy_child="yes", case_pregnancy_heard=HEARD)
    assert [one.rpartition(" is ")[2] for one in cora.problems] == ["withdrawn, or goes on about the others."]
    assert cora.form(None)["case_pregnancy_heard"] == HEARD, "what was typed is kept"
    key = f"request-{inbox.rpartition('/')[2]}".replace("-", "__")
    cora.press(None, {}, **{key: "go_on"})
    assert "What you said of the pregnancy is recorded. The child stands below" in cora.text
    assert "The pregnancy has ended. Nobody is asked about them any more." in cora.text
    assert "Child 2" in cora.text
    assert "Unborn" not in cora.get(f"{case}/ask").text
    theirs = PartnerBrowser(exchange, responder(exchange)).get(inbox)
    assert "The hub changed this request" in theirs.text
    theirs.get(f"{inbox}/open")
    assert "The hub asks about this person no more." in theirs.text
    assert "regnancy" not in theirs.text, "why is not theirs to know"
    cora.get(page)
    assert "Partners that have not answered" not in cora.text
    cora.press(None, case_pregnancy="goes_on")
    assert "What you said of the pregnancy is recorded." in cora.text
    assert "The child stands below" not in cora.text
    assert "Nobody is asked about them" not in cora.get(case).text
    cora.get(page).press(None, case_pregnancy="ended", case_pregnancy_child="no")
    assert "What you said of the pregnancy is recorded." in cora.text
    assert "The child stands below" not in cora.text, "there is none"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1200, 320])
def test_its_pages_in_a_browser(exchange: Exchange, browser: Browser, width: int) -> None:
    cora, case, inbox = asked(exchange)
    page_of = cora.get(case).link("End of the pregnancy: unborn child")
    key = f"request-{inbox.rpartition('/')[2]}".replace("-", "__")
    looks = (("cora", (page_of,)), ("cora", (case,)), (responder(exchange), (inbox, f"{inbox}/open")))
    with served(exchange.app) as address:
        for turn, (name, paths) in enumerate(looks):
            if turn == 1:
                said = {"case_pregnancy": "ended", "case_pregnancy_child": "no", "case_pregnancy_heard": HEARD}
                cora.get(page_of).press(None, {}, **said, **{key: "go_on"})
                assert cora.problems == ()
            with signed_in(exchange, browser, address, name, width) as context:
                page = context.new_page()
                for path in paths:
                    look(page, path)
                    if SHOTS:
                        page.screenshot(path=f"{SHOTS}/born-{turn}-{paths.index(path)}-{width}.png", full_page=True)

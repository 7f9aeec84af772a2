"""A page that is not there, or not for whoever asks: in their frame, and the same for both."""

from __future__ import annotations

from uuid import uuid4

from tests.web.exchange import Exchange
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whose_approval import joined

SWITCH = "Change organisation or role, and open this address again"


def test_a_link_opened_in_the_wrong_organisation_leads_to_the_switch_and_back(exchange: Exchange) -> None:
    page = f"/inbox/{housing_request(exchange).file_id}"
    joined(exchange, "polly", "housing", "partner_responder")
    polly = PartnerBrowser(exchange, "polly").get(page)
    assert polly.status == 404
    body = " ".join(next(polly.page.all("body")).itertext())
    assert "Polly Police" in body
    assert "Sign out" in body
    assert "Inbox" in body
    polly.get(polly.link(SWITCH))
    assert polly.path == f"/account/organisation?next={page}"
    assert polly.form("/account/organisation")["next"] == page


def test_nothing_is_told_of_whether_it_exists(exchange: Exchange) -> None:
    joined(exchange, "polly", "fire", "partner_responder")
    polly = PartnerBrowser(exchange, "polly")
    there, nowhere = housing_request(exchange).file_id, uuid4()
    told = [polly.get(f"/inbox/{one}").text.replace(str(one), "") for one in (there, nowhere)]
    assert told[0] == told[1]
    assert SWITCH in told[0]
    assert SWITCH in polly.get("/no-such-page").text, "what nobody ever has is no different"


def test_whoever_has_one_membership_is_offered_no_switch(exchange: Exchange) -> None:
    pavel = PartnerBrowser(exchange, "pavel").get(f"/inbox/{uuid4()}")
    assert pavel.status == 404
    assert SWITCH not in pavel.text
    assert "Pavel Police" in " ".join(next(pavel.page.all("body")).itertext())

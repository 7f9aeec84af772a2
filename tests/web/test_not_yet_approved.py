"""A starter set says so once a page; where approvals are asked, what is not approved is not in use, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from app.domain.answers import Answer
from app.services.disclosure.sealing import Content
from app.services.research.save_draft import save_draft
from tests.services.played import ADDRESS
from tests.web.approving import but_for
from tests.web.exchange import Exchange
from tests.web.hub.playing import choose, ready
from tests.web.partner.asked import housing_request
from tests.web.partner.browser import PartnerBrowser

SAID = re.compile(r"approval by accountable owners|not approved", re.IGNORECASE)


@pytest.fixture
def relying(exchange: Exchange) -> Iterator[Exchange]:
    """An exchange that asks what is approved, once a test says what."""
    before = exchange.app.extensions["runtime"]
    yield exchange
    exchange.app.extensions["runtime"] = before


def said(browser: PartnerBrowser) -> list[str]:
    """How often the whole page says that something is not approved, frame and hidden parts included."""
    body = next(browser.page.all("body"))
    return SAID.findall(" ".join(" ".join(body.itertext()).split()))


def test_where_it_is_not_asked_each_page_says_once_that_it_is_a_starter_set(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    for path in (case, f"{case}/basis", f"{case}/recorded/contact-safety"):
        assert len(said(cora.get(path))) == 1, path
    base = f"/inbox/{housing_request(exchange).file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    assert len(said(hugh.get(f"{base}/nothing-found"))) == 1
    assert len(said(hugh.get(f"{base}/decline"))) == 1
    hugh.get(f"{base}/open")
    assert len(said(hugh.get(hugh.link("Answer")))) == 1


def test_where_all_is_approved_no_page_says_anything(relying: Exchange) -> None:
    cora, _, case = ready(relying)
    relying.app.extensions["runtime"] = but_for(relying)
    for path in (case, f"{case}/basis", f"{case}/ask"):
        assert said(cora.get(path)) == [], path


def test_a_hub_reads_who_cannot_be_asked_and_why_and_whom_to_ring(relying: Exchange) -> None:
    cora, _, case = ready(relying)
    relying.app.extensions["runtime"] = but_for(relying, housing=("return_staff_safety",))
    text = cora.get(f"{case}/ask").text
    assert "Madeupshire Homes cannot be asked here yet: Madeupshire Homes has not approved an item" in text
    assert "Until then ring it on 01632" in text
    relying.app.extensions["runtime"] = but_for(relying, hub=("hub_child_protection",))
    assert "is not in use: your hub’s accountable owner has not approved it" in cora.get(case).text
    assert "Not in use: your organisation’s accountable owner has not approved it." in cora.get(f"{case}/basis").text


def test_a_hub_offers_no_item_that_is_not_in_use(relying: Exchange) -> None:
    cora, _, case = ready(relying)
    relying.app.extensions["runtime"] = but_for(relying, housing=("housing_known",))
    choose(cora, relying, case, "housing")
    asked = re.findall(r'value="(housing_[a-z_]+)"', cora.response.text)
    assert "housing_known" not in asked
    assert "housing_tenancy_holders" in asked


def test_a_partner_reads_what_is_not_in_use_and_whom_to_ring(relying: Exchange) -> None:
    base = f"/inbox/{housing_request(relying).file_id}"
    relying.app.extensions["runtime"] = but_for(relying, housing=("housing_address", "council_child_protection"))
    hugh = PartnerBrowser(relying, "hugh").get(base).press(f"{base}/claim").get(f"{base}/open")
    hugh.get(hugh.link("Answer"))
    label = relying.runtime.policy.release.catalogue["housing_address"].label
    assert "An item of the policy is not in use at your organisation" in hugh.response.text
    assert "Not in use yet (1)" in hugh.text
    assert label in hugh.text
    assert "ring Madeupshire MASH on" in hugh.text
    assert not [one for one in hugh.page.all("input") if str(one.get("name")).startswith("housing_address")]


def test_what_was_typed_before_it_went_out_of_use_is_refused_by_name_and_left_out_by_saving_again(
    relying: Exchange,
) -> None:
    """The form does not show it any more, so that nobody could empty it there."""
    sent = housing_request(relying)
    base = f"/inbox/{sent.file_id}"
    hugh = PartnerBrowser(relying, "hugh").get(base).press(f"{base}/claim").get(f"{base}/open")
    address = hugh.link("Answer")
    about = UUID(address.rpartition("/")[2])
    typed = Content({"housing_address": Answer("value", ADDRESS, "fact", date(2026, 1, 1))}, {})
    save_draft(relying.runtime, relying.actors["hugh"], sent.file_id, about, typed, None)
    relying.app.extensions["runtime"] = but_for(relying, housing=("housing_address",))
    label = relying.runtime.policy.release.catalogue["housing_address"].label
    hugh.get(f"{base}/check").press(f"{base}/sign-off")
    assert f"“{label}” is not in use" in hugh.text
    assert "Save the answers about this person again, which leaves it out" in hugh.text
    hugh.get(address).press(None, {"do": "save"}, housing_known__value="yes", housing_known__answer="value")
    hugh.get(f"{base}/check").press(f"{base}/sign-off")
    assert "is not in use: your organisation" not in hugh.text

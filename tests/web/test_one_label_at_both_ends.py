"""On the telephone both ends speak of the same child: one label for each subject, which counts nobody."""

from __future__ import annotations

import re
from uuid import uuid4

from app.services.disclosure.sealing import Content
from app.services.intake.open_case import find_case
from app.services.research.open_request import find_request
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import sign_off_return
from app.services.research.work_on_request import claim_request
from app.web.case_words import spoken
from tests.web.exchange import Exchange
from tests.web.hub.playing import BASES, SEARCHED, STATED, HubBrowser, fact
from tests.web.partner.asked import ADULT, CHILD, HOUSING, Household, household, request_to
from tests.web.partner.browser import PartnerBrowser

LABEL = re.compile(r"Child ([A-Z0-9]{3})\b")


def test_the_hub_and_a_partner_call_each_of_three_children_the_same(exchange: Exchange) -> None:
    home = household(exchange, ("child", "child", "child"))
    request = request_to(exchange, Household(home.case_id, home.people[1:]), "housing", HOUSING)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    assert "Child 1" not in hugh.text, "a number tells how many there are"
    cora = HubBrowser(exchange, "cora")
    cora.get(f"/cases/{home.case_id}")
    for number, one in enumerate(home.people, start=1):
        assert f"Child {number} Partners see “Child {spoken(one)}”" in cora.text
        assert (f"Child {spoken(one)}" in hugh.text) == (number > 1)


def test_the_only_one_of_a_kind_needs_no_more_than_its_kind(exchange: Exchange) -> None:
    home = household(exchange, ("child", "adult"))
    request = request_to(exchange, home, "housing", HOUSING)
    base = f"/inbox/{request.file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(base).press(f"{base}/claim")
    assert not LABEL.search(hugh.text)


def test_an_entry_says_which_of_them_each_return_is_about(exchange: Exchange) -> None:
    home = household(exchange, ("child", "child"))
    request_to(exchange, home, "housing", HOUSING)
    known = find_case(exchange.runtime, exchange.actors["cora"], home.case_id)
    ingrid = PartnerBrowser(exchange, "ingrid").get("/log?kind=request_sent")
    ingrid.get(ingrid.link("Entry "))
    for one in known.subjects[1:]:
        assert f"Request about a child, {spoken(one.subject_id)}" in ingrid.text


def test_the_copy_for_the_own_file_names_whom_each_return_is_about(exchange: Exchange) -> None:
    home = household(exchange, ("child", "adult"))
    request = request_to(exchange, home, "housing", ("housing_known",))
    hugh, runtime = exchange.actors["hugh"], exchange.runtime
    claim_request(runtime, hugh, request.file_id)
    for one in home.people:
        content = Content({**SEARCHED, **STATED, "housing_known": fact("yes")}, {})
        save_draft(runtime, hugh, request.file_id, one, content, None)
    seen = find_request(runtime, hugh, request.file_id).request.version
    sign_off_return(runtime, hugh, request.file_id, legal_basis=BASES["housing"], seen_version=seen)
    browser = PartnerBrowser(exchange, "hugh")
    for path in ("copy", "copy.txt"):
        page = browser.client.get(f"/inbox/{request.file_id}/{path}", base_url="https://localhost").text
        assert f"Child: {CHILD}" in page
        assert f"Adult: {ADULT}" in page


def test_a_label_is_short_and_of_nobody_else() -> None:
    labels = {spoken(uuid4()) for _ in range(200)}
    assert len(labels) > 190
    assert all(re.fullmatch(r"[BCDFGHJKMNPQRSTVWXYZ][BCDFGHJKMNPQRSTVWXYZ23456789]{2}", one) for one in labels)

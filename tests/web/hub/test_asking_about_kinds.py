"""What can be asked depends on the kind of person or place it is asked about, at both doors."""

from __future__ import annotations

from app.services.intake.open_case import find_case
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, case_id, choose, housed, named, safe, sent, typed_for
from tests.web.hub.sheet import once
from tests.web.hub.test_asking import WORDS
from tests.web.partner.browser import PartnerBrowser


def test_nobody_is_asked_what_an_unborn_child_or_an_address_cannot_have(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need", child="1", unborn_child="1", address="1")
    safe(cora, case)
    named(cora, case)
    housed(cora, case, "Unborn child")
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    choose(cora, exchange, case, "safeguarding_health")
    items = ["health_nhs_number", "health_unborn_due_date", "health_safeguarding_alert"]
    typed = typed_for(exchange, "safeguarding_health", request_questions__0__question=WORDS, items=items)
    cora.press(f"{case}/preview", {"to": "preview"}, **typed)
    assert cora.heading == "Check what each partner will be sent", cora.problems
    asked = once(cora, "Items asked for").split("; ")
    assert "NHS number (Child)" in asked
    assert "Unborn child: due date (Unborn child)" in asked
    assert [one for one in asked if one.startswith("Safeguarding alert") and "(" not in one], "it is asked of both"
    cora.press(f"{case}/send")
    assert cora.problems == ()
    request = sent(exchange, case, "safeguarding_health")
    nora = PartnerBrowser(exchange, "nora")
    nora.get(f"/inbox/{request.file_id}").press(f"/inbox/{request.file_id}/claim")
    people = {
        one.kind: one.subject_id for one in find_case(exchange.runtime, exchange.actors["cora"], case_id(case)).subjects
    }
    own, others = ("health_nhs_number", "health_unborn_due_date")
    for about, may, may_not in (("child", own, others), ("unborn_child", others, own)):
        page = f"/inbox/{request.file_id}/answer/{people[about]}"
        form = nora.get(page).form(None)
        assert any(name.startswith(f"{may}-value") for name in form)
        assert not any(name.startswith(f"{may_not}-") for name in form)


def test_an_item_about_nobody_who_was_chosen_is_said_to_be_so(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need", child="1", address="1")
    safe(cora, case)
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    choose(cora, exchange, case, "police")
    form = cora.form(f"{case}/preview")
    prefix = f"p-{exchange.organisations['police'].id}"
    address = form.getlist(f"{prefix}-about")[-1]
    typed = typed_for(
        exchange,
        "police",
        request_questions__0__question=WORDS,
        items=["police_pnc_id", "police_known"],
        about=[address],
    )
    cora.press(f"{case}/preview", {"to": "preview"}, **typed)
    (problem,) = cora.problems
    assert problem.startswith("Untick “PNC identifier”, or ask ")
    assert cora.form(f"{case}/preview").getlist(f"{prefix}-items") == ["police_known", "police_pnc_id"]

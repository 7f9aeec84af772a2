"""Facts that change after sending, through the pages: who will be told, who has seen it, whom to ring, who decides."""

from __future__ import annotations

from app.services.messages.run_jobs import run_jobs
from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ask, ready, sent
from tests.web.partner.browser import PartnerBrowser


def asked(exchange: Exchange) -> tuple[HubBrowser, HubBrowser, PartnerBrowser, str, str]:
    """Cora and Dilys on a case of which Hugh, at housing, has opened the request; its and the request's address."""
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known")
    cora.send(f"{case}/send", cora.filled(f"{case}/send", {}))
    request = f"/inbox/{sent(exchange, case, 'housing').file_id}"
    hugh = PartnerBrowser(exchange, "hugh").get(request).press(f"{request}/claim")
    assert hugh.path == f"{request}/open"
    return cora, dilys, hugh, case, request


def test_the_page_says_first_who_will_be_told_and_the_board_who_has_seen_it(exchange: Exchange) -> None:
    cora, _, hugh, case, request = asked(exchange)
    cora.get(f"{case}/recorded/contact-safety")
    assert "These are told at once of whatever becomes stricter: Madeupshire Homes." in cora.text
    cora.press(None, {"save": "yes"}, case_do_not_contact="Madeup: never ring the landline. Nor write.")
    assert cora.path == f"{case}/requests"
    assert "Not yet seen: Madeupshire Homes." in cora.text

    hugh.get(f"{request}/decline")
    assert "The hub changed this request on 24 November 2026" in hugh.text
    hugh.get(f"{request}/open")
    assert "Changed since this was sent" in hugh.text
    assert "Changed: this holds now" in hugh.text
    assert "Madeup: never ring the landline. Nor write." in hugh.text
    assert "The hub changed this request" not in hugh.get(f"{request}/decline").text
    cora.get(f"{case}/requests")
    assert "Not yet seen" not in cora.text
    assert "Seen 24 November 2026" in cora.text


def test_a_partner_that_has_not_seen_it_in_time_is_rung(exchange: Exchange) -> None:
    cora, _, _, case, _ = asked(exchange)
    cora.fill(f"{case}/recorded/contact-safety", case_do_not_contact="Madeup: never ring the landline. Nor write.")
    assert "Not seen in time" not in cora.text
    for _ in range(3):
        exchange.clock.forward(minutes=21)
        cora.get(f"{case}/requests")
    assert "Not seen in time. Ring Madeupshire Homes now on 01632 960101" in cora.text
    assert "Ring now: not seen what changed. 01632 960101" in cora.get("/board").text
    assert "Ring Madeupshire Homes now on 01632 960101" in cora.get(case).text
    cora.get(f"{case}/requests")
    page = cora.link("Ring Madeupshire Homes and record the call")
    cora.get(page).press(None, outcome="spoke", spoke_to="Madeup Duty-Officer", said="Open the request.")
    assert cora.problems == ("Choose how you made sure who it was.", "Say whether you said where anybody is.")
    cora.press(
        None, outcome="spoke", spoke_to="Madeup Duty-Officer", said="Open it.", identified="rang_back", whereabouts="no"
    )
    assert cora.path.startswith(f"{case}/requests?done=told.")
    assert "Rung 24 November 2026" in cora.text
    assert "Ring now" not in cora.get("/board").text
    assert "Ring Madeupshire Homes now" not in cora.get(case).text


def test_a_call_to_somebody_nobody_verified_is_a_possible_incident(exchange: Exchange) -> None:
    cora, dilys, _, case, request = asked(exchange)
    cora.fill(f"{case}/recorded/contact-safety", case_do_not_contact="Madeup: never ring the landline. Nor write.")
    page = cora.get(f"{case}/requests").link("Ring Madeupshire Homes and record the call")
    cora.get(page).press(
        None,
        outcome="spoke",
        spoke_to="Madeup Voice",
        said="Made up.",
        identified="not_verified",
        whereabouts="yes",
    )
    dilys.get(f"{case}/requests/{request.rsplit('/', 1)[1]}")
    assert "Possible incident: Cora Collator rang about this request" in dilys.text


def test_what_no_machine_may_send_is_a_persons_act(exchange: Exchange) -> None:
    cora, dilys, hugh, case, request = asked(exchange)
    cora.fill(f"{case}/recorded/contact-safety", case_family_may_be_told="yes")
    page = cora.get(case).link("Child")
    cora.fill(page, case_subject_name="Madeup Other-Name")
    assert "these are told at once to stop searching: Madeupshire Homes." in cora.get(page).text
    assert "stop searching; do not rely on what was found" in hugh.get(f"{request}/open").text
    assert "No, it must not become known" in hugh.text
    assert "Only a decision-maker can send this." in cora.get(f"{case}/changed").text

    dilys.get(f"{case}/changed").press(f"{case}/changed/safety")
    assert dilys.problems == ("Write down why partners may be told something less strict.",)
    file_id = request.rsplit("/", 1)[1]
    dilys.press(f"{case}/changed/safety", partners=[file_id], reason="Madeup: they have agreed.")
    assert dilys.path == f"{case}/changed"
    forms = dilys.get(f"{case}/changed").page.all("form")
    form = next(one.get("action") for one in forms if "/identity/" in (one.get("action") or ""))
    reason = f"reason-{file_id}-{form.rsplit('/', 1)[1]}".replace("-", "__")
    dilys.press(form, {}, another="yes", **{reason: "Madeup: they must search again."})
    assert dilys.path == f"{case}/changed"
    assert dilys.text.count("Decided by Dilys Decision-Maker. Leaves 24 November 2026") == 2
    assert "Madeup Other-Name" not in hugh.get(f"{request}/open").text
    back = next(one.get("action") for one in dilys.page.all("form") if "/call-back/" in (one.get("action") or ""))
    cora.get(f"{case}/changed").press(back, {})
    assert cora.path == f"{case}/changed"
    assert cora.text.count("Decided by Dilys Decision-Maker. Leaves") == 1
    dilys.get(f"{case}/changed").press(f"{case}/changed/safety", partners=[file_id], reason="Madeup: they have agreed.")
    exchange.clock.forward(minutes=10)
    run_jobs(exchange.runtime)
    hugh.get(f"{request}/open")
    assert "Madeup Other-Name" in hugh.text
    assert "remove what you recorded of them" in hugh.text
    assert "No, it must not become known" not in hugh.text

"""Somebody is added to a case that has been started, and later requests may be about them."""

from __future__ import annotations

from typing import Any

from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, ask, choose, housed, ready, sent, typed_for
from tests.web.hub.sheet import told_of
from tests.web.partner.asked import leaves


def test_an_unborn_child_is_added_and_only_later_requests_are_about_them(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    cora.get(cora.get(case).link("Add a person or an address")).press(None)
    assert cora.problems == ("Say who the case is about: at least one child, unborn child, adult or address.",)
    form = cora.filled(None, {"kind": "unborn_child"})
    cora.send(f"{case}/add", form).send(f"{case}/add", form)
    assert cora.path.startswith(f"{case}?done=one-more.")
    assert cora.text.count("Unborn child") == 1
    assert "2 subjects" in cora.get("/cases").text
    housed(cora, case, "Unborn child")
    choose(cora, exchange, case, "safeguarding_health")
    question = typed_for(exchange, "safeguarding_health", request_questions__0__question="Madeup: booked in?")
    cora.press(f"{case}/preview", {"to": "preview"}, **question)
    assert told_of(cora, exchange.organisations["safeguarding_health"].name) == "Child, Unborn child"
    cora.press(f"{case}/send")
    assert leaves(exchange, "request_sent") == 2
    with exchange.runtime.database.work(None) as work:
        about = {
            kind: len(work.records.of_file(sent(exchange, case, kind).file_id, "request"))
            for kind in ("housing", "safeguarding_health")
        }
    assert about == {"housing": 1, "safeguarding_health": 2}

    dilys.get(f"{case}/recorded/outcome")
    waits: dict[str, Any] = {
        f"request-{sent(exchange, case, kind).file_id}".replace("-", "__"): "wait" for kind in about
    }
    dilys.press(
        None, case_decision="s17_assessment", case_decision_reason="Madeup: a need for services.",
        **waits,
    )  # fmt: skip
    cora.send(f"{case}/add", form | {"once": "nonsense"})
    assert cora.status == 409
    assert "Unborn child 2" not in cora.get(case).text


def test_a_partner_that_has_not_answered_yet_is_asked_about_somebody_added_since(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    assert "Can also be asked about" not in cora.get(f"{case}/ask").text
    cora.get(f"{case}/add").press(None, kind="adult")
    housed(cora, case, "Adult")
    assert "Madeupshire Homes Due" in cora.get(f"{case}/ask").text
    assert "Can also be asked about Adult" in cora.text
    choose(cora, exchange, case, "housing")
    question = typed_for(exchange, "housing", request_questions__0__question="Madeup: who lives there?")
    cora.press(f"{case}/preview", {"to": "preview"}, **question)
    assert told_of(cora, exchange.organisations["housing"].name) == "Adult"
    form = cora.filled(f"{case}/send", {})
    cora.send(f"{case}/send", form).send(f"{case}/send", form)
    assert cora.path == f"{case}/requests"
    assert leaves(exchange, "request_sent") == 2
    assert "Can also be asked about" not in cora.get(f"{case}/ask").text


def test_a_case_takes_no_more_than_it_could_be_started_with(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(child="20")
    cora.get(f"{case}/add").press(None, kind="adult")
    assert "at most 20" in cora.problems[0]
    cora.press(None, kind="case")
    assert cora.status == 422

"""What a partner must be told stops the request by name; what it may be told is ticked, with what it lacks without."""

from __future__ import annotations

from tests.web.exchange import Exchange
from tests.web.hub.playing import MUST, HubBrowser, case_id, choose, housed, ready, safe, sent, typed_for
from tests.web.hub.sheet import cells
from tests.web.partner.asked import leaves
from tests.web.partner.browser import PartnerBrowser

QUESTION = {"request_questions__0__question": "Madeup: has anybody visited?"}
LACK = "Without it: They know that an enquiry was decided on, and not the reasons word for word."


def test_a_request_without_a_name_cannot_be_sent_until_there_is_one(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need")
    safe(cora, case)
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    choose(cora, exchange, case, "education")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "education", **QUESTION))
    assert "Nothing can be sent yet." in cora.text
    assert "Madeupshire Schools must be told this first." in cora.text
    assert "They cannot tell who is meant, or search by name." in cora.text
    assert cora.link("Full name").split("#")[1] == "case_subject_name"
    assert "Send to this partner" not in cora.text
    form = cora.filled(f"{case}/send", {})
    cora.send(f"{case}/send", form)
    assert (cora.path, cora.heading) == (f"{case}/preview?changed=yes", "Check what each partner will be sent")
    assert leaves(exchange, "request_sent") == 0
    tab = HubBrowser(exchange, "cora")
    housed(tab, case, "Child", case_subject_name="Maxi Madeup-Child")
    cora.send(f"{case}/preview", form)
    assert "Madeup: has anybody visited?" in cora.text
    cora.press(f"{case}/send", {"to": "send"})
    assert cora.path == f"{case}/requests"


def test_what_must_be_typed_is_asked_for_where_it_is_typed(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "fire")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "fire", **QUESTION))
    lacks = "They are told nothing else of the concern, and cannot tell what to look for."
    assert cora.problems == (f"Madeupshire Fire and Rescue must be told “Home safety concern”. {lacks}",)
    name = f"p-{exchange.organisations['fire'].id}-request_questions-0-question"
    assert cora.form(f"{case}/preview")[name] == "Madeup: has anybody visited?"


def test_the_managers_reasons_go_only_to_whom_they_are_ticked_for(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "police", "safeguarding_health")
    police, health = (f"p-{exchange.organisations[one].id}-besides" for one in ("police", "safeguarding_health"))
    form = cora.form(f"{case}/preview")
    assert (form.getlist(police), form.getlist(health)) == ([], [])
    assert LACK in cora.text
    typed = typed_for(exchange, "police", besides=["request_manager_decision"], **QUESTION)
    cora.press(f"{case}/preview", {"to": "preview"}, **typed, **typed_for(exchange, "safeguarding_health", **QUESTION))
    became = cells(cora, "The manager’s decision")
    to_police, to_health = (exchange.organisations[one].name for one in ("police", "safeguarding_health"))
    assert became == {to_police: "Sent", to_health: "Not ticked"}
    assert cora.text.count("because of two reports") == 1
    cora.press(f"{case}/ask", {"to": "questions"})
    assert cora.form(f"{case}/preview").getlist(police) == ["request_manager_decision"]
    cora.press(f"{case}/preview", {"to": "preview"}).press(f"{case}/send")
    assert cora.path == f"{case}/requests", case_id(case)
    request = sent(exchange, case, "safeguarding_health")
    nora = PartnerBrowser(exchange, "nora").get(f"/inbox/{request.file_id}").press(f"/inbox/{request.file_id}/claim")
    assert "Maxi" in nora.text
    assert "because of two reports" not in nora.text


def test_words_of_the_allegation_come_back_named_and_go_only_when_ticked_with_a_reason(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "fire", "police")
    said = "Alleged to have raped a neighbour, has HIV. Is there an alarm?"
    typed = {"request_questions__0__question": said, **MUST["fire"]}
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "fire", **typed),
               **typed_for(exchange, "police", **QUESTION))  # fmt: skip
    (problem,) = cora.problems
    assert problem.startswith("What you typed for Madeupshire Fire and Rescue says “alleged”, “raped”, “hiv”.")
    prefix = f"p-{exchange.organisations['fire'].id}"
    form = cora.form(f"{case}/preview")
    assert form[f"{prefix}-request_questions-0-question"] == said
    assert form.getlist(f"{prefix}-words") == []
    words = ["alleged", "raped", "hiv"]
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "fire", words=words))
    assert cora.problems == ("Say why Madeupshire Fire and Rescue is sent words that it is not told of.",)
    assert cora.form(f"{case}/preview").getlist(f"{prefix}-words") == words
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "fire", why_words="Madeup: they asked."))
    assert cora.heading == "Check what each partner will be sent"
    cora.press(f"{case}/send")
    assert cora.path == f"{case}/requests"


def test_without_such_words_nothing_of_them_is_asked(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "fire")
    assert "is not told of" not in cora.text

"""Choosing partners and typing questions: nothing typed is lost, and each partner gets its own and no more."""

from __future__ import annotations

import re
from datetime import timedelta

from app.services.identity.set_in_law import set_in_law
from tests.web.exchange import Exchange
from tests.web.hub.playing import MUST, HubBrowser, ask, choose, named, ready, safe, sent, typed_for
from tests.web.hub.sheet import once, told_of
from tests.web.partner.asked import leaves
from tests.web.partner.browser import PartnerBrowser

WORDS = "Madeup: has anybody visited since September?"


def test_nobody_is_ticked_and_each_chosen_partner_needs_a_reason(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    cora.get(f"{case}/ask")
    assert "partners" not in cora.form(f"{case}/ask")
    assert "Ask when: nobody knows who lives there" in cora.text
    cora.press(f"{case}/ask")
    assert cora.problems == ("Choose at least one partner to ask.",)
    housing = str(exchange.organisations["housing"].id)
    cora.press(f"{case}/ask", partners=[housing])
    assert cora.problems == ("Say why Madeupshire Homes is asked.",)
    assert cora.form(f"{case}/ask").getlist("partners") == [housing]
    police = str(exchange.organisations["police"].id)
    cora.press(f"{case}/ask", partners=[housing, police])
    assert cora.problems == ("Say why you ask these 2 partners: here once for all, or at each of them.",)
    assert cora.page.summary_targets == ("reason-all",)
    cora.press(f"{case}/ask", reason__all="x" * 2001)
    assert len(cora.problems) == 1, "typed once, said once"
    cora.press(f"{case}/ask", {"to": "questions"}, reason__all="Madeup: they may know them.")
    assert cora.heading == "Questions for each partner"


def test_wrong_input_comes_back_with_everything_typed(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "housing", "police")
    housing, police = (exchange.organisations[one].id for one in ("housing", "police"))
    typed = {
        **typed_for(exchange, "housing", request_questions__0__question=WORDS, items=["housing_known"]),
        **typed_for(exchange, "police", request_allegation_summary="Madeup: shouting was heard.",
                    request_questions__0__question=WORDS),
        "all__request_date_window_from__day": "31", "all__request_date_window_from__month": "2",
        "all__request_date_window_from__year": "2026",
    }  # fmt: skip
    cora.press(f"{case}/preview", {"to": "preview"}, **typed)
    assert cora.path == f"{case}/questions?checked=yes"
    assert len(cora.problems) == 1
    form = cora.form(f"{case}/preview")
    assert form[f"p-{housing}-request_questions-0-question"] == WORDS
    assert form.getlist(f"p-{housing}-items") == ["housing_known"]
    assert form[f"p-{police}-request_allegation_summary"] == "Madeup: shouting was heard."
    assert form["all-request_date_window_from-day"] == "31"
    cora.press(f"{case}/preview", {"to": "preview"}, all__request_date_window_from__day="28")
    assert cora.heading == "Check what each partner will be sent"


def test_what_is_wrong_in_the_part_of_one_of_several_partners_says_whose(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    choose(cora, exchange, case, "housing", "police")
    typed = {
        **typed_for(exchange, "housing", request_questions__0__question=WORDS),
        **typed_for(exchange, "police", request_questions__0__question="x" * 4001),
    }
    cora.press(f"{case}/preview", {"to": "preview"}, **typed)
    police = exchange.organisations["police"].name
    assert [one for one in cora.problems if one.startswith(f"{police}: Shorten “Question")], cora.problems


def test_a_partner_asked_nothing_is_named_where_it_is_typed(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    nothing = typed_for(exchange, "housing", request_questions__count="0", items=None)
    choose(cora, exchange, case, "housing").press(f"{case}/preview", {"to": "preview"}, **nothing)
    assert cora.problems == ("Ask Madeupshire Homes a question, or choose items to ask for.",)
    assert leaves(exchange, "request_sent") == 0


def test_going_back_and_forth_keeps_partners_reasons_and_questions(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known")
    housing = exchange.organisations["housing"].id
    cora.press(f"{case}/ask", {"to": "partners"})
    assert cora.heading == "Choose partners"
    assert cora.form(f"{case}/ask")[f"reason-{housing}"] == "Madeup: they may know them."
    cora.press(f"{case}/ask", {"to": "questions"})
    assert cora.form(f"{case}/preview")[f"p-{housing}-request_questions-0-question"] == "Who lives there now?"
    assert cora.form(f"{case}/preview").getlist(f"p-{housing}-items") == ["housing_known"]
    cora.press(f"{case}/preview", {"add_row": f"p-{housing}-request_questions"})
    assert cora.form(f"{case}/preview")[f"p-{housing}-request_questions-count"] == "2"
    assert leaves(exchange, "request_sent") == 0


def test_no_value_travels_in_an_address(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing")
    assert cora.path == f"{case}/preview"
    assert cora.get(f"{case}/send").path == f"{case}/preview"


def test_fire_gets_the_address_and_never_the_allegation(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    words = "Madeup: a neighbour heard shouting."
    cora.fill(
        f"{case}/concern", case_channel="telephone", case_concern_category="neglect", case_concern_narrative=words,
        case_received_at__day="24", case_received_at__month="11", case_received_at__year="2026",
        case_received_at__time="9am",
    )  # fmt: skip
    assert cora.problems == ()
    ask(cora, exchange, case, "fire")
    assert "1 Madeup Road" in cora.text
    assert words not in cora.text
    assert "Held in the case and kept back: " in cora.text
    kept = cora.text.split("kept back: ")[1].split(".")[0]
    assert "What was reported" in kept
    assert "Kind of concern" in kept
    assert "Full name" in kept
    cora.press(f"{case}/send")
    request = sent(exchange, case, "fire")
    fergus = (
        PartnerBrowser(exchange, "fergus").get(f"/inbox/{request.file_id}").press(f"/inbox/{request.file_id}/claim")
    )
    assert "1 Madeup Road" in fergus.text
    assert "Neglect" not in fergus.text
    assert "Maxi" not in fergus.text


def test_a_number_typed_for_one_adult_stays_with_that_adult(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="adult_safeguarding_enquiry", adult="2", address="1")
    safe(cora, case)
    for adult in ("adult 1", "adult 2"):
        cora.says(case, adult, "not_known")
    choose(cora, exchange, case, "dwp")
    typed = typed_for(exchange, "dwp", request_questions__0__question=WORDS, s1__request_nino="AA 00 00 00 A",
                      **MUST["dwp"])  # fmt: skip
    cora.press(f"{case}/preview", {"to": "preview"}, **typed)
    (number,) = re.findall("AA *00 *00 *00 *A", cora.text)
    assert once(cora, "National Insurance number") == f"Adult 1: {number}"


def test_whom_a_partner_is_asked_about_can_be_chosen(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need", child="1", adult="1")
    safe(cora, case)
    named(cora, case)
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="told_and_agreed")
    choose(cora, exchange, case, "education")
    question = typed_for(exchange, "education", request_questions__0__question=WORDS)
    cora.press(f"{case}/preview", {"to": "preview"}, **question, **typed_for(exchange, "education", about=None))
    assert cora.problems == ("Choose whom Madeupshire Schools is asked about.",)
    child = next(one.get("value") for one in cora.page.all("input") if (one.get("name") or "").endswith("-about"))
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "education", about=[child]))
    assert told_of(cora, "Madeupshire Schools") == "Child"
    cora.press(f"{case}/send")
    assert cora.path == f"{case}/requests"


def test_a_partner_that_is_being_asked_already_is_not_asked_again(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing")
    cora.press(f"{case}/send")
    fire = str(exchange.organisations["fire"].id)
    second = [str(exchange.organisations["housing"].id), fire]
    reason = {f"reason__{fire}".replace("-", "__"): "Madeup: alarms.", "reason__all": "Madeup: they may know them."}
    cora.get(f"{case}/ask").press(f"{case}/ask", {"to": "questions"}, partners=second, **reason)
    cora.press(f"{case}/preview", {"to": "preview"})
    assert cora.problems == ("Madeupshire Homes is being asked about everybody in this case already.",)
    assert cora.form(f"{case}/ask")[f"reason-{fire}"] == "Madeup: alarms."
    assert leaves(exchange, "request_sent") == 1
    assert "Being asked already" in cora.text


def test_items_of_another_agency_are_not_taken_in(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known", "police_known_to_police", "nonsense")
    assert once(cora, "Items asked for") == "Known to housing"


def test_what_was_checked_is_what_leaves(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing", "housing_known")
    assert "1 Madeup Road" in cora.text
    checked = cora.filled(f"{case}/send", {})
    exchange.clock.forward(timedelta(minutes=1))
    dilys.fill(dilys.get(case).link("Child"), case_address__line1="2 Madeup Lane")
    cora.send(f"{case}/send", checked)
    assert cora.path == f"{case}/preview?changed=yes"
    assert "Not sent" in cora.text
    assert f"The case was saved by {exchange.actors['dilys'].display_name}, " in cora.text
    assert "2 Madeup Lane" in cora.text
    assert leaves(exchange, "request_sent") == 0
    assert once(cora, "Items asked for") == "Known to housing"
    cora.press(f"{case}/send")
    assert cora.path == f"{case}/requests"
    assert leaves(exchange, "request_sent") == 1


def test_what_nobody_checked_does_not_leave(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "housing")
    cora.send(f"{case}/send", {**cora.filled(f"{case}/send", {}), "previewed": ""})
    assert cora.heading == "Check what each partner will be sent"
    assert leaves(exchange, "request_sent") == 0


def test_a_partner_that_could_lawfully_tell_nothing_is_not_offered_and_the_page_says_what_to_do(
    exchange: Exchange,
) -> None:
    cora, _, case = ready(exchange)
    charity = exchange.organisations["housing"]
    set_in_law(exchange.admin, charity.id, set())
    cora.get(f"{case}/ask")
    assert str(charity.id) not in [one.get("value") for one in cora.page.all("input")]
    assert "They have no legal basis to share about anybody in this case" in cora.text
    assert f"{charity.name}, {charity.telephone}" in cora.text

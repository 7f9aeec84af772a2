"""Protected addresses are offered to be ticked for each partner, and none goes without a tick and a reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.exchange import Exchange
from tests.web.hub.playing import (
    BASES,
    MUST,
    HubBrowser,
    answer,
    ask,
    choose,
    fact,
    housed,
    join,
    named,
    part_of,
    ready,
    safe,
    sent,
    typed_for,
    wishes,
)

QUESTION = {"request_questions__0__question": "Who lives there now?"}


def test_none_is_ticked_and_the_page_says_what_is_not_sent(exchange: Exchange) -> None:
    cora, _, case = ready(exchange, protected="yes")
    choose(cora, exchange, case, "police")
    assert "Protected addresses to send" in cora.text
    ticked = [one for one in cora.page.all("input") if (one.get("name") or "").endswith("-places")]
    assert len(ticked) == 1
    assert ticked[0].get("checked") is None
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "police", **QUESTION))
    assert "Not sent: Address. It is protected, or not answered whether it is." in cora.text
    assert "Sent in full; you see only this part of it." not in cora.text


def test_a_tick_needs_a_reason_of_its_own(exchange: Exchange) -> None:
    cora, _, case = ready(exchange, protected="unknown")
    choose(cora, exchange, case, "police")
    (child,) = [one.get("value") for one in cora.page.all("input") if (one.get("name") or "").endswith("-places")]
    asked = {**QUESTION, "places": [child]}
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "police", **asked))
    assert any("needs a protected address" in one for one in cora.problems)
    why = {**asked, "place_reason": "Madeup: no number is known."}
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "police", **why))
    assert "Not sent: Address" not in cora.text
    assert "Sent in full; you see only this part of it." in cora.text


def test_nothing_is_asked_where_nobody_is_protected(exchange: Exchange) -> None:
    cora, _, case = ready(exchange, protected="no")
    choose(cora, exchange, case, "police", "fire")
    assert "Protected addresses to send" not in cora.text
    assert "need a protected one" not in cora.text


def test_those_that_search_by_address_share_one_reason(exchange: Exchange) -> None:
    cora, _, case = ready(exchange, protected="yes")
    choose(cora, exchange, case, "fire", "housing")
    assert cora.text.count("Why those who search by address need a protected one") == 1


@pytest.mark.parametrize("line", ["9 Refuge Way", "8 Refuge Way"])
def test_the_page_says_that_it_is_to_be_answered_again_wherever_they_live(exchange: Exchange, line: str) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(child="2")
    first, second = (cora.get(case).link(one) for one in ("Child 1", "Child 2"))
    home, hers = ({"case_address__line1": one, "case_address__postcode": "ZZ99 9ZZ"} for one in (line, "9 Refuge Way"))
    why = {"case_not_protected_because": "Made up: nobody is looking for them."}
    cora.fill(first, **home, case_subject_name="Maxi Madeup", case_protected_address="no", **why)
    again = "Until it is answered again that this person need not be"
    assert again not in cora.get(first).text
    cora.fill(second, **hers, case_subject_name="Moxi Madeup", case_protected_address="yes")
    assert again in cora.get(first).text
    assert again not in cora.get(second).text


def test_the_page_asks_from_whom_it_is_hidden_and_shows_who_is_there(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(child="1", adult="1")
    child, adult = (cora.get(case).link(one) for one in ("Child", "Adult"))
    cora.says(case, "adult", "alleged")
    task = "Hidden from whom: child"
    assert task in cora.get(case).text
    page = cora.link(task)
    him = adult.rsplit("/", 1)[1].replace("-", "__")
    assert "What is it to Adult where Child lives?" in cora.get(page).text
    assert "Alleged to cause harm." in cora.text
    typed = {f"hidden__from__{him}": "both_here", "case_hidden_from_why": "Madeup: ring her at work."}
    cora.fill(page, **typed)
    assert any("Ask a decision-maker" in one for one in cora.problems)
    assert "Madeup: ring her at work." in cora.response.text
    join(cora, exchange, case, "dilys")
    dilys = HubBrowser(exchange, "dilys")
    assert dilys.fill(page, **typed).problems == ()
    assert "Both here: contact safely. Adult lives at the same place" in cora.get(child).text
    assert "Both here" not in cora.get(adult).text


def test_it_is_asked_of_people_who_could_come_there_and_of_nobody_else(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(child="1", adult="2", unborn_child="1", address="1")
    cora.get(case).get(cora.link("Hidden from whom: adult 1"))
    for other in ("Child", "Adult 2"):
        assert f"What is it to {other} where Adult 1 lives?" in cora.text
    assert "to Unborn child" not in cora.text
    assert "to Address" not in cora.text


def test_nobody_is_asked_from_whom_it_is_hidden_where_it_is_no_secret(exchange: Exchange) -> None:
    cora, _, case = ready(exchange, protected="yes")
    assert "Hidden from whom" not in cora.get(case).text
    case = cora.start(child="2")
    why = {"case_not_protected_because": "Made up: nobody is looking for them."}
    name = {"case_subject_name": "Maxi Madeup"}
    cora.fill(cora.get(case).link("Child 1"), **name, case_protected_address="no", **why)
    assert "Hidden from whom: child 1" not in cora.get(case).text
    assert "Hidden from whom: child 2" in cora.get(case).text


def test_partners_that_answered_about_somebody_protected_since_are_a_task_for_the_decision_maker(
    exchange: Exchange,
) -> None:
    cora, dilys, case = ready(exchange)
    ask(cora, exchange, case, "housing").press(f"{case}/send")
    task = "Partners that may hold this address: child"
    answer(exchange, "hugh", sent(exchange, case, "housing"), {"housing_known": fact("yes")}, BASES["housing"])
    assert task not in cora.get(case).text
    child = cora.link("Child")
    cora.fill(child, case_protected_address="yes")
    name = exchange.organisations["housing"].name
    assert f"{name} answered and may hold it." in cora.get(case).text
    page = cora.link(task)
    assert "Only a " in cora.get(page).text
    dilys.fill(page, case_place_told_how="rang")
    assert [one for one in dilys.problems if "who was told" in one]
    whom = {"case_place_told_whom": "Housing: the domestic abuse lead.", "case_place_told_why": "Made up: she agrees."}
    assert dilys.fill(page, case_place_told_how="rang", **whom).problems == ()
    assert task in cora.get(case).text
    assert "answered and may hold it" not in cora.text


def hiding(exchange: Exchange, **more: str) -> tuple[HubBrowser, HubBrowser, str]:
    """A case that may be sent, about a child who must not be found and an adult who is alleged to have harmed it."""
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    case = cora.start(child="1", adult="1", **more)
    safe(cora, case)
    named(cora, case, case_protected_address="yes")
    cora.says(case, "adult", "alleged")
    join(cora, exchange, case, "dilys")
    housed(dilys, case, "Adult", case_subject_name="Marlo Madeup-Adult")
    dilys.fill(f"{case}/recorded/manager-decision", case_manager_decision="Madeup: reasonable cause.")
    wishes(cora, case)
    return cora, dilys, case


def places_offered(browser: HubBrowser) -> list[str]:
    return [str(one.get("value")) for one in browser.page.all("input") if (one.get("name") or "").endswith("-places")]


def asked_about(exchange: Exchange, browser: HubBrowser, case: str, kind: str, who: str, **typed: Any) -> None:
    """Ask a partner about one person of a case, as far as the preview."""
    choose(browser, exchange, case, kind)
    person = browser.get(case).link(who).rsplit("/", 1)[1]
    choose(browser, exchange, case, kind)
    typed = typed_for(exchange, kind, about=[person], **QUESTION, **MUST.get(kind, {}), **typed)
    browser.press(f"{case}/preview", {"to": "preview"}, **typed)


def test_no_tick_is_offered_where_policy_bars_the_place_and_the_page_says_what_to_do_instead(
    exchange: Exchange,
) -> None:
    cora, _, case = hiding(exchange)
    asked_about(exchange, cora, case, "police", "Adult")
    cora.press(f"{case}/send")
    assert cora.path == f"{case}/requests", cora.problems
    choose(cora, exchange, case, "police", "probation")
    name = exchange.organisations["police"].name
    assert f"Never sent to {name}: the address, school and surgery of Child." in cora.text
    assert "ask another partner if it must be searched for by this place" in cora.text
    assert f"Never sent to {exchange.organisations['probation'].name}" not in cora.text
    prefix = part_of(cora, exchange.organisations["police"])
    assert [one for one in cora.page.all("input") if one.get("name") == f"{prefix}-places"] == []
    assert len(places_offered(cora)) == 1


def test_the_preview_says_of_a_place_held_back_why_and_what_lifts_it(exchange: Exchange) -> None:
    """One that was not chosen is ticked on the page before; one that is barred stays, whatever is ticked."""
    cora, _, case = hiding(exchange)
    asked_about(exchange, cora, case, "police", "Child")
    assert "Not sent: Address. It is protected, or not answered whether it is." in cora.text
    police = exchange.organisations["police"].name
    assert f"Tick it on the questions page where a partner cannot search without it: {police} (Child)." in cora.text
    assert "there is nothing to send: Address" not in cora.text
    children = [cora.get(case).link(one).rsplit("/", 1)[1] for one in ("Child", "Adult")]
    choose(cora, exchange, case, "police")
    both = typed_for(exchange, "police", about=children, places=children[:1], place_reason="Madeup.", **QUESTION)
    cora.press(f"{case}/preview", {"to": "preview"}, **both)
    assert "is, or was, also asked about somebody this person is hidden from. Nothing lifts this" in cora.text
    assert "it is not to be said by telephone either" in cora.text
    assert "ask another partner if it must be searched for by this place" in cora.text


def test_what_must_be_told_first_and_is_a_place_leads_to_its_tick(exchange: Exchange) -> None:
    cora, _, case = ready(exchange, protected="yes")
    choose(cora, exchange, case, "fire")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "fire", **QUESTION, **MUST["fire"]))
    fire = exchange.organisations["fire"].name
    assert f"Child: Address (tick it on the questions page for {fire} )." in cora.text
    assert f"{fire} must be told this first." in cora.text
    assert [one for one in cora.page.all("a") if "#case_address" in (one.get("href") or "")] == []
    buttons = [one for one in cora.page.all("button") if one.get("class") == "prx-link-button" and one.get("form")]
    (address,) = {one.get("formaction") for one in buttons}
    path, tick = str(address).split("#")
    (form,) = {one.get("form") for one in buttons}
    assert form in {one.get("id") for one in cora.page.all("form")}
    cora.press(path, {str(buttons[0].get("name")): str(buttons[0].get("value"))})
    assert tick in {one.get("id") for one in cora.page.all("input")}
    assert "Who lives there now?" in cora.response.text


def test_a_place_that_is_barred_and_all_there_is_to_search_by_is_no_dead_end(exchange: Exchange) -> None:
    cora, _, case = hiding(exchange, address="1")
    page = cora.get(case).link("Address")
    where = {
        "case_address__line1": "9 Madeup Road",
        "case_address__town": "Nowhere",
        "case_address__postcode": "ZZ99 1AA",
    }
    cora.fill(page, **where)
    housing = exchange.organisations["housing"]
    both = [cora.get(case).link(one).rsplit("/", 1)[1] for one in ("Adult", "Address")]
    choose(cora, exchange, case, "housing")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "housing", about=both, **QUESTION))
    assert f"Address: Address (never sent to {housing.name})" in cora.text
    assert "They cannot search by anything else. Ask them about the others alone: untick Address" in cora.text
    assert "Fill it in, or tick it" not in cora.text
    assert cora.link("say so of address") == page
    cora.get(f"{case}/questions")
    cora.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, "housing", about=both[:1], **QUESTION))
    assert "Nothing can be sent yet" not in cora.text

"""What is weighed before an outcome: the level, an adult’s own test, and what stands beside the decision."""

from __future__ import annotations

from typing import Any

from tests.web.exchange import Exchange
from tests.web.hub.playing import HubBrowser, join, ready
from tests.web.hub.test_taking_back import OUTCOME

S42 = {
    **dict.fromkeys(("case_s42_needs", "case_s42_abuse", "case_s42_unable"), "yes"),
    "case_s42_why": "Madeup: cannot leave the house alone.",
    "case_desired_outcomes": "Madeup: wants the card back.",
    "case_advocate": "not_needed",
}
DISAGREES: dict[str, Any] = {
    "case_disagrees__name": "Madeup Rowan",
    "case_disagrees__role": "Head",
    "case_disagreement": "Madeup: level 2 is too low.",
}


def test_a_level_is_a_decision_makers_with_reasons_and_can_be_changed(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    page = dilys.get(case).link("Threshold")
    assert "Only a hub decision-maker can record this" in cora.get(page).text
    dilys.get(page).press(None, {"save": "yes"}, case_threshold="level_4", case_threshold_why="")
    assert dilys.problems == ("Write down why, with the indicators in your threshold document.",)
    dilys.press(None, {"save": "yes"}, case_threshold="level_4", case_threshold_why="Madeup: a third injury.")
    assert "Level 3: complex or multiple needs" in dilys.get(page).text, "what stood before stays"


def test_an_adults_outcome_waits_for_the_section_42_test_of_whoever_is_at_risk(exchange: Exchange) -> None:
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    case = cora.start("adult_safeguarding_enquiry", adult="2")
    join(cora, exchange, case, "dilys")
    cora.says(case, "adult 1", "at_risk").says(case, "adult 2", "alleged")
    for one in ("adult 1", "adult 2"):
        page = cora.get(f"{case}/known").link(f"Known before: {one}").replace("/known/", "/recorded/known-before/")
        cora.fill(page, case_known_before="too_little")
    assert "2 of 2 people looked at" in cora.get(case).text
    assert "Waits for: Section 42 test" in dilys.get(case).text
    assert "Section 42 test: adult 2" not in dilys.text, "nothing is asked of whoever is alleged to cause harm"
    page = dilys.link("Section 42 test: adult 1")
    dilys.get(page).press(None, {"save": "yes"}, **{**S42, "case_advocate": None, "case_desired_outcomes": ""})
    assert len(dilys.problems) == 2
    dilys.press(None, {"save": "yes"}, **S42)
    dilys.get(f"{case}/recorded/outcome").press(None, **{**OUTCOME, "case_decision": "s42_enquiry"})
    assert dilys.path.startswith("/cases?")


def test_a_disagreement_stands_beside_the_decision_and_is_answered_later(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange)
    page = cora.get(case).link("Disagreement")
    cora.fill(page, **{**DISAGREES, "case_disagreement": ""})
    assert cora.problems == ("Write down what they disagree with, and why.",)
    cora.fill(page, **DISAGREES)
    assert "Disagreement Cora" in cora.get(case).text
    dilys.fill(page, case_disagreement_answer="Madeup: looked at again on Monday.")
    text = dilys.get(page).text
    assert "Madeup: level 2 is too low." in str(dilys.form(None).getlist("case_disagreement"))
    assert "Cora" in text, "who recorded it first, and when"


def test_a_safety_plan_names_who_sees_to_it(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    page = cora.get(case).link("Safety plan")
    plan = "Madeup: the grandmother stays until Friday."
    cora.fill(page, case_safety_plan=plan)
    assert cora.problems == ("Name who sees to it.",)
    cora.fill(page, case_safety_plan=plan, case_safety_plan_by__name="Madeup Rowan")
    assert "Safety plan Cora" in cora.get(case).text

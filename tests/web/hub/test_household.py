"""Everybody in a case on one page: typed once, kept when something is wrong with it, and led on to what is missing."""

from __future__ import annotations

from typing import Any

from app.services.intake.open_case import open_case
from app.web.hub.other_names import names_typed, one_line
from tests.web.exchange import Exchange
from tests.web.hub.playing import CHILD, HOW, HubBrowser, ask, case_id, ready
from tests.web.partner.asked import leaves

WHERE = {"case_address__line1": "1 Madeup Road", "case_address__town": "Nowhere", "case_address__postcode": "ZZ99 1AA"}
TYPED: dict[str, Any] = {
    **WHERE,
    "here": ["1", "2"],
    "case_protected_address": "no",
    "case_not_protected_because": HOW,
    "s1__case_subject_name": CHILD,
    "s1__role": "at_risk",
    "s2__case_subject_name": "Marla Madeup-Adult",
    "s2__role": "harmed",
    "case_role_said_by": "Madeup police",
    "r2__relationship": "parent",
    "r2__children": ["1"],
    "r2__said_by": "the mother",
    "r2__confirmed": "yes",
}


def started(exchange: Exchange) -> tuple[HubBrowser, str]:
    """A case about a child and an adult, of whom nothing is known yet."""
    cora = HubBrowser(exchange, "cora")
    return cora, cora.start(child="1", adult="1")


def save(cora: HubBrowser, case: str, **changed: Any) -> HubBrowser:
    cora.get(f"{case}/household").press(None, {"save": "yes"}, **{**TYPED, **changed})
    return cora


def held(exchange: Exchange, case: str) -> list[dict[str, Any]]:
    known, shown = open_case(exchange.runtime, exchange.actors["cora"], case_id(case))
    of = [shown.get(one.subject_id, {}) for one in known.subjects[1:]]
    return [{key: one.answer.value for key, one in each.items() if one.answer} for each in of]


def test_starting_a_case_leads_to_its_people_and_saving_them_on_to_what_is_missing(exchange: Exchange) -> None:
    opened = leaves(exchange, "opened")
    cora, case = started(exchange)
    assert leaves(exchange, "opened") == opened, "nobody is opened of whom nothing is held"
    save(cora, case)
    assert cora.heading == "Contact safety", cora.problems
    child, adult = held(exchange, case)
    assert child["case_address"] == adult["case_address"]
    assert adult["case_relationship_to_child"] == [
        {"child": {"name": CHILD}, "relationship": "parent", "said_by": "the mother", "confirmed": "yes"}
    ]
    said = {
        "case_family_may_be_told": "no", "case_safe_contact_method": "through_worker",
        "case_do_not_record_on_portal": "yes",
    }  # fmt: skip
    cora.press(None, {"save": "next"}, **said)
    assert cora.heading == "Reasons for your legal basis"
    cora.get(f"{case}/recorded/contact-safety").press(None, {"save": "yes"})
    assert cora.path == case


def test_what_is_held_stands_there_when_it_is_opened_again(exchange: Exchange) -> None:
    cora, case = started(exchange)
    save(cora, case)
    form = cora.get(f"{case}/household").form(None)
    assert (form["s1-case_subject_name"], form["s1-role"]) == (CHILD, "at_risk")
    assert (form["r2-relationship"], form.getlist("r2-children"), form["r2-confirmed"]) == ("parent", ["1"], "yes")
    assert "An address is held already of: Child, Adult." in cora.text
    cora.press(None, {"save": "yes"})
    assert cora.heading == "Contact safety", cora.problems


def test_a_mistake_is_named_where_it_was_made_and_nothing_typed_is_lost(exchange: Exchange) -> None:
    cora, case = started(exchange)
    born = {"s1__case_date_of_birth__year": "1980"}
    save(cora, case, r2__relationship="", case_not_protected_because="", **born)
    assert cora.problems == ("Adult: Choose what they are to the children you ticked.",)
    cora.press(None, {"save": "yes"}, r2__relationship="parent")
    assert any("on this date of birth" in one.lower() for one in cora.problems), cora.problems
    assert any("at least 10 characters" in one for one in cora.problems)
    assert len(cora.problems) == 2, "what is wrong with the address is said once, whoever lives there"
    form = cora.form(None)
    assert (form["s2-case_subject_name"], form["case_address-line1"], form.getlist("here")) == (
        "Marla Madeup-Adult", "1 Madeup Road", ["1", "2"],
    )  # fmt: skip
    assert held(exchange, case) == [{}, {}]


def test_what_is_wrong_with_a_date_stands_beside_it_and_says_whose(exchange: Exchange) -> None:
    cora, case = started(exchange)
    day = {"case_date_of_birth__day": "31", "case_date_of_birth__month": "2", "case_date_of_birth__year": "2017"}
    typed = {f"{who}__{part}": one for who in ("s1", "s2") for part, one in day.items()}
    save(cora, case, case_address__postcode="nowhere", **typed)
    assert sorted(one.partition(":")[0] for one in cora.problems if "28" in one) == ["Adult", "Child"], cora.problems
    assert len(cora.problems) == 3, cora.problems
    for beside in ("s1-case_date_of_birth-day", "s2-case_date_of_birth-day", "case_address-postcode"):
        assert f'href="#{beside}"' in cora.response.text
        assert f'id="{beside}-error"' in cora.response.text


def test_who_says_it_is_not_lost_where_it_is_not_said_to_whom(exchange: Exchange) -> None:
    cora, case = started(exchange)
    save(cora, case, r2__relationship="", r2__children=[], r2__confirmed="", r2__said_by="the aunt")
    assert cora.problems == ("Adult: Choose what they are to which children, or clear who says so.",)
    typed = {one.get("name"): one.get("value") for one in cora.page.all("input")}
    assert typed["r2-said_by"] == "the aunt"
    save(cora, case, r2__said_by="the aunt " * 20)
    assert cora.problems == ("Adult: Shorten who says so to 120 characters.",)
    assert ("the aunt " * 20).strip() in [one.get("value") for one in cora.page.all("input")]


def test_an_unborn_child_is_offered_no_role_of_somebody_who_causes_harm(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(unborn_child="1", adult="1")
    offered = {
        ordinal: [one.get("value") for one in cora.page.all("input") if one.get("name") == f"s{ordinal}-role"]
        for ordinal in ("1", "2")
    }
    assert offered["1"] == ["harmed", "at_risk", "other", "not_known"]
    assert "alleged" in offered["2"]
    cora.get(cora.get(case).link("Role in the concern: unborn child"))
    assert [one.get("value") for one in cora.page.all("input") if one.get("name") == "case_role_in_concern"] == [
        "harmed", "at_risk", "other", "not_known",
    ]  # fmt: skip


def test_an_address_is_somebodys_and_whoever_is_ticked_has_one(exchange: Exchange) -> None:
    cora, case = started(exchange)
    save(cora, case, here=None)
    assert cora.problems == ("Tick who lives at this address.",)
    empty = dict.fromkeys((*WHERE, "case_not_protected_because"), "")
    save(cora, case, case_protected_address=None, **empty)
    assert cora.problems == ("Enter the address at which those you ticked live.",)


def test_a_colleague_who_was_first_is_shown_beside_what_was_typed(exchange: Exchange) -> None:
    cora, case = started(exchange)
    form = cora.get(f"{case}/household").filled(None, {**TYPED, "s1__case_subject_name": "Typed Later"})
    save(cora, case)
    cora.send(f"{case}/household", {**form, "save": "yes"})
    assert cora.status == 409
    assert f"Child: {CHILD}; At risk" in cora.text
    assert cora.form(None)["s1-case_subject_name"] == "Typed Later"
    assert held(exchange, case)[0]["case_subject_name"] == CHILD
    cora.press(None, {"save": "yes"}, here=None, case_protected_address=None, **dict.fromkeys(WHERE, ""),
               case_not_protected_because="")  # fmt: skip
    assert held(exchange, case)[0]["case_subject_name"] == "Typed Later", cora.problems


def test_once_partners_were_asked_each_is_changed_on_their_own_page(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    assert "Enter everybody on one page" in cora.get(case).text
    ask(cora, exchange, case, "housing", "housing_known").press(f"{case}/send")
    assert "Enter everybody on one page" not in cora.get(case).text
    assert "Partners have been asked already" in cora.get(f"{case}/household").text
    assert cora.link("Child").startswith(f"{case}/subjects/")


def test_a_surgery_is_typed_once_and_ticked_for_whoever_is_registered_there(exchange: Exchange) -> None:
    cora, case = started(exchange)
    save(cora, case, case_gp_practice="Madeup Surgery")
    assert cora.problems == ("Tick who is registered at this surgery.",)
    save(cora, case, registered=["1"])
    assert cora.problems == ("Enter the surgery of those you ticked.",)
    save(cora, case, case_gp_practice="Madeup Surgery", registered=["1"])
    assert cora.heading == "Contact safety", cora.problems
    child, adult = held(exchange, case)
    assert child["case_gp_practice"] == "Madeup Surgery"
    assert "case_gp_practice" not in adult
    cora.get(f"{case}/household")
    assert [one.get("value") for one in cora.page.all("input") if one.get("name") == "registered"] == ["2"]


def test_a_surgery_that_a_colleague_typed_first_is_said_and_what_was_typed_stays(exchange: Exchange) -> None:
    cora, case = started(exchange)
    surgery = {"case_gp_practice": "Madeup Surgery", "registered": ["1", "2"]}
    form = cora.get(f"{case}/household").filled(None, {**TYPED, **surgery, "case_gp_practice": "Madeup Other Surgery"})
    save(cora, case, **surgery)
    cora.send(f"{case}/household", {**form, "save": "yes"})
    assert cora.status == 409
    assert cora.text.count("; a surgery is held") == 2
    assert "Not saved, as a surgery is held of everybody: Madeup Other Surgery" in cora.text


def test_gender_school_and_other_names_are_typed_with_the_rest(exchange: Exchange) -> None:
    cora, case = started(exchange)
    more = {"s1__case_school": "Madeup School", "s2__case_gender": "female",
            "s2__case_former_names": "Marla  Example; Mary Example;"}  # fmt: skip
    save(cora, case, **more)
    assert cora.heading == "Contact safety", cora.problems
    child, adult = held(exchange, case)
    assert (child["case_school"], adult["case_gender"]) == ("Madeup School", "female")
    assert adult["case_former_names"] == [{"name": "Marla Example"}, {"name": "Mary Example"}]
    form = cora.get(f"{case}/household").form(None)
    assert (form["s2-case_former_names"], form["s2-case_gender"]) == ("Marla Example; Mary Example", "female")
    cora.press(None, {"save": "yes"}, s2__case_former_names="Marla Example")
    assert held(exchange, case)[1]["case_former_names"] == [{"name": "Marla Example"}]


def test_what_kind_of_name_one_is_stays_when_the_line_is_saved_again() -> None:
    held_of = [{"name": "Marla Example", "use": "maiden"}, {"name": "Mary", "use": "alias"}]
    assert names_typed(one_line(held_of), held_of) == held_of
    assert names_typed("Mary; Zoë", held_of) == [held_of[1], {"name": "Zoë"}]
    assert names_typed(" ; ", held_of) == []


def test_a_line_nobody_touched_says_all_that_is_held() -> None:
    twice = [{"name": "Mary", "use": "maiden"}, {"name": "Mary", "use": "alias"}, {"use": "alias"}]
    assert names_typed(one_line(twice), twice) == twice
    semicolon = [{"name": "Mary; Ann", "use": "alias"}]
    assert names_typed(" Mary;  Ann ", semicolon) == semicolon

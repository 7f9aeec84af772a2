"""Filling in a case: what is masked stays, what is wrong comes back, and two people at once lose nothing."""

from __future__ import annotations

import pytest

from tests.web.exchange import Exchange
from tests.web.hub.playing import CHILD, HubBrowser, join, named, ready, wishes
from tests.web.partner.asked import leaves

LONG = "Madeup: a long account of what was seen. "


def test_a_masked_value_stays_when_left_empty_and_is_replaced_when_typed(exchange: Exchange) -> None:
    cora, dilys, case = ready(exchange, protected="yes")
    page = cora.get(case).link("Child")
    cora.get(page)
    assert "held, not shown in full – type a new value to replace it" in cora.text
    assert "ZZ area" in cora.text
    assert "Madeup Road" not in cora.text
    assert cora.form(None)["case_address-line1"] == ""
    assert "Reveal" not in cora.text
    cora.press(None, {"save": "yes"}, case_school="Madeup Primary")
    assert cora.path == case

    dilys.get(page)
    dilys.get(dilys.link("Reveal with a reason: Address"))
    dilys.press(None, reason="Madeup: to check where the child lives now.")
    assert "1 Madeup Road" in dilys.text

    cora.get(page)
    cora.press(None, {"save": "yes"}, case_address__line1="2 Madeup Lane", case_address__postcode="ZZ97 3CC")
    assert cora.path == case
    assert "ZZ area" in cora.get(page).text
    dilys.get(page)
    dilys.get(dilys.link("Reveal with a reason: Address")).press(None, reason="Madeup: to check it once more.")
    assert "2 Madeup Lane" in dilys.text
    assert "1 Madeup Road" not in dilys.text


def test_a_value_that_is_emptied_is_cleared(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    page = cora.get(case).link("Child")
    cora.fill(page, case_school="Madeup Primary")
    assert cora.get(page).form(None)["case_school"] == "Madeup Primary"
    cora.press(None, {"save": "yes"}, case_school="")
    form = cora.get(page).form(None)
    assert form["case_school"] == ""
    assert form["case_subject_name"] == CHILD
    assert "case_school" not in form.getlist("had")


def test_wrong_input_is_named_and_everything_typed_comes_back(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    page = cora.get(case).link("Child")
    cora.fill(page, case_date_of_birth__month="13", case_nhs_number="123", case_gp_practice="Madeup Surgery")
    assert cora.status == 422
    assert len(cora.problems) == 2
    form = cora.form(None)
    assert form["case_date_of_birth-month"] == "13"
    assert form["case_nhs_number"] == "123"
    assert form["case_gp_practice"] == "Madeup Surgery"
    cora.get(page)
    assert cora.form(None)["case_gp_practice"] == ""


def test_another_row_keeps_what_is_typed_and_saves_nothing(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    page = cora.get(case).link("Child")
    name = {"case_former_names__0__name": "Madeup Other-Name"}
    cora.get(page).press(None, {"add_row": "case_former_names"}, **name, case_school="Madeup Primary")
    form = cora.form(None)
    assert form["case_former_names-count"] == "2"
    assert form["case_former_names-0-name"] == "Madeup Other-Name"
    assert form["case_school"] == "Madeup Primary"
    assert cora.get(page).form(None)["case_school"] == ""


def test_the_second_of_two_people_keeps_what_they_typed_and_sees_what_the_first_saved(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    join(cora, exchange, case, "colin")
    colin = HubBrowser(exchange, "colin")
    page = cora.get(case).link("Child")
    colin.get(page)
    cora.fill(page, case_subject_name="Moxi Madeup-Child", case_school="Madeup Primary")
    colin.press(None, {"save": "yes"}, case_gp_practice="Madeup Surgery")
    assert colin.status == 409
    assert "Nothing of yours is saved yet" in colin.text
    assert "Stored now by a colleague: Moxi Madeup-Child" in colin.text
    assert colin.form(None)["case_gp_practice"] == "Madeup Surgery"
    assert cora.get(page).form(None)["case_gp_practice"] == ""
    colin.press(None, {"save": "yes"}, case_subject_name="Moxi Madeup-Child")
    assert colin.path == case
    form = cora.get(page).form(None)
    assert form["case_gp_practice"] == "Madeup Surgery"
    assert form["case_school"] == "Madeup Primary"
    assert form["case_subject_name"] == "Moxi Madeup-Child"


@pytest.mark.parametrize("version", ["²", "٣", "-1", "9" * 30, "x"])
def test_a_version_that_is_none_is_one_that_somebody_else_has_overtaken(exchange: Exchange, version: str) -> None:
    cora, _, case = ready(exchange)
    cora.get(cora.get(case).link("Child")).press(None, {"save": "yes"}, case_school="Madeup Primary", version=version)
    assert cora.status == 409
    assert cora.form(None)["case_school"] == "Madeup Primary"


def test_only_fields_of_the_kind_of_subject_are_asked(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(child="1", unborn_child="1", adult="1", address="1")
    expected = {
        "Child": ("case_upn", {"case_due_date_of_birth-day"}),
        "Unborn child": (
            "case_due_date_of_birth-day",
            {"case_upn", "case_subject_name", "case_former_names-count", "case_gender", "case_nhs_number"},
        ),
        "Adult": ("case_licence_holder-name", {"case_upn"}),
        "Address": ("case_premises_name", {"case_subject_name", "case_pnc_id"}),
    }
    for kind, (asked, not_asked) in expected.items():
        page = next(one.get("href") for one in cora.get(case).page.all("a") if "".join(one.itertext()) == kind)
        form = cora.get(page).form(None)
        assert asked in form, kind
        assert not not_asked & set(form), kind
        assert "case_told_or_agreed" not in form


LATER = ("board_answer", "done_on_duty")


def test_every_field_of_a_case_is_asked_for_somewhere(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need", child="1", unborn_child="1", adult="2", address="1")
    cora.says(case, "adult 1", "at_risk").says(case, "adult 2", "alleged")
    join(cora, exchange, case, "dilys")
    dilys = HubBrowser(exchange, "dilys")
    again = {"again-day": "7", "again-month": "1", "again-year": "2030"}
    dilys.get(f"{case}/hold").press(None, {"reason": "Madeup: a review.", "heard": "Madeup: by telephone.", **again})
    hold = dilys.get(case).link("Why, and how the hold ends")
    pages = {one.get("href") for one in cora.get(case).page.all("a") if f"{case}/" in (one.get("href") or "")}
    adult = next(one for one in sorted(pages) if "/subjects/" in one and "Adult 1" in cora.get(one).heading)
    found: set[str] = set()
    for page in (
        *pages,
        f"{case}/recorded/manager-decision",
        adult.replace("/subjects/", "/recorded/wishes-recorded/"),
        adult.replace("/subjects/", "/recorded/place-told/"),
        adult.replace("/subjects/", "/recorded/known-before/"),
        adult.replace("/subjects/", "/recorded/section-42-test/"),
        f"{case}/recorded/outcome",
        f"{case}/recorded/escalation",
        f"{case}/rating",
        hold,
    ):
        led_on = ("/people", "/basis", "/step-back", "/returns", "/ask")
        if not (any(end in page for end in led_on) or page.endswith("/known")):
            found |= {one.split("-")[0] for one in dilys.get(page).form(None)}
    release = exchange.runtime.policy.release
    catalogue = release.catalogue
    # What is said of a request, of a case that is closed, with the board or handed over, is asked on pages that this
    # case does not have yet; what a legal basis asks for, where it is the one in use.
    later = {
        word
        for one in release.statements.values()
        if one.about == "request" or one.state == "open" or one.for_basis or one.key in LATER
        for word in one.words
    }
    wanted = {one.key for one in catalogue.fields_for("case", "hub")} - later - {"case_rating_return"}  # none came yet
    # Radios and checkboxes of an empty form send nothing; they are looked up on the page itself.
    missing = {key for key in wanted - found if catalogue[key].type not in ("choice", "yes_no_unknown", "choices")}
    assert missing == set()


def test_every_look_and_no_list_is_an_opening(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start()
    page = named(cora, case)
    before = leaves(exchange, "opened")
    cora.get("/cases").get(case).get(f"{case}/people").get("/board").get(f"{case}/requests")
    assert leaves(exchange, "opened") == before
    cora.get(page)
    assert leaves(exchange, "opened") == before + 1
    assert cora.client.get(page, headers={"Sec-Purpose": "prefetch"}).status_code == 403
    assert leaves(exchange, "opened") == before + 1


def test_an_outcome_cannot_start_while_nobody_has_heard_the_child(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start()
    kinds = [exchange.runtime.policy.release.statements[one] for one in ("known_before", "childs_wishes", "threshold")]
    assert f"Waits for: {'; '.join(one.label for one in kinds)} Cannot start yet" in cora.get(case).text
    assert f"{case}/recorded/outcome" not in [one.get("href") for one in cora.page.all("a")]
    wishes(cora, case)
    join(cora, exchange, case, "dilys")
    cora.fill(
        cora.get(case).link("Known before: child").replace("/known/", "/recorded/known-before/"),
        case_known_before="too_little",
    )
    assert "Waits for: Threshold Cannot start yet" in cora.get(case).text
    dilys = HubBrowser(exchange, "dilys")
    dilys.fill(dilys.get(case).link("Threshold"), case_threshold="level_2", case_threshold_why="Madeup: one concern.")
    assert dilys.problems == ()
    assert f"{case}/recorded/outcome" in [one.get("href") for one in cora.get(case).page.all("a")]

"""What must stand before a request may leave, and that nothing leaves without it, whatever is posted."""

from __future__ import annotations

import hashlib

from app.services.intake.open_case import find_case
from app.services.research.asking_draft import find_asking, save_asking
from tests.web.exchange import Exchange
from tests.web.hub.playing import MUST, HubBrowser, ask, case_id, choose, housed, join, named, ready, safe, typed_for
from tests.web.partner.asked import leaves

DECISION = "A decision-maker must record the decision to enquire"
SAFETY = "Answer contact safety first"
TOLD = "Record whether the family was told or agreed"


def forced(exchange: Exchange, browser: HubBrowser, case: str) -> HubBrowser:
    """Send a complete draft, as if the pages before it had been passed."""
    housing, runtime, actor = str(exchange.organisations["housing"].id), exchange.runtime, exchange.actors["cora"]
    known, drafted = find_case(runtime, actor, case_id(case)), find_asking(runtime, actor, case_id(case))
    about = str(known.askable[0].subject_id)
    inputs = (
        ("partners", housing), (f"reason-{housing}", "Madeup: they may know."), (f"p-{housing}-seen", "yes"),
        (f"p-{housing}-about", about), (f"p-{housing}-request_questions-count", "1"),
        (f"p-{housing}-request_questions-0-question", "Who lives there?"),
    )  # fmt: skip
    form = {
        "csrf_token": browser.get("/cases/new").form("/cases/new")["csrf_token"],
        "draft": str(save_asking(runtime, actor, known, inputs, drafted[0] if drafted else None)),
        "previewed": known.history.as_it_stands(runtime.policy.number),
        "shown": hashlib.sha256(f"{housing} {about}".encode()).hexdigest(),
    }
    browser.send(f"{case}/send", form)
    return browser


def test_a_section_47_request_without_a_managers_decision_cannot_leave(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start()
    safe(cora, case)
    cora.get(f"{case}/ask")
    assert cora.heading == "Nothing can be sent yet"
    assert DECISION in cora.text
    assert DECISION in forced(exchange, cora, case).text
    assert cora.path == f"{case}/preview?changed=yes"
    assert leaves(exchange, "request_sent") == 0
    assert "Madeup: they may know." in cora.text, "what was typed is kept"


def test_a_collator_cannot_take_the_decision_and_the_try_is_logged(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start()
    cora.get(f"{case}/recorded/manager-decision")
    assert "Only a hub decision-maker can record this." in cora.text
    token = cora.get(f"{case}/people").form(f"{case}/people")["csrf_token"]
    cora.send(
        f"{case}/recorded/manager-decision", {"csrf_token": token, "case_manager_decision": "Madeup", "version": ""}
    )
    assert cora.status == 403
    assert leaves(exchange, "refused") == 1
    assert "Manager’s decision to enquire A decision-maker must record" in cora.get(case).text


def test_nothing_leaves_before_contact_safety_is_answered(exchange: Exchange) -> None:
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    case = cora.start()
    join(cora, exchange, case, "dilys")
    dilys.fill(f"{case}/recorded/manager-decision", case_manager_decision="Madeup: reasonable cause.")
    assert SAFETY in cora.get(f"{case}/ask").text
    assert SAFETY in forced(exchange, cora, case).text
    cora.fill(f"{case}/recorded/contact-safety", case_safe_contact_method="letter")
    assert len(cora.problems) == 2
    assert cora.form(None)["case_safe_contact_method"] == "letter"
    assert SAFETY in cora.get(f"{case}/ask").text
    assert leaves(exchange, "request_sent") == 0


def test_below_section_47_the_family_is_told_or_somebody_says_why_not(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need")
    safe(cora, case)
    assert TOLD in cora.get(f"{case}/ask").text
    assert TOLD in forced(exchange, cora, case).text
    nobody = {"case_told_decided_by__name": "", "case_told_decided_by__role": ""}
    cora.fill(f"{case}/recorded/told-or-agreed-or-reason", case_told_or_agreed="not_told", **nobody)
    assert set(cora.problems) == {
        "Choose the reason why they have not been told.",
        "Name the person who decided that they are not told.",
    }
    cora.press(None, case_reason_not_told="increase_risk", case_told_decided_by__name="Madeup Hazel")
    assert cora.path == case
    assert "Cora Collator, 24 November 2026 at 10am" in cora.text
    named(cora, case)
    assert forced(exchange, cora, case).path == f"{case}/requests"
    assert leaves(exchange, "request_sent") == 1


def test_an_adult_who_can_decide_is_overridden_only_for_a_reason(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="adult_safeguarding_enquiry", adult="1")
    safe(cora, case)
    cora.get(f"{case}/ask")
    assert "Say what this person is in the concern" in cora.text
    cora.says(case, "adult", "harmed")
    cora.get(f"{case}/ask")
    assert "Record what the adult wants" in cora.text
    assert "whether they have capacity to decide about this" in cora.text
    page = cora.get(case).link("Wishes and capacity: adult")
    cora.fill(page, case_capacity="has", case_told_or_agreed="told_not_agreed")
    assert cora.problems == (
        "Write down what the adult wants, or that they could not be asked and why.",
        "This adult can decide for themselves: choose why you act without their agreement.",
        "Say whether the adult has been told that you act without their agreement.",
    )
    assert "Their own good is no ground." in cora.text
    cora.press(
        None, case_adult_wishes="Madeup: to be left alone.", case_override_ground=["others_at_risk"],
        case_told_of_override="unsafe",
    )  # fmt: skip
    assert cora.path == case
    assert cora.get(f"{case}/ask").heading == "Choose partners"


def test_every_adult_asked_about_has_wishes_and_capacity_of_their_own(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="adult_safeguarding_enquiry", adult="2")
    safe(cora, case)
    for adult in ("adult 1", "adult 2"):
        cora.says(case, adult, "at_risk")
        housed(cora, case, adult.capitalize(), case_subject_name="Madeup Adult")
    wishes = {"case_capacity": "has", "case_adult_wishes": "Madeup: peace.", "case_told_or_agreed": "told_and_agreed"}
    cora.fill(cora.get(case).link("Wishes and capacity: adult 1"), **wishes)
    assert "Wishes and capacity: adult 1 (at risk) Cora Collator, 24 November 2026 at 10am Done" in cora.get(case).text
    assert "Wishes and capacity: adult 2 (at risk) Record what the adult wants" in cora.text
    choose(cora, exchange, case, "dwp")
    assert cora.link("Adult 2: Record what the adult wants").startswith(f"{case}/recorded/wishes-recorded/")
    asked = {"request_questions__0__question": "Madeup: who else claims there?", **MUST["dwp"]}
    question = typed_for(exchange, "dwp", **asked)
    cora.press(f"{case}/preview", {"to": "preview"}, **question)
    assert "Nothing can be sent yet." in cora.text
    assert "Adult 2: Record what the adult wants and whether they have capacity" in cora.text
    cora.send(f"{case}/send", cora.form(f"{case}/send"))
    assert "Adult 2: Record what the adult wants" in cora.text
    assert "Adult 1: Record what the adult wants" not in cora.text
    assert leaves(exchange, "request_sent") == 0
    first = find_case(exchange.runtime, exchange.actors["cora"], case_id(case)).askable[0]
    alone = typed_for(exchange, "dwp", about=[str(first.subject_id)])
    cora.get(f"{case}/questions").press(f"{case}/preview", {"to": "preview"}, **alone).press(f"{case}/send")
    assert cora.path == f"{case}/requests"
    assert leaves(exchange, "request_sent") == 1


def test_without_capacity_the_wishes_may_be_missing(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="adult_safeguarding_enquiry", adult="1")
    cora.says(case, "adult", "at_risk")
    cora.fill(cora.get(case).link("Wishes and capacity: adult"), case_capacity="lacks")
    assert cora.problems == (
        "Write down which decision it is about, who assessed it and when.",
        "Write down why sharing is in the adult’s best interests.",
    )
    cora.press(None, case_capacity_note="Madeup: this one.", case_best_interests="Madeup: nothing less would do.")
    assert cora.path == case


def test_a_basis_that_does_not_carry_blocks_and_can_be_changed(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    cora.get(f"{case}/basis")
    assert "It does not cover this purpose" in cora.text
    assert "for approval by accountable owners" in cora.response.text  # once, above the page, as of all of it
    cora.press(None, legal_basis="nonsense")
    assert cora.problems == ("Choose the hub’s own legal basis for asking.",)
    cora.press(None, legal_basis="hub_child_in_need")
    assert "does not cover this purpose for everybody in the case" in cora.text
    assert cora.get(f"{case}/ask").heading == "Nothing can be sent yet"
    cora.get(f"{case}/basis").press(None, legal_basis="hub_child_protection")
    ask(cora, exchange, case, "fire").press(f"{case}/send")
    assert cora.path == f"{case}/requests"


def test_what_a_partner_could_be_told_is_named_with_the_place_to_fill_it(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    ask(cora, exchange, case, "probation")
    assert "What could also be told, and there is nothing to send" in cora.text
    assert "Kind of concern : Probation" in cora.text
    assert cora.link("Kind of concern") == f"{case}/concern#case_concern_category"
    assert cora.link("Former names and aliases").startswith(f"{case}/subjects/")
    assert (
        cora.link("What the person or family knows") == f"{case}/recorded/told-or-agreed-or-reason#case_told_or_agreed"
    )
    assert cora.link("Safe times to make contact") == f"{case}/recorded/contact-safety#case_safe_contact_times"
    assert named(cora, case)


def test_the_hubs_own_basis_is_asked_for_its_reasons(exchange: Exchange) -> None:
    cora = HubBrowser(exchange, "cora")
    case = cora.start(purpose="child_in_need")
    missing = "State what your legal basis asks for, before anything is sent on it."
    assert missing in cora.get(f"{case}/ask").text
    page = cora.link(missing)
    assert page == f"{case}/recorded/basis-reasons"
    assert "Why you do not rely on consent" not in cora.get(page).text  # section 17 rests on another condition
    cora.fill(page, case_necessity_note="")
    assert len(cora.problems) == 1
    assert "cannot be relied on without it" in cora.problems[0]
    cora.fill(page, case_necessity_note="Madeup: the school alone knows who collects them.")
    assert cora.path == case
    assert "Reasons for your legal basis Cora Collator, 24 November 2026 at 10am Done" in cora.text
    assert missing not in cora.get(f"{case}/ask").text

    cora.get(f"{case}/basis").press(None, legal_basis="hub_child_with_agreement")
    assert f"Reasons for your legal basis {missing} To do" in cora.get(case).text
    cora.get(page)
    assert "Whose agreement you hold" in cora.text
    assert "Why this research is necessary" not in " ".join(cora.form(None))
    cora.press(None, {"save": "yes"}, case_consent_record="Madeup: the mother, on 1 May 2026.")
    assert cora.path == case
    assert missing not in cora.get(f"{case}/ask").text


def test_of_whoever_is_alleged_it_is_said_first_where_they_work(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    school = exchange.organisations["education"]
    page = cora.get(case).link("Role in the concern: child")
    cora.fill(page, case_role_in_concern="both_alleged", case_role_said_by="Madeup school")
    missing = "Say whether this person, who is alleged to cause harm, works for one of your partners"
    assert missing in cora.get(f"{case}/ask").text
    page = cora.get(case).link("Works for a partner: child")
    cora.fill(page, case_works_for="yes", case_works_for_why="Madeup: helps at the nursery on Saturdays.")
    assert cora.problems == ("Choose the partner or partners that this person works for, or is close to staff of.",)
    cora.press(None, {"save": "yes"}, works_for=[str(school.id)])
    assert cora.path == case, cora.problems
    assert "Ring instead" in cora.get(f"{case}/ask").text
    assert f"Somebody in this case works for {school.name}" in cora.text
    offered = [one.get("value") for one in cora.page.all("input") if one.get("name") == "partners"]
    assert len(offered) > 5
    assert str(school.id) not in offered


def test_an_employer_that_was_asked_before_it_was_known_is_a_task(exchange: Exchange) -> None:
    cora, _, case = ready(exchange)
    fire = exchange.organisations["fire"]
    ask(cora, exchange, case, "fire").press(f"{case}/send")
    page = cora.get(case).link("Role in the concern: child")
    cora.fill(page, case_role_in_concern="both_alleged", case_role_said_by="Madeup school")
    page = cora.get(case).link("Works for a partner: child")
    cora.fill(page, case_works_for="yes", case_works_for_why="Madeup: a cadet.", works_for=[str(fire.id)])
    assert cora.path == case, cora.problems
    assert f"Withdraw the request to {fire.name}, and ring its designated officer. To do" in cora.text

"""A decision is recorded with whom it is about, and counts for nobody else."""

from __future__ import annotations

import pytest

from app.domain.answers import plain
from app.domain.errors import NotFound
from app.services.intake.open_case import find_case
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from tests.services.exchange import Exchange
from tests.services.played import give_reasons, ready_case, say_role


def test_a_decision_about_somebody_it_cannot_be_about_is_refused(exchange: Exchange) -> None:
    case = ready_case(exchange, ("child", "adult"), ("no", "no"))
    child, adult = case.people
    lacks = {
        "case_capacity": plain("lacks"),
        "case_capacity_note": plain("Madeup: whether to share; seen on 20 November."),
        "case_best_interests": plain("Madeup: nothing less would find her."),
    }
    say_role(exchange, case.decider, case.id, adult, "at_risk")
    for subject, what, answers in (
        (child, "wishes_recorded", lacks),
        (case.whole, "wishes_recorded", lacks),
        (adult, "manager_decision", {"case_manager_decision": plain("Madeup: cause.")}),
    ):
        with pytest.raises(NotFound):
            state_in_case(exchange.runtime, case.decider, case.id, subject, what, answers, None)
    state_in_case(exchange.runtime, case.decider, case.id, adult, "wishes_recorded", lacks, None)
    known = find_case(exchange.runtime, case.decider, case.id)
    assert ("wishes_recorded", adult) in known.stated
    assert ("wishes_recorded", child) not in known.stated


def test_what_one_adult_wants_says_nothing_of_another(exchange: Exchange) -> None:
    hub = exchange.person("hub", "hub_collator")
    case = start_case(
        exchange.runtime, hub, purpose="adult_safeguarding_enquiry", rating="amber",
        legal_basis="hub_adult_enquiry", subjects=("adult", "adult"),
    ).file_id  # fmt: skip
    whole, first, second = (one.subject_id for one in find_case(exchange.runtime, hub, case).subjects)
    gaps = {gap.key for gap in find_case(exchange.runtime, hub, case).gaps}
    assert gaps == {"contact_safety", "basis_reasons", f"role_in_concern-{first}", f"role_in_concern-{second}"}
    for adult in (first, second):
        say_role(exchange, hub, case, adult, "at_risk")
    agrees = {
        "case_capacity": plain("assumed"),
        "case_adult_wishes": plain("Madeup: peace."),
        "case_told_or_agreed": plain("told_and_agreed"),
    }
    state_in_case(exchange.runtime, hub, case, first, "wishes_recorded", agrees, None)
    gaps = {gap.key for gap in find_case(exchange.runtime, hub, case).gaps}
    assert gaps == {"contact_safety", "basis_reasons", f"wishes_recorded-{second}"}
    safe = {"case_family_may_be_told": plain("no"), "case_safe_contact_method": plain("letter"),
            "case_do_not_record_on_portal": plain("yes")}  # fmt: skip
    state_in_case(exchange.runtime, hub, case, whole, "contact_safety", safe, None)
    give_reasons(exchange.runtime, hub, case)
    known = find_case(exchange.runtime, hub, case)
    assert known.in_the_way == ()
    assert [gap.stops({first}) for gap in known.gaps] == [False]

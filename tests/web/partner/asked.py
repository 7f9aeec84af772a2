"""A made-up household's case at the hub, and requests from it: by the services, for these tests are about answering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.research import ResearchRequest
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.services.played import NAME, NOT_PROTECTED, give_reasons
from tests.web.exchange import Exchange

CHILD, ADULT = "Maxi Madeup-Child", "Marla Madeup-Adult"
ADDRESS = {"lines": ["1 Madeup Road"], "town": "Nowhere", "postcode": "ZZ99 1AA"}
QUESTIONS = [{"question": "Who lives at the address now?", "why": "To visit safely"}]
HOUSING = ("housing_known", "housing_declared_household")


@dataclass(frozen=True)
class Household:
    """A section 47 case that may send requests; `people` are the subjects in the hub's order."""

    case_id: UUID
    people: tuple[UUID, ...]


def household(
    exchange: Exchange, subjects: Sequence[str] = ("child",), *, rating: str = "amber", protected: str = "no"
) -> Household:
    """A case about these kinds of people, decided and with contact and staff safety."""
    runtime, cora, dilys = exchange.runtime, exchange.actors["cora"], exchange.actors["dilys"]
    case = start_case(
        runtime, cora, purpose="child_protection_enquiry", rating=rating, legal_basis="hub_child_protection",
        subjects=subjects,
    )  # fmt: skip
    whole, *people = [one.subject_id for one in find_case(runtime, cora, case.file_id).subjects]
    for person, kind in zip(people, subjects, strict=True):
        known = {
            "case_subject_name": plain(CHILD if kind == "child" else ADULT),
            "case_date_of_birth": plain("2017-03-04" if kind == "child" else "1988-02-02"),
            "case_address": plain(ADDRESS),
            "case_protected_address": plain(protected),
            **(NOT_PROTECTED if protected == "no" else {}),
        }
        save_case_record(runtime, cora, case.file_id, person, known, None)
    assign_case(runtime, cora, case.file_id, dilys.person_id)
    safe: dict[str, Answer] = {
        "case_family_may_be_told": plain("no"),
        "case_safe_contact_method": plain("through_worker"),
        "case_do_not_contact": plain("Madeup: never ring the landline."),
        "case_do_not_record_on_portal": plain("yes"),
        "case_staff_safety": plain([{"about": "dog", "do": "Madeup: ask for the dog to be shut away."}]),
    }
    state_in_case(runtime, cora, case.file_id, whole, "contact_safety", safe, None)
    decided = {"case_manager_decision": plain("Madeup: reasonable cause, because of what the school saw.")}
    state_in_case(runtime, dilys, case.file_id, whole, "manager_decision", decided, None)
    give_reasons(runtime, cora, case.file_id)
    return Household(case.file_id, tuple(people))


def request_to(
    exchange: Exchange, home: Household, kind: str, fields: Sequence[str] = (), places: Sequence[UUID] = ()
) -> ResearchRequest:
    """One request to the organisation of a kind: a question, these fields, and the window to search.

    Of these people the place goes although it is protected.
    """
    typed: dict[str, Answer] = {
        "request_questions": plain(QUESTIONS),
        "request_date_window_from": plain("2024-11-24"),
        "request_date_window_to": plain("2026-11-24"),
        "request_home_safety_category": plain("home_safety"),
        "request_other_sources_failed": plain("Madeup: nobody else holds it."),
    }
    ask = Ask(
        exchange.organisations[kind].id,
        "Madeup: they may know the family.",
        tuple(fields),
        typed,
        subjects=frozenset(home.people),
        besides=NAME,
        places=frozenset(places),
        place_reason="Madeup: they search by it." if places else "",
    )
    cora, runtime = exchange.actors["cora"], exchange.runtime
    seen = find_case(runtime, cora, home.case_id).history.as_it_stands(runtime.policy.number)
    return send_requests(runtime, cora, home.case_id, [ask], seen)[0]


def housing_request(
    exchange: Exchange, subjects: Sequence[str] = ("child",), *, rating: str = "amber"
) -> ResearchRequest:
    """One request to housing about these people."""
    return request_to(exchange, household(exchange, subjects, rating=rating), "housing", HOUSING)


def leaves(exchange: Exchange, kind: str) -> int:
    """How many leaves of a kind the log holds."""
    with exchange.runtime.database.work(None) as work:
        return sum(leaf.kind == kind for log in work.log.logs() for leaf in work.log.leaves(log.id, 0, 10_000))

"""A case of two people whose eight partners have each returned six items, by the services: tests read what came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.domain.answers import NO_TRACE as NIL
from app.domain.answers import Answer, plain
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.open_request import find_request
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import sign_off_return, submit_for_approval
from app.services.research.work_on_request import claim_request
from policies.engine.bases import Body, legal_bases_for
from tests.services.played import ATTESTED, STATED
from tests.web.exchange import Exchange
from tests.web.partner.asked import Household, household, request_to

APPROVERS: Final = {
    "paula": ("Paula Probation", "probation", "partner_manager"),
    "minna": ("Minna Mental-Health", "mental_health", "partner_responder"),
    "milton": ("Milton Mental-Health", "mental_health", "caldicott_approver"),
    "edith": ("Edith Education", "education", "partner_manager"),
    "felix": ("Felix Fire", "fire", "partner_manager"),
}
"""Those who return beside the people of every exchange."""
WHO: Final = {
    "probation": ("peter", "paula"),
    "dwp": ("dwight", "dorothy"),
    "police": ("polly", "pavel"),
    "mental_health": ("minna", "milton"),
    "housing": ("hugh", "hilda"),
    "education": ("esther", "edith"),
    "safeguarding_health": ("nora", "callum"),
    "fire": ("fergus", "felix"),
}
"""Who writes and who approves for each; the first four are asked about the adult, the others about the child."""


def fact(value: Any, on: date = date(2026, 11, 20), note: str | None = None) -> Answer:
    """Something held as fact as of a day."""
    return Answer("value", value, "fact", on, note)


NO_TRACE, NOT_SEARCHED, OUTSIDE = Answer(NIL), Answer("not_searched"), Answer("outside_coverage")
DECLINED = Answer("declined", ground="not_proportionate", note="Madeup: an assessment goes on.")
SAID: Final[Mapping[str, Mapping[str, Answer]]] = {
    "probation": {
        "probation_known": fact("yes"),
        "probation_supervision_type": fact("community_order", date(2026, 3, 2)),
        "probation_rosh_overall": Answer("value", "medium", "opinion", date(2026, 6, 11)),
        "probation_rosh_children": Answer("value", "high", "opinion", date(2026, 6, 11), "Madeup: since he moved in."),
        "probation_no_contact_child": NO_TRACE,
        "probation_last_contact": fact("2026-11-12"),
    },
    "dwp": {
        "dwp_customer_known": fact("yes"),
        "dwp_claim_status": fact("live", date(2026, 9, 1)),
        "dwp_claim_type": fact("joint", date(2026, 9, 1)),
        "dwp_sanction_or_deduction": fact("no"),
        "dwp_employment": NOT_SEARCHED,
        "dwp_last_contact": fact("2026-10-30", date(2026, 10, 30)),
    },
    "police": {
        "police_known": fact("yes"),
        "police_dash_latest": fact("medium", date(2026, 8, 3)),
        "police_marac": fact("referred", date(2026, 8, 5)),
        "police_registered_sex_offender": NO_TRACE,
        "police_firearms_licence": NO_TRACE,
        "police_home_conditions": Answer(
            "value", "Madeup: clean and warm; two broken doors on the landing.", "opinion", date(2026, 8, 3)
        ),
    },
    "mental_health": {
        "mental_health_known": fact("yes"),
        "mental_health_episode_status": fact("open", date(2026, 5, 20)),
        "mental_health_risk_to_self": Answer("value", "low", "opinion", date(2026, 10, 2)),
        "mental_health_risk_to_children": Answer("value", "medium", "opinion", date(2026, 10, 2)),
        "mental_health_inpatient": fact("no"),
        "mental_health_crisis_contacts_6m": fact(2, date(2026, 11, 1)),
    },
    "housing": {
        "housing_known": fact("yes"),
        "housing_tenure": fact("council", date(2024, 7, 1)),
        "housing_tenancy_start": fact("2024-07-01", date(2024, 7, 1)),
        "housing_overcrowded": fact("no"),
        "housing_rent_arrears": fact("under_1000", date(2026, 11, 2)),
        "housing_last_visit": fact("2026-10-14", date(2026, 10, 14)),
    },
    "education": {
        "education_school": fact("Madeup Primary School", date(2025, 9, 3)),
        "education_attendance": fact(81, date(2026, 11, 13), "Madeup: worse since September."),
        "education_persistent_absence": fact("yes", date(2026, 11, 13)),
        "education_missing_education": fact("no"),
        "education_sen": DECLINED,
        "education_child_voice": Answer(
            "value", "Madeup: “I do not like it when he shouts.”", "fact", date(2026, 11, 18)
        ),
    },
    "safeguarding_health": {
        "health_gp_practice": fact("Madeup Surgery", date(2026, 1, 12)),
        "health_gp_registration": fact("registered", date(2026, 1, 12)),
        "health_last_seen": fact("2026-09-22", date(2026, 9, 22)),
        "health_was_not_brought_12m": fact(3),
        "health_immunisations_up_to_date": OUTSIDE,
        "health_safeguarding_alert": fact("no"),
    },
    "fire": {
        "fire_premises_known": fact("yes"),
        "fire_home_visit_status": fact("completed", date(2025, 4, 9)),
        "fire_risk_band": Answer("value", "low", "opinion", date(2025, 4, 9)),
        "fire_smoke_alarm_working": fact("yes", date(2025, 4, 9)),
        "fire_deliberate_fire": NO_TRACE,
        "fire_access_refused": NO_TRACE,
    },
}  # fmt: skip
"""What each holds: values of every plain type, notes, opinions, and each way of holding nothing or not saying."""


@dataclass(frozen=True)
class Returned:
    """The case, the adult and the child it is about, and its requests by kind of partner."""

    case_id: UUID
    adult: UUID
    child: UUID
    requests: Mapping[str, ResearchRequest]


def returned(exchange: Exchange, *silent: str) -> Returned:
    """Eight partners are asked and all but the silent ones answer."""
    home, cora, runtime = household(exchange, ("child", "adult")), exchange.actors["cora"], exchange.runtime
    whole = find_case(runtime, cora, home.case_id).subjects[0].subject_id
    save_case_record(runtime, cora, home.case_id, whole, {"case_concern_category": plain("domestic_abuse")}, None)
    child, adult = home.people
    requests = {}
    for kind, (author, approver) in WHO.items():
        person = adult if kind in ("probation", "dwp", "police", "mental_health") else child
        requests[kind] = request_to(exchange, Household(home.case_id, (person,)), kind, tuple(SAID[kind]))
        if kind not in silent:
            answer(exchange, requests[kind], person, kind, author, approver)
    return Returned(home.case_id, adult, child, requests)


def answer(exchange: Exchange, request: ResearchRequest, person: UUID, kind: str, author: str, approver: str) -> None:
    """One writes what their organisation holds, another approves and sends it."""
    runtime, by = exchange.runtime, exchange.actors[author]
    claim_request(runtime, by, request.file_id)
    searched = {"return_identifiers_searched": plain(["address" if kind == "fire" else "name"])}
    how = {**ATTESTED, **searched, **STATED, "return_match_confidence": plain("exact")}
    content = Content({**how, **SAID[kind]}, {})
    save_draft(runtime, by, request.file_id, person, content, None)
    release = runtime.policy.release
    found = legal_bases_for(
        release, Body(kind, release.organisations[kind].in_law),
        subject="adult" if kind in ("probation", "dwp", "police", "mental_health") else "child",
        purpose="child_protection_enquiry", act="return", on=exchange.clock.now().date(),
    )  # fmt: skip
    basis = next(one.basis.key for one in found if one.usable)
    if release.organisations[kind].approval != "none":
        submit_for_approval(runtime, by, request.file_id, basis)
        by = exchange.actors[approver]
    seen = find_request(runtime, by, request.file_id).request.version
    sign_off_return(runtime, by, request.file_id, legal_basis=basis, seen_version=seen)

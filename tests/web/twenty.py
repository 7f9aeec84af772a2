"""Twenty made-up cases played whole in a rehearsal, beside a hub that is live, by the same people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.identity import Actor, Organisation
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from app.services.identity.begin_rehearsal import begin_rehearsal
from app.services.intake.state_in_case import state_in_case
from app.services.research.open_request import open_request
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, Case, basis, draft, ready_case, send, sign, value

CASES: Final = 20
PARTNERS: Final = ("housing", "police", "probation")
ROLES: Final[Mapping[str, Sequence[str]]] = {
    "hub": ("hub_collator", "hub_decision_maker", "ig_officer", "auditor"),
    "housing": ("partner_responder", "partner_ig_officer"),
    "police": ("partner_responder",),
    "probation": ("partner_responder", "partner_manager"),
}
"""Who is there, one of each: so each of them sees all that their role sees of all cases."""
APPROVED_BY: Final = {"probation": "partner_manager"}
"""Whose returns a second person approves."""
ANSWERS: Final[Sequence[Mapping[str, Answer]]] = (
    {"housing_known": value("yes"), "housing_address": value(ADDRESS)},
    {"housing_known": Answer("searched_no_trace"), "housing_address": Answer("searched_no_trace")},
    {"housing_known": value("yes"), "housing_address": Answer("declined", ground="legal_bar", note="A court forbids.")},
)
"""What housing says, case by case: something, nothing, and no."""


@dataclass
class Staffed(Exchange):
    """An exchange in which whoever is asked for is the one that is there: nobody new comes."""

    staff: dict[tuple[UUID, str], Actor] = field(default_factory=dict)

    def person(self, kind: str, role: str, organisation: Organisation | None = None) -> Actor:
        """Whoever has that role there; somebody new the first time."""
        where = organisation or self.organisation(kind)
        if (where.id, role) not in self.staff:
            self.staff[where.id, role] = super().person(kind, role, where)
        return self.staff[where.id, role]

    def everybody(self) -> list[Actor]:
        """All who are there."""
        return [self.person(kind, role) for kind, roles in ROLES.items() for role in roles]


@dataclass(frozen=True)
class Played:
    """A case that was asked, answered, approved where that is to be, opened, decided and closed."""

    case: Case
    requests: Sequence[ResearchRequest]
    records: Sequence[UUID]


def staffed(exchange: Exchange) -> Staffed:
    """The exchange with all its people."""
    made = Staffed(**{name: getattr(exchange, name) for name in Exchange.__dataclass_fields__})
    made.everybody()
    return made


def rehearsed(real: Staffed) -> Staffed:
    """Its rehearsal, by the same people: each acts there by the role they were given."""
    begun = begin_rehearsal(real.admin, real.organisation("hub").id, [real.organisation(kind).id for kind in PARTNERS])
    twins = {"hub": begun.hub, **dict(zip(PARTNERS, begun.partners, strict=True))}
    staff = {}
    with real.runtime.database.work(None) as work:
        for twin in twins.values():
            for one in work.identity.members_in(twin.id, 100):
                held = one.membership
                person = next(each for each in real.everybody() if each.person_id == held.person_id)
                staff[twin.id, held.role] = replace(
                    person, membership_id=held.id, organisation_id=twin.id, organisation_name=twin.name,
                    rehearsal=twin.rehearsal,
                )  # fmt: skip
    return replace(real, organisations=twins, staff=staff)


def play(exchange: Staffed, number: int = 0) -> Played:
    """One case from its beginning to its end."""
    runtime, case = exchange.runtime, ready_case(exchange)
    asked = ("housing", PARTNERS[1 + number % 2])
    requests = [send(exchange, case, kind, (f"{kind}_known",) if kind != "housing" else ANSWERED) for kind in asked]
    records = [
        answer(exchange, case, request, kind, ANSWERS[number % 3] if kind == "housing" else {f"{kind}_known": NOTHING})
        for kind, request in zip(asked, requests, strict=True)
    ]
    open_collation(runtime, case.decider, case.id)
    words = {"case_decision": plain("early_help"), "case_decision_reason": plain("Made up.")}
    outcome = (case.id, case.whole, "outcome", words, None, {"state": "closed"})
    closed = state_in_case(runtime, case.decider, *outcome)
    return Played(case, requests, [*records, closed.id])


ANSWERED: Final = ("housing_known", "housing_address")
NOTHING: Final = Answer("searched_no_trace")


def answer(exchange: Staffed, case: Case, request: ResearchRequest, kind: str, said: Mapping[str, Answer]) -> UUID:
    """What a partner says, signed off by whoever is to: the record it is."""
    responder = exchange.person(kind, "partner_responder")
    claim_request(exchange.runtime, responder, request.file_id)
    open_request(exchange.runtime, responder, request.file_id)
    record = draft(exchange, request, responder, case.people[0], said)
    approves = APPROVED_BY.get(kind)
    if approves:
        submit_for_approval(exchange.runtime, responder, request.file_id, basis(exchange, kind, "return"))
    sign(exchange, exchange.person(kind, approves) if approves else responder, request)
    return record.id

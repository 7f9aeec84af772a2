"""One-line steps of a played case: a case ready to send, a sent request, a draft, an answered return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.intake.assign_case import assign_case
from app.services.intake.basis_reasons import asked_by
from app.services.intake.open_case import find_case
from app.services.intake.roles import ARE_ALLEGED
from app.services.intake.save_case_record import save_case_record
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.open_request import find_request
from app.services.research.save_draft import save_draft
from app.services.research.send_requests import send_requests
from app.services.research.sign_off_return import Returned, sign_off_return
from app.services.research.work_on_request import claim_request
from app.services.runtime import Runtime
from policies.engine.bases import Body, legal_bases_for
from tests.services.exchange import Exchange
from tests.services.weighing import weigh

PURPOSE = "child_protection_enquiry"
ADDRESS = {"lines": ["1 Madeup Road"], "town": "Nowhere", "postcode": "ZZ99 1AA", "uprn": "1"}
QUESTION = {
    "request_questions": plain([{"question": "Who lives there?", "why": "To visit safely"}]),
    "request_home_safety_category": plain("home_safety"),
    "request_other_sources_failed": plain("Nobody else holds it."),
}
"""What is typed for a partner of any kind: each is sent what its kind may have of it."""
NAME = frozenset({"request_subject_name"})  # chosen for whoever is sent a name by choice alone
ATTESTED: Mapping[str, Answer] = {
    "return_identifiers_searched": plain(["name"]),
    "return_systems_searched": plain([{"system": "Madeup register", "result": "searched"}]),
    "return_period_from": plain("2020-01-01"),
    "return_period_to": plain("2026-01-01"),
    "return_searched_by": plain({"name": "Madeup Searcher"}),
}
STATED: Mapping[str, Answer] = {
    "return_consent_reason": plain("would_prejudice"),
    "return_necessity_note": plain("Nobody else knows."),
    "return_proportionality_note": plain("One fact."),
    "return_authorising_officer": plain({"name": "Madeup Officer"}),
    "return_lawful_authority": plain("Made-up Act 1989 s.47"),
}
"""What the legal bases of a child protection enquiry ask one to state."""
NOT_PROTECTED: Mapping[str, Answer] = {"case_not_protected_because": plain("Madeup: asked alone on the first visit.")}
"""What whoever says that an address is not protected knows it from."""
REASONS: Mapping[str, Answer] = {
    "case_consent_reason": plain("would_prejudice"),
    "case_necessity_note": plain("Madeup: nobody who was asked knows."),
    "case_consent_record": plain("Madeup: the mother, on 1 May 2026."),
    "case_incapacity_reason": plain("Madeup: unconscious."),
}
"""What the hub's legal bases ask it to state."""
RATED: Mapping[str, Answer] = {
    "case_rating_level": plain("Madeup level 3, neglect"),
    "case_rating_reason": plain("Madeup: what the school saw."),
}
"""What a rating says besides how urgent the case is."""
KNOWN = {"housing": "housing_known", "police": "police_known"}


@dataclass(frozen=True)
class Case:
    """A case ready to send, its whole-case subject and its people, and who works on it at the hub."""

    id: UUID
    whole: UUID
    people: tuple[UUID, ...]
    collator: Actor
    decider: Actor


def value(given: object, note: str | None = None) -> Answer:
    """A fact, as of a day."""
    return Answer("value", given, "fact", date(2026, 1, 1), note)


def basis(exchange: Exchange, kind: str, act: str, subject: str = "child") -> str:
    """A legal basis that this kind of organisation may rely on for the act."""
    release, today = exchange.runtime.policy.release, exchange.clock.now().date()
    found = legal_bases_for(
        release, Body(kind, release.organisations[kind].in_law), subject=subject, purpose=PURPOSE, act=act, on=today
    )
    return next(one.basis.key for one in found if one.usable)


def ready_case(exchange: Exchange, subjects: Sequence[str] = ("child",), protected: Sequence[str] = ("no",)) -> Case:
    """A child protection case whose people each live somewhere of their own; `protected` says so for each of them."""
    collator = exchange.person("hub", "hub_collator")
    decider = exchange.person("hub", "hub_decision_maker")
    case = start_case(
        exchange.runtime, collator, purpose=PURPOSE, rating="red", legal_basis=basis(exchange, "hub", "request"),
        subjects=subjects,
    )  # fmt: skip
    whole, *people = [one.subject_id for one in find_case(exchange.runtime, collator, case.file_id).subjects]
    assign_case(exchange.runtime, collator, case.file_id, decider.person_id)
    # Once somebody is protected, only a decision-maker answers that another need not be.
    answers_no = decider if "yes" in protected else collator
    said = enumerate(zip(people, protected, strict=True), start=1)
    for number, (person, protection) in sorted(said, key=lambda one: one[1][1] == "no"):
        home = {**ADDRESS, "uprn": str(number)}
        answers = {"case_subject_name": plain("Madeup Person"), "case_address": plain(home),
                   "case_protected_address": plain(protection)}  # fmt: skip
        answers |= NOT_PROTECTED if protection == "no" else {}
        by = answers_no if protection == "no" else collator
        save_case_record(exchange.runtime, by, case.file_id, person, answers, None)
    safe = {"case_family_may_be_told": plain("no"), "case_safe_contact_method": plain(["telephone"]),
            "case_do_not_record_on_portal": plain("yes")}  # fmt: skip
    state_in_case(exchange.runtime, collator, case.file_id, whole, "contact_safety", safe, None)
    decided = {"case_manager_decision": plain("Reasonable cause, because of what the school saw.")}
    state_in_case(exchange.runtime, decider, case.file_id, whole, "manager_decision", decided, None)
    give_reasons(exchange.runtime, collator, case.file_id)
    for person, kind in zip(people, subjects, strict=True):
        if kind == "child":
            wishes = {"case_child_wishes": plain("Made up: not asked yet, four months old.")}
            state_in_case(exchange.runtime, collator, case.file_id, person, "childs_wishes", wishes, None)
    weigh(exchange.runtime, decider, case.file_id)
    return Case(case.file_id, whole, tuple(people), collator, decider)


def give_reasons(runtime: Runtime, actor: Actor, case_id: UUID) -> Record:
    """The actor states what the case's legal basis asks for."""
    known, release = find_case(runtime, actor, case_id), runtime.policy.release
    kind, whole = release.statements["basis_reasons"], known.subjects[0].subject_id
    words = {one.key: REASONS[one.key] for one in asked_by(release, kind, known.case.legal_basis)}
    stood = known.stated.get((kind.key, whole))
    return state_in_case(runtime, actor, case_id, whole, kind.key, words, stood.version if stood else None)


def rate(exchange: Exchange, case: Case, rating: str) -> Record:
    """The case's decision-maker rates it, with reasons; again, for what has changed the picture since."""
    stood = find_case(exchange.runtime, case.decider, case.id).stated.get(("rating", case.whole))
    words = {**RATED, **({"case_rating_trigger": plain("review")} if stood else {})}
    said = (case.id, case.whole, "rating", words, stood.version if stood else None, {"rating": rating})
    return state_in_case(exchange.runtime, case.decider, *said)


def say_role(exchange: Exchange, actor: Actor, case_id: UUID, person: UUID, role: str) -> None:
    """The actor says what a person is in the concern."""
    said = {"case_role_in_concern": plain(role), "case_role_said_by": plain("Madeup police")}
    state_in_case(exchange.runtime, actor, case_id, person, "role_in_concern", said, None)
    if role in ARE_ALLEGED:
        works_for(exchange, actor, case_id, person)


def works_for(exchange: Exchange, actor: Actor, case_id: UUID, person: UUID, *partners: UUID) -> Record:
    """The actor says for which partners a person works; none unless named."""
    said = {"case_works_for": plain("yes" if partners else "no")}
    said |= {"case_works_for_why": plain("Madeup: teaching assistant, as the mother says.")} if partners else {}
    stood = find_case(exchange.runtime, actor, case_id).stated.get(("works_for", person))
    return state_in_case(
        exchange.runtime, actor, case_id, person, "works_for", said, stood.version if stood else None,
        {"works_for": {str(one): "works_there" for one in partners}},
    )  # fmt: skip


def send(exchange: Exchange, case: Case, kind: str, fields: Sequence[str] = ()) -> ResearchRequest:
    """One request to the organisation of a kind, asking a question and these fields; places and names go, too."""
    partner, people = exchange.organisation(kind).id, frozenset(case.people)
    ask = Ask(
        partner, "They may know the family.", tuple(fields), QUESTION, subjects=people, besides=NAME,
        places=people, place_reason="They search by it.",
    )  # fmt: skip
    return send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))[0]


def previewed(exchange: Exchange, case: Case) -> str:
    """How the case stands, as whoever sends has seen it."""
    history = find_case(exchange.runtime, case.collator, case.id).history
    return history.as_it_stands(exchange.runtime.policy.number)


def claim(exchange: Exchange, request: ResearchRequest, role: str = "partner_responder") -> Actor:
    """A new person of the partner, who claims the request."""
    with exchange.runtime.database.work(None) as work:
        partner = work.identity.organisation(request.partner_id)
    actor = exchange.person(partner.kind, role, partner)
    claim_request(exchange.runtime, actor, request.file_id)
    return actor


def draft(
    exchange: Exchange,
    request: ResearchRequest,
    actor: Actor,
    subject: UUID,
    answers: Mapping[str, Answer],
    gists: Mapping[str, str] | None = None,
) -> Record:
    """The actor's first draft about a subject: these answers, and what was searched."""
    content = Content({**ATTESTED, **STATED, **answers}, gists or {})
    return save_draft(exchange.runtime, actor, request.file_id, subject, content, None)


def version(exchange: Exchange, actor: Actor, request: ResearchRequest) -> int:
    """The request's version, as the actor sees it now."""
    return find_request(exchange.runtime, actor, request.file_id).request.version


def sign(
    exchange: Exchange, actor: Actor, request: ResearchRequest, seen: int | None = None, why_said: str = ""
) -> Returned:
    """The actor signs off what stands in draft, and says why words stay that say a place they were sent."""
    return sign_off_return(
        exchange.runtime,
        actor,
        request.file_id,
        legal_basis=basis(exchange, actor.organisation_kind, "return"),
        seen_version=version(exchange, actor, request) if seen is None else seen,
        why_said=why_said,
    )


@dataclass(frozen=True)
class Answered:
    """A request that has been answered, by whom, the return's record and the acknowledgement."""

    case: Case
    request: ResearchRequest
    responder: Actor
    record: Record
    returned: Returned


def answered(exchange: Exchange, protected: str = "no") -> Answered:
    """A case about one child, asked of housing and answered with an address and a merely known tenancy."""
    case = ready_case(exchange, protected=(protected,))
    request = send(exchange, case, "housing", ("housing_known", "housing_address"))
    responder = claim(exchange, request)
    record = draft(exchange, request, responder, case.people[0],
                   {"housing_known": value("yes"), "housing_address": value(ADDRESS)})  # fmt: skip
    return Answered(case, request, responder, record, sign(exchange, responder, request))


def records_of(exchange: Exchange, request: ResearchRequest, kind: str) -> list[UUID]:
    """The released records of a kind in the request's file."""
    with exchange.runtime.database.work(None) as work:
        return [one.id for one in work.records.of_file(request.file_id, kind) if one.state == "released"]

"""Cases of one size for looking at every page: answered, in work, and asked back; and all who look at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.answers import plain
from app.domain.changes import MEMBER_ENDED, Change
from app.domain.identity import Actor, Organisation
from app.domain.research import ResearchRequest
from app.services.administration.apply_changes import apply_changes
from app.services.administration.invite import invite
from app.services.administration.passkeys import begin
from app.services.administration.propose_agreement import propose_agreement
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_release import propose_release
from app.services.challenging.challenge import challenge_answer
from app.services.duty.accept import accept
from app.services.duty.hand_over import hand_to_duty
from app.services.identity.cover import name_cover
from app.services.intake.open_case import find_case
from app.services.research.ask_hub import ask_hub
from app.services.research.asking_draft import save_asking
from app.services.research.compose import Ask
from app.services.research.open_request import find_request
from app.services.research.save_draft import start_correction
from app.services.research.send_requests import send_requests
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.policy_control.releases import in_other_words
from tests.services.administering import Administrator
from tests.services.exchange import Exchange
from tests.services.inviting import SignIn
from tests.services.played import (
    ADDRESS,
    NAME,
    STATED,
    Case,
    basis,
    draft,
    previewed,
    ready_case,
    sign,
    value,
)
from tests.services.test_agreements import TYPED

FIELDS = ("housing_known", "housing_address")
KIND = "housing"
SAYS_WHERE = {"request_questions": plain([{"question": "Who lives at 1 Madeup Road?", "why": "To visit safely"}])}
"""It says where the first of them is: these words wait for a decision-maker."""


@dataclass(frozen=True)
class Played:
    """A case of some size, its requests, and the names that addresses give to what is in it."""

    case: Case
    requests: Sequence[ResearchRequest]
    ids: Mapping[str, object]


@dataclass(frozen=True)
class Size:
    """The cases of one size by what can be looked at in them, and who looks: each page is some of these people's."""

    cases: Sequence[Played]
    people: Sequence[Actor]


def play(
    exchange: Exchange, partners: Sequence[Organisation], subjects: Sequence[str], officers: Sequence[Actor]
) -> Size:
    """Four cases of a size: answered by all, corrected, challenged, asked again; in work; asked back; submitted."""
    first = exchange.person(KIND, "partner_responder", partners[0])
    made = [_sent(exchange, partners, subjects) for _ in range(4)]
    (answered, returned), (working, begun), (asking, waiting), (written, submitted) = made
    for partner, request in zip(partners, returned, strict=True):
        actor = first if partner is partners[0] else exchange.person(KIND, "partner_responder", partner)
        claim_request(exchange.runtime, actor, request.file_id)
        _drafted(exchange, answered, request, actor)
        signed = sign(exchange, actor, request)
        if actor is first:
            entry = signed.entry
    others = [exchange.person(KIND, role, partners[0]) for role in ("partner_manager", "partner_ig_officer")]
    start_correction(exchange.runtime, first, returned[0].file_id)
    seen = find_request(exchange.runtime, first, returned[0].file_id).request.version
    challenge_answer(exchange.runtime, answered.decider, returned[0].file_id, "Made up.", seen_version=seen)
    claim_request(exchange.runtime, first, begun[0].file_id)
    _drafted(exchange, working, begun[0], first)
    claim_request(exchange.runtime, first, waiting[0].file_id)
    ask_hub(exchange.runtime, first, waiting[0].file_id, asking.people[0], question="Which child, made up?",
            legal_basis=basis(exchange, KIND, "return"), stated=STATED)  # fmt: skip
    claim_request(exchange.runtime, first, submitted[0].file_id)
    _drafted(exchange, written, submitted[0], first)
    submit_for_approval(exchange.runtime, first, submitted[0].file_id, basis(exchange, KIND, "return"))
    _asked_again(exchange, answered, partners)
    record = _return(exchange, returned[0], answered.people[0])
    with exchange.runtime.database.work(None) as work:
        label = work.log.log_numbered(entry.log).label
    administrator = exchange.person(KIND, "administrator", partners[0])
    owners = [exchange.person(KIND, role, partners[0]) for role in ("accountable_owner", "data_protection_officer")]
    propose_change(exchange.runtime, administrator, MEMBER_ENDED, first.membership_id)
    change, agreement = _invited(exchange, partners[0], administrator)
    hub, other = exchange.organisation("hub").id, in_other_words(exchange.admin.policy.release)
    proposed = propose_release(exchange.admin, hub, other, None).proposed
    kept = {"label": label, "entry_id": entry.id, "record_id": record, "change_id": change.id,
            "membership_id": first.membership_id, "proposed_id": proposed.id, "organisation_id": hub,
            "provider_id": exchange.accounts_at, "agreement_id": agreement.id}  # fmt: skip
    played = [Played(case, sent, _ids(case, sent[0], kept)) for case, sent in made]
    covers, today = exchange.person("hub", "hub_decision_maker"), exchange.clock.now().date()
    away = answered.collator
    name_cover(exchange.runtime, away, away.person_id, covers.person_id, today, today)
    at_night = exchange.person("hub", "duty_worker")
    hand_to_duty(exchange.runtime, working.collator, at_night.person_id, [working.id])
    accept(exchange.runtime, at_night, [working.id])
    of_hub = exchange.person("hub", "administrator")
    people = (*(case.decider for case, _ in made), first, *others, *officers, covers, administrator, *owners, of_hub)
    return Size(played, people)


def _invited(exchange: Exchange, at: Organisation, administrator: Actor) -> tuple[Change, Change]:
    """An invitation that was signed and sent, and an agreement with the hub."""
    colleague = exchange.person(KIND, "administrator", at)
    ada, ben = Administrator(exchange, administrator), Administrator(exchange, colleague)
    begin(exchange.admin, administrator.organisation_id, [ada.offers(), ben.offers()])
    mailbox = f"amina@{SignIn(exchange).domain}"
    change = ada.signs(invite(exchange.runtime, administrator, "partner_responder", "Amina Example", mailbox, 28))
    ben.signs(change)
    with_hub = replace(TYPED, others=[exchange.organisation("hub").id], version=str(change.id)[:8])
    agreement = ada.signs(propose_agreement(exchange.runtime, administrator, with_hub))
    apply_changes(exchange.admin)
    return change, agreement


def _ids(case: Case, request: ResearchRequest, kept: Mapping[str, object]) -> Mapping[str, object]:
    return {"case_id": case.id, "file_id": request.file_id, "subject_id": case.people[0],
            "field": FIELDS[0], **kept}  # fmt: skip


def _sent(
    exchange: Exchange, partners: Sequence[Organisation], subjects: Sequence[str]
) -> tuple[Case, list[ResearchRequest]]:
    case = ready_case(exchange, subjects, ("yes", *("no" for _ in subjects[1:])))
    asks = [
        Ask(one.id, "They may know them.", FIELDS, SAYS_WHERE, subjects=frozenset(case.people), besides=NAME)
        for one in partners
    ]
    found = send_requests(exchange.runtime, case.collator, case.id, asks, previewed(exchange, case))
    order = [one.id for one in partners]
    return case, sorted(found, key=lambda one: order.index(one.partner_id))


def _asked_again(exchange: Exchange, case: Case, partners: Sequence[Organisation]) -> None:
    """Asking of the same partners once more is kept, and not sent."""
    inputs = [("reason-all", "They may know more now."), *(("partners", str(one.id)) for one in partners)]
    for one in partners:
        part = f"p-{one.id}"
        inputs += [(f"{part}-seen", "yes"), *((f"{part}-about", str(person)) for person in case.people)]
        inputs += [
            (f"{part}-request_questions-count", "1"),
            (f"{part}-request_questions-0-question", "Who lives there?"),
        ]
    known = find_case(exchange.runtime, case.collator, case.id)
    save_asking(exchange.runtime, case.collator, known, inputs, None)


def _drafted(exchange: Exchange, case: Case, request: ResearchRequest, actor: Actor) -> None:
    for person in case.people:
        answers = {"housing_known": value("yes"), "housing_address": value(ADDRESS),
                   "return_match_confidence": plain("exact")}  # fmt: skip
        draft(exchange, request, actor, person, answers)


def _return(exchange: Exchange, request: ResearchRequest, subject: UUID) -> UUID:
    with exchange.runtime.database.work(None) as work:
        returns = work.records.of_file(request.file_id, "return")
    return next(one.id for one in returns if one.subject_id == subject and one.state == "released")

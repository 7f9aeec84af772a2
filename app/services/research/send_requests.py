"""Send research requests to one or many partners at once: each sees only what its kind may be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from app.domain.answers import Answer
from app.domain.errors import ChangedSincePreview, InvalidInput
from app.domain.files import CaseFile, File, Subject, new_reference
from app.domain.identity import Actor, Organisation
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest, due_at
from app.services.disclosure.in_law import body_of, said_in_law
from app.services.disclosure.permission import require_case
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.releasing import (
    SealedFile,
    file_key,
    new_files,
    recipients,
    release_entry,
    store,
)
from app.services.disclosure.sealing import Content, Recipient, Sealed, seal
from app.services.disclosure.working import begin
from app.services.intake.case_history import CaseHistory, case_history, held_in_case, require_said
from app.services.intake.roles import told_as
from app.services.research.automatic_answers import automatic_answers
from app.services.research.before_sending import before_sending
from app.services.research.boards import listed, refresh_board
from app.services.research.compose import Ask, compose, missing, not_theirs, unasked
from app.services.research.partners_to_ask import partners_to_ask
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import CONTACT_SAFETY

Known = Mapping[UUID, Mapping[str, Answer]]


def send_requests(
    runtime: Runtime, actor: Actor, case_id: UUID, asks: Sequence[Ask], previewed: str
) -> tuple[ResearchRequest, ...]:
    """Seal, log and send one request for each ask; all of them leave, or none.

    What leaves is what was shown: `previewed` is how the case stood then (`CaseHistory.as_it_stands`). Raises
    ChangedSincePreview when it stands otherwise now, InvalidInput naming what is missing, NotFound when the actor does
    not work on the case, Unavailable errors when sealing or logging cannot be done: then nothing has left.
    """
    now = runtime.clock.now()
    with runtime.database.work(actor.organisation_id) as work:
        found = require_case(runtime, work, actor, case_id, hold=True)
        case = work.files.lock_case(case_id) or found  # what others send or say at the same time has ended or waits
        subjects = work.files.subjects(case_id)
        people = [subject for subject in subjects if subject.kind != "case"]
        purpose = runtime.policy.release.purposes[case.purpose]
        partners = partners_to_ask(runtime, work, case, purpose, people, asks)
        asked = {one.subject_id for ask in asks for one in ask.asks_about(purpose, people)}
        history = case_history(work, case_id, case.reference)
        stated = history.stated()
        hub = work.identity.organisation(case.tenant_id)
        gaps = before_sending(runtime, hub, case, people, stated)
        if stops := {gap.key: gap.text for gap in gaps if gap.stops(asked)}:
            raise InvalidInput(stops)
        file = file_key(runtime, work, case_id, case.tenant_id)
        known = held_in_case(runtime, work, actor, file, case, history)
        require_said(runtime, case, stated.values(), known)
        if previewed != history.as_it_stands(runtime.policy.number):
            raise ChangedSincePreview("This case was changed after you checked. Check again what would be sent.")
        automatic = automatic_answers(runtime, work, actor, case, stated)
        about_case = next((known.get(one.subject_id, {}) for one in subjects if one.kind == "case"), {})
        agreements = work.log.partners_of(case.tenant_id)
        sending = _Sending(
            runtime, work, actor, hub, case, people, known, about_case, automatic, history, agreements, now
        )
        chosen = [_chosen(sending, partner, ask) for ask, partner in zip(asks, partners, strict=True)]
        new = new_files(runtime, work, [uuid4() for _ in asks], case.tenant_id, now)
        own, *to = recipients(
            work,
            [
                (actor.organisation_id, actor.organisation_kind, "author"),
                *((one.id, one.kind, "addressee") for one in partners),
            ],
        )
        sent = [_send_one(sending, *one, own) for one in zip(partners, asks, chosen, new, to, strict=True)]
        sealed = [one for _, _, some in sent for one in some]
        work.records.add(*(one.record for one in sealed))
        store(work, *sealed)
        refresh_board(work, case)
        make_durable(runtime, work, record(runtime, work, [entry for _, entry, _ in sent]))
    return tuple(request for request, _, _ in sent)


@dataclass(frozen=True, slots=True)
class _Sending:
    """What is the same for every partner of one act."""

    runtime: Runtime
    work: Work
    actor: Actor
    hub: Organisation
    case: CaseFile
    people: Sequence[Subject]
    known: Known
    about_case: Mapping[str, Answer]
    automatic: Mapping[str, Answer]
    history: CaseHistory
    agreements: Mapping[UUID, str | None]
    now: datetime


def _chosen(sending: _Sending, partner: Organisation, ask: Ask) -> Mapping[UUID, Mapping[str, Answer]]:
    """What a partner is sent, by whom it is about. Raises InvalidInput."""
    release = sending.runtime.policy.release
    people = ask.asks_about(release.purposes[sending.case.purpose], sending.people)
    if not people:
        raise InvalidInput({f"subjects-{partner.id}": f"Choose whom {partner.name} is asked about."})
    composed = {
        one.subject_id: compose(
            release,
            partner.kind,
            one,
            sending.about_case,
            told_as(sending.history.stated(), one.subject_id, sending.known.get(one.subject_id, {})),
            ask,
            sending.automatic,
        )
        for one in people
    }
    if not_theirs(release, partner.kind, ask.fields):
        raise InvalidInput({f"fields-{partner.id}": f"Ask {partner.name} only for items of its own list."})
    _check(release, partner, people, composed)
    return composed


def _send_one(
    sending: _Sending,
    partner: Organisation,
    ask: Ask,
    composed: Mapping[UUID, Mapping[str, Answer]],
    file: SealedFile,
    to: Recipient,
    own: Recipient,
) -> tuple[ResearchRequest, tuple[Entry, DetailKey], list[Sealed]]:
    """Store one partner's request, and seal what it is sent, to be stored with the others'."""
    runtime, work, actor, case, now = sending.runtime, sending.work, sending.actor, sending.case, sending.now
    request = _request(actor, case, partner, file.id, now)
    work.files.add_file(File(file.id, "request", case.tenant_id, case.file_id, now))
    work.files.add_request(request)
    sealed = [
        seal(
            runtime.policy,
            file.tenant,
            file.key,
            _record(sending, subject, file.id),
            "hub",
            Content(composed[subject.subject_id], {}),
            [own, to],
            now,
        )
        for subject in sending.people
        if subject.subject_id in composed
    ]
    begin(work, actor, now, file.act("sent", actor.person_id, rating=request.rating, due_at=request.due_at.isoformat()))
    work.lists.deliver_inbox(partner.id, listed(request, partner.id, "answering", actor.organisation_id))
    work.lists.deliver_inbox(actor.organisation_id, listed(request, actor.organisation_id, "asking", partner.id))
    work.jobs.enqueue("request_waiting", partner.id, {"file_id": str(file.id)}, now)
    agreement = sending.agreements.get(partner.id)
    entry = release_entry(runtime, actor, "request_sent", file, sealed, to, agreement=agreement, reason=ask.reason)
    return request, (entry, file.detail_key), sealed


def _check(
    release: PolicyRelease,
    partner: Organisation,
    people: Sequence[Subject],
    composed: Mapping[UUID, Mapping[str, Answer]],
) -> None:
    if unasked(list(composed.values())):
        raise InvalidInput({f"questions-{partner.id}": f"Ask {partner.name} a question, or choose items to ask for."})
    for subject in people:
        for field in missing(release, partner.kind, subject.kind, composed[subject.subject_id]):
            if CONTACT_SAFETY in field.tags and field.required:
                raise InvalidInput({"contact_safety": f"{partner.name} must be told: {field.label}"})


def _request(actor: Actor, case: CaseFile, partner: Organisation, file_id: UUID, now: datetime) -> ResearchRequest:
    return ResearchRequest(
        file_id=file_id,
        case_id=case.file_id,
        hub_id=actor.organisation_id,
        partner_id=partner.id,
        reference=new_reference(),
        purpose=case.purpose,
        legal_basis=case.legal_basis,
        rating=case.rating,
        state="sent",
        sent_by=actor.person_id,
        sent_at=now,
        due_at=due_at(case.rating, now),
        opened_at=None,
        claimed_by=None,
        answered_at=None,
        version=1,
    )


def _record(sending: _Sending, subject: Subject, file_id: UUID) -> Record:
    stored = sending.history.standing(None, subject.subject_id)
    people = {one.subject_id for one in sending.people} - {subject.subject_id}
    relied = [str(one.id) for (_, about), one in sending.history.stated().items() if about not in people]
    return Record(
        id=uuid4(),
        file_id=file_id,
        kind="request",
        subject_id=subject.subject_id,
        subject_kind=subject.kind,
        author_id=sending.actor.organisation_id,
        author_person_id=sending.actor.person_id,
        approved_by=None,
        state="released",
        version=1,
        purpose=sending.case.purpose,
        legal_basis=sending.case.legal_basis,
        protection=stored.protection if stored else "unknown",
        policy_release=sending.runtime.policy.number,
        saved_at=sending.now,
        released_at=sending.now,
        supersedes=None,
        codes={"relied_on": sorted(relied), **said_in_law(body_of(sending.runtime.policy.release, sending.hub))},
    )

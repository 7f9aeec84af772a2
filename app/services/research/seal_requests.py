"""What each partner is sent: chosen for its kind, checked and sealed, and not yet stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from app.domain.answers import Answer, plain
from app.domain.clocks import Clock
from app.domain.errors import InvalidInput, WrongState
from app.domain.files import CaseFile, Subject, new_reference
from app.domain.identity import Actor, Organisation, Person
from app.domain.log_entry import Entry
from app.domain.opening_hours import LONDON
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.clocks.next_step import with_next
from app.services.clocks.timekeeping import Timekeeping
from app.services.disclosure.in_law import body_of, said_in_law
from app.services.disclosure.places_said import typed_in
from app.services.disclosure.releasing import release_entry
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Recipient, Sealed, seal
from app.services.disclosure.unseen_places import Unseen
from app.services.intake.age import WORDS, other_kind
from app.services.intake.case_history import CaseHistory
from app.services.intake.roles import told_as
from app.services.research.compose import Ask, compose, not_theirs, unasked
from app.services.research.must_be_told import require_told
from app.services.research.whereabouts import barred_of, place_for
from app.services.research.words_held import with_held
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import PLACE, SENT, UNKNOWN, UNPROTECTED

Known = Mapping[UUID, Mapping[str, Answer]]


@dataclass(frozen=True, slots=True)
class Sending:
    """What is the same for every partner of one act; the policy of `runtime` is the hub's own, as it relies on it."""

    runtime: Runtime
    actor: Actor
    hub: Organisation
    case: CaseFile
    people: Sequence[Subject]
    known: Known
    about_case: Mapping[str, Answer]
    automatic: Mapping[str, Answer]
    history: CaseHistory
    agreements: Mapping[UUID, str | None]
    asked_before: Mapping[UUID, frozenset[UUID]]
    unseen: Unseen
    time: Timekeeping
    now: datetime


def automatic_answers(
    release: PolicyRelease, actor: Actor, hub: Organisation, case: CaseFile, decided_by: Person | None
) -> Mapping[str, Answer]:
    """What every request says without anybody typing it: purpose, public task, who asks and who decided."""
    purpose, role = release.purposes[case.purpose], release.roles[actor.role]
    found = {
        "request_purpose_statement": plain(f"{purpose.label}: {purpose.statute}."),
        "request_public_task_statement": plain(
            f"{hub.name} needs this information for its public task under {purpose.statute}."
        ),
        "request_requester": plain({"name": actor.display_name, "role": role.label, "telephone": hub.telephone}),
    }
    if decided_by is not None:
        found["request_decision_maker"] = plain({"name": decided_by.display_name, "telephone": hub.telephone})
    return found


def chosen_for(sending: Sending, partner: Organisation, ask: Ask) -> Mapping[UUID, Mapping[str, Answer]]:
    """What a partner is sent, by whom it is about. Raises InvalidInput."""
    release = sending.runtime.policy.release
    people = ask.asks_about(release.purposes[sending.case.purpose], sending.people)
    if ask.places and not ask.place_reason.strip():
        raise InvalidInput({f"places-{partner.id}": f"Say why {partner.name} needs a protected address."})
    if not people:
        raise InvalidInput({f"subjects-{partner.id}": f"Choose whom {partner.name} is asked about."})
    stated = sending.history.stated()
    composed = {
        one.subject_id: compose(
            release,
            partner.kind,
            one,
            sending.about_case,
            told_as(stated, one.subject_id, sending.known.get(one.subject_id, {})),
            ask,
            sending.automatic,
        )
        for one in people
    }
    today = sending.now.astimezone(LONDON).date()
    for one in people:
        if really := other_kind(one.kind, sending.known.get(one.subject_id, {}), today):
            says = f"By their date of birth somebody you chose is {WORDS[really]} today, and the case has them as"
            errors = {f"subjects-{partner.id}": f"{says} {WORDS[one.kind]}. Add them as {WORDS[really]}, and ask then."}
            raise InvalidInput(errors)
    if not_theirs(release, partner.kind, ask.fields):
        raise InvalidInput({f"fields-{partner.id}": f"Ask {partner.name} only for items of its own list."})
    if unasked(list(composed.values())):
        raise InvalidInput(nothing_asked(partner))
    return composed


def nothing_asked(partner: Organisation) -> Mapping[str, str]:
    """What is wrong where a partner is asked neither a question nor an item."""
    return {f"questions-{partner.id}": f"Ask {partner.name} a question, or choose items to ask for."}


@dataclass(frozen=True, slots=True)
class Made:
    """One partner's request, sealed and not yet stored, and the entry its caller records last."""

    request: ResearchRequest
    file: SealedFile
    sealed: Sequence[Sealed]
    entry: Entry


def made_for(
    sending: Sending,
    partner: Organisation,
    ask: Ask,
    composed: Mapping[UUID, Mapping[str, Answer]],
    file: SealedFile,
    to: Recipient,
    own: Recipient,
) -> Made:
    """Seal what one partner is sent. Raises InvalidInput where it would not be told what it must."""
    runtime, actor, now = sending.runtime, sending.actor, sending.now
    beside = {*composed, *sending.asked_before.get(partner.id, ())}
    asked = [one for one in sending.people if one.subject_id in composed]
    records = [_record(sending, subject, file.id, beside, ask) for subject in asked]
    going = {one.subject_id for one in records if one.codes[PLACE] == SENT}
    newest = {one.subject_id: sending.history.standing(None, one.subject_id) for one in sending.people}
    held = {about: one for about, one in newest.items() if one}
    barred = bool(barred_of(newest, held, beside, sending.history.stated()))
    catalogue = runtime.policy.release.catalogue
    sealed = [
        seal(runtime.policy, file.tenant, file.key, record, "hub", content, [own, to], now)
        for record, content in (
            with_held(sending.unseen, catalogue, one, composed[one.subject_id], going, barred=barred) for one in records
        )
    ]
    require_told(runtime.policy.release, partner, sealed)
    goes = any(one.record.protection != UNPROTECTED and one.record.codes[PLACE] == SENT for one in sealed)
    why = ask.why(protected=goes)
    agreement = sending.agreements.get(partner.id)
    entry = release_entry(runtime, actor, "request_sent", file, sealed, to, agreement=agreement, reason=why)
    return Made(_request(sending, partner, file.id), file, sealed, entry)


def _request(sending: Sending, partner: Organisation, file_id: UUID) -> ResearchRequest:
    actor, case, now, time = sending.actor, sending.case, sending.now, sending.time
    target = time.profile.partner[case.rating]
    if target is None:
        raise WrongState("Nobody is asked at this rating. Change the rating of the case first.")
    sent = ResearchRequest(
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
        due_at=now,
        opened_at=None,
        claimed_by=None,
        answered_at=None,
        version=1,
        profile=time.profile.key,
    )
    return with_next(sent, Clock(now, target, time.of[partner.id]), time.profile)


def _record(sending: Sending, subject: Subject, file_id: UUID, beside: Collection[UUID], ask: Ask) -> Record:
    release, stored = sending.runtime.policy.release, sending.history.standing(None, subject.subject_id)
    protection = stored.protection if stored else UNKNOWN
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
        protection=protection,
        policy_release=sending.runtime.policy.number,
        saved_at=sending.now,
        released_at=sending.now,
        supersedes=None,
        codes={
            "relied_on": sorted(relied),
            PLACE: place_for(subject.subject_id, protection, beside, sending.history.stated(), ask.places),
            **typed_in(release.catalogue, None, ask.typed_about(subject.subject_id), sending.actor),
            **said_in_law(body_of(release, sending.hub)),
        },
    )

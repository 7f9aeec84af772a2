"""Sending partners anew what has changed since they were asked: what they were told, and a release that says more."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.domain.answers import Answer, plain
from app.domain.errors import HistoryDamaged
from app.domain.events import Event
from app.domain.files import CaseFile
from app.domain.identity import Actor, Organisation
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.recording import DetailKey
from app.services.disclosure.releasing import contents_of_files, file_keys, recipients, release_entry, store
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Recipient, Sealed, seal
from app.services.disclosure.unseen_places import Unseen, places_of_case
from app.services.disclosure.working import append
from app.services.policy_control.past_release import release_numbered
from app.services.research.compose import CHANGED, by_choice, carried
from app.services.research.words_held import TO_LOOK_AT, waiting_in, with_held
from app.services.runtime import Runtime
from policies.engine.vocabulary import PLACE, SENT

SAFETY_CHANGED, IDENTITY_CORRECTED, RING = "safety_changed", "identity_corrected", "ring_partner"
Entries = Sequence[tuple[Entry, DetailKey]]


@dataclass(frozen=True, slots=True)
class Told:
    """One record of a request as its partner has it, and the request fields that may be sent it again, by case field.

    `answers` is None where it is not as it was sealed: then nobody knows what the partner was told.
    """

    request: ResearchRequest
    partner: Organisation
    file: SealedFile
    record: Record
    answers: Mapping[str, Answer] | None
    fields: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Told(record={self.record.id}, …)"

    @property
    def marks(self) -> Mapping[str, str]:
        """How each item has changed since it was sent."""
        rows = self.answers[CHANGED].value if self.answers and CHANGED in self.answers else []
        return {row["field"]: row["how"] for row in rows}


@dataclass(frozen=True, slots=True)
class Change:
    """What one record is to say instead: request fields with their answers, None for one that is taken out, and how.

    `mail` is the kind of mail by which the partner hears that there is something to see. With `whereabouts`, the
    protection and the place that the record has from now on.
    """

    told: Told
    answers: Mapping[str, Answer | None]
    marks: Mapping[str, str]
    mail: str
    whereabouts: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return f"Change({sorted(self.marks)})"


def open_to_change(requests: Sequence[ResearchRequest], erased: Collection[UUID]) -> tuple[ResearchRequest, ...]:
    """The requests whose partners hear of what changes: answered or not, but withdrawn or erased ones."""
    return tuple(one for one in requests if one.state != "withdrawn" and one.file_id not in erased)


def told_in(
    runtime: Runtime, work: Work, actor: Actor, case: CaseFile, requests: Sequence[ResearchRequest]
) -> tuple[Told, ...]:
    """What the partners of these requests were told, unseen, to be compared and sealed anew; the case must be locked.

    The number of statements is the same however many there are. Raises KeysUnavailable.
    """
    if not requests:
        return ()
    by_file = {one.file_id: one for one in requests}
    records = work.records.of_files(list(by_file), "request")
    first = {(one.file_id, one.subject_id): one for one in records if one.supersedes is None}
    standing = [one for one in records if one.state == "released"]
    files = file_keys(runtime, work, list(by_file), case.tenant_id)
    answers = _answers(runtime, work, actor, files, [one.id for one in standing])
    partners = {one.id: one for one in work.identity.organisations()}
    return tuple(
        Told(
            request=(request := by_file[one.file_id]),
            partner=(partner := partners.get(request.partner_id) or work.identity.organisation(request.partner_id)),
            file=files[one.file_id],
            record=one,
            answers=answers.get(one.id),
            fields=_renewable(
                runtime,
                work,
                partner.kind,
                one,
                first.get((one.file_id, one.subject_id), one),
                answers.get(one.id) or {},
            ),
        )
        for one in standing
    )


def renew(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    changes: Sequence[Change],
    at: datetime,
    reason: str | None = None,
    *,
    quiet: bool = False,
) -> Entries:
    """Release the changed records and tell each partner by mail; the entries, one a partner, its caller records last.

    `quiet` is for what changes nothing that the partner reads: nobody is told.
    Whoever has not seen it in time is to be rung: a job looks then. Raises KeysUnavailable.
    """
    if not changes:
        return ()
    own, *others = recipients(
        work,
        [
            (actor.organisation_id, actor.organisation_kind, "author"),
            *((one.told.partner.id, one.told.partner.kind, "addressee") for one in changes),
        ],
    )
    to_each = {one.organisation: one for one in others}
    agreements = work.log.partners_of(own.organisation)
    unseen = places_of_case(runtime, work, actor, changes[0].told.record.id)
    by_file: dict[UUID, list[Change]] = {}
    for one in changes:
        by_file.setdefault(one.told.request.file_id, []).append(one)
    sealed: dict[UUID, list[Sealed]] = {}
    entries = []
    for file_id, each in by_file.items():
        told = each[0].told
        to = to_each[told.partner.id]
        sealed[file_id] = [_sealed(runtime, actor, unseen, one, own, to, at) for one in each]
        agreement = agreements.get(told.partner.id)
        entry = release_entry(
            runtime, actor, "request_sent", told.file, sealed[file_id], to, agreement=agreement, reason=reason
        )
        entries.append((replace(entry, what="renewed"), told.file.detail_key))
    made = [one for each in sealed.values() for one in each]
    work.records.supersede([one.told.record for each in by_file.values() for one in each], [one.record for one in made])
    store(work, *made)
    if quiet:
        return entries
    note_change(runtime, work, actor, "renewed", [each[0].told for each in by_file.values()], at)
    mails = [(max(one.mail for one in each), each[0].told) for each in by_file.values()]  # safety before identity
    sends = [(mail, told.partner.id, told.request.file_id) for mail, told in mails]
    held = {one.record.file_id for one in made if waiting_in(one.record)}
    sends += [(TO_LOOK_AT, own.organisation, file_id) for file_id in held]
    work.jobs.enqueue_all([(kind, to, {"file_id": str(file_id)}, at) for kind, to, file_id in sends])
    return entries


def note_change(
    runtime: Runtime, work: Work, actor: Actor, what: str, told: Sequence[Told], at: datetime
) -> tuple[Event, ...]:
    """Add to each of these requests that it has changed (`what`: told or not), and look in time who is to be rung."""
    work.files.note_changed([one.request.file_id for one in told], at)
    jobs = []
    for one in told:
        late = at + timedelta(minutes=runtime.policy.release.renewal.minutes_unseen[one.request.rating])
        payload = {"file_id": str(one.request.file_id), "change": at.isoformat()}
        jobs.append((RING, one.request.hub_id, payload, late))
    work.jobs.enqueue_all(jobs)
    return append(work, actor, at, [one.file.act(what, actor.person_id) for one in told])


def _sealed(  # who seals what of which case
    runtime: Runtime, actor: Actor, unseen: Unseen, change: Change, own: Recipient, to: Recipient, at: datetime
) -> Sealed:
    told = change.told
    before = told.record
    protection, place = change.whereabouts or (before.protection, before.codes.get(PLACE))
    codes = before.codes if place is None else {**before.codes, PLACE: place}
    after = replace(
        before,
        protection=protection,
        codes=codes,
        id=uuid4(),
        version=1,
        supersedes=before.id,
        saved_at=at,
        released_at=at,
        policy_release=runtime.policy.number,
        author_person_id=actor.person_id,
    )
    marks = {**told.marks, **change.marks}
    when = {row["field"]: row["at"] for row in (told.answers or {}).get(CHANGED, plain([])).value}
    when |= dict.fromkeys(change.marks, at.isoformat())
    rows = [{"field": key, "how": how, "at": when[key]} for key, how in marks.items()]
    whole = {**(told.answers or {}), **change.answers, **({CHANGED: plain(rows)} if rows else {})}
    words = {key: one for key, one in whole.items() if one is not None}
    going = [after.subject_id] if after.codes.get(PLACE) == SENT else []
    stood = before, told.answers or {}
    after, content = with_held(unseen, runtime.policy.release.catalogue, after, words, going, stood)
    return seal(runtime.policy, told.file.tenant, told.file.key, after, "hub", content, [own, to], at)


def _answers(
    runtime: Runtime, work: Work, actor: Actor, files: Mapping[UUID, SealedFile], ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, Answer]]:
    """What these records say; one that is not as it was sealed is left out, and keeps no other back."""
    try:
        found = contents_of_files(runtime, work, actor, files, ids)
    except HistoryDamaged:
        if len(ids) == 1:
            return {}
        return {key: one for each in ids for key, one in _answers(runtime, work, actor, files, [each]).items()}
    return {key: one.answers for key, one in found.items()}


def _renewable(
    runtime: Runtime, work: Work, kind: str, record: Record, first: Record, told: Container[str]
) -> Mapping[str, str]:
    """By case field, the request fields that policy lets this partner have today and did when it was asked.

    What goes by choice alone and it was not `told` is not sent it by a change either.
    """
    then = release_numbered(runtime, work, first.policy_release)
    if then is None:
        return {}
    allowed = {one.key for one in carried(then, kind, record.subject_kind)}
    chosen = [one.key for one in by_choice(runtime.policy.release, kind) if one.key not in told]
    now = [one for one in carried(runtime.policy.release, kind, record.subject_kind) if one.key not in chosen]
    return {one.from_case: one.key for one in now if one.from_case is not None and one.key in allowed}

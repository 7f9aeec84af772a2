"""Sending partners anew what has changed since they were asked: what they were told, and a release that says more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from app.domain.answers import Answer, plain
from app.domain.events import Event
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.recording import DetailKey
from app.services.disclosure.releasing import recipients, release_entry, store
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content, Recipient, Sealed, seal
from app.services.disclosure.unseen_places import Unseen, places_of_case
from app.services.disclosure.working import append
from app.services.policy_control.as_relied import as_relied
from app.services.research.compose import CHANGED
from app.services.research.what_was_told import SAFETY_CHANGED, STRICTER, WITHDRAWN, Change, Told
from app.services.research.words_held import HELD, MEANT, NEVER, to_tell, waiting_in, with_held
from app.services.runtime import Runtime
from policies.engine.vocabulary import PLACE, SENT

RING = "ring_partner"
Entries = Sequence[tuple[Entry, DetailKey]]


@dataclass(frozen=True, slots=True)
class Words:
    """What decides of words that say a place: the places of the case, whose go in each request, and whom one is barred.

    `barred` are the partners that never get the place of somebody.
    """

    unseen: Unseen
    going: Mapping[UUID, frozenset[UUID]]
    barred: Collection[UUID]

    def held_in(
        self, runtime: Runtime, told: Told, record: Record, answers: Mapping[str, Answer]
    ) -> tuple[Record, Content]:
        """A record that is to follow what its partner was told, with words held back that may not be there."""
        catalogue, going = runtime.policy.release.catalogue, self.going.get(record.file_id, frozenset())
        before, barred = (told.record, told.answers or {}), told.partner.id in self.barred
        return with_held(self.unseen, catalogue, record, answers, going, before, barred=barred)

    def out_of(self, runtime: Runtime, told: Told) -> Change | None:
        """What is held back from now on of words that a partner was told and that say a place; None where nothing is.

        Words that may stay and say a place of somebody who is protected by now are marked from now on.
        """
        if told.answers is None:
            return None
        after, _ = self.held_in(runtime, told, told.record, told.answers)
        new = {code: {*after.codes.get(code, ())}.difference(told.record.codes.get(code, ())) for code in (HELD, MEANT)}
        marks = dict.fromkeys(sorted(new[MEANT]), STRICTER) | dict.fromkeys(sorted(new[HELD]), WITHDRAWN)
        return Change(told, {}, marks, SAFETY_CHANGED) if marks else None

    def never_sent(self, runtime: Runtime, told: Told) -> Change | None:
        """That words that wait for a decision-maker will not be sent, once nobody may; None where it says so."""
        if told.answers is None or not waiting_in(told.record) or NEVER in told.record.codes:
            return None
        after, _ = self.held_in(runtime, told, told.record, told.answers)
        return Change(told, {}, {}, SAFETY_CHANGED) if NEVER in after.codes else None


def words_now(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    told: Sequence[Told],
    changes: Iterable[Change | None],
    barred: Collection[UUID],
) -> Words:
    """The places of a case as they are now, and whose goes in each request of `told` after these changes.

    Raises KeysUnavailable.
    """
    after = {one.told.record.id: one.whereabouts[1] for one in changes if one and one.whereabouts}
    going: dict[UUID, frozenset[UUID]] = {}
    for one in (each.record for each in told):
        if after.get(one.id, one.codes.get(PLACE)) == SENT:
            going[one.file_id] = going.get(one.file_id, frozenset()) | {one.subject_id}
    return Words(places_of_case(runtime, work, actor, told[0].record.id), going, barred)


def renew(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    changes: Sequence[Change],
    at: datetime,
    reason: str | None = None,
    *,
    quiet: bool = False,
    words: Words | None = None,
) -> Entries:
    """Release the changed records and tell each partner by mail; the entries, one a partner, its caller records last.

    `quiet` is for what asks nothing of the partner: nobody is told. `words` are those of `words_now`, where
    whoever calls has read them. Whoever has not seen it in time is to be rung: a job looks then.
    Raises KeysUnavailable.
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
    agreements = work.partnerships.agreements_of(own.organisation)
    words = words or words_now(runtime, work, actor, [one.told for one in changes], changes, ())
    by_file: dict[UUID, list[Change]] = {}
    for one in changes:
        by_file.setdefault(one.told.request.file_id, []).append(one)
    sealed: dict[UUID, list[Sealed]] = {}
    entries = []
    for file_id, each in by_file.items():
        told = each[0].told
        to = to_each[told.partner.id]
        sealed[file_id] = [_sealed(runtime, actor, words, one, own, to, at) for one in each]
        agreement = agreements.get(told.partner.id)
        entry = release_entry(
            runtime, actor, "request_sent", told.file, sealed[file_id], to, agreement=agreement, reason=reason
        )
        entries.append((replace(entry, what="renewed"), told.file.detail_key))
    made = [one for each in sealed.values() for one in each]
    renewed = [one for each in by_file.values() for one in each]
    work.records.supersede([one.told.record for one in renewed], [one.record for one in made])
    store(work, *made)
    if quiet:
        return entries
    firsts = [each[0].told for each in by_file.values()]
    note_change(runtime, work, actor, "renewed", [(one.request, one.file) for one in firsts], at)
    mails = [(max(one.mail for one in each), each[0].told) for each in by_file.values()]  # safety before identity
    sends = [(mail, told.partner.id, told.request.file_id) for mail, told in mails]
    jobs = [(kind, to, {"file_id": str(file_id)}, at) for kind, to, file_id in sends]
    cases = {one.told.request.case_id for one, new in zip(renewed, made, strict=True) if _newly_held(one, new.record)}
    work.jobs.enqueue_all([*jobs, *(to_tell(own.organisation, one, at) for one in cases)])
    return entries


def _newly_held(change: Change, after: Record) -> bool:
    """Whether words wait in it that did not, or that are others by now."""
    return bool(waiting_in(after) - (waiting_in(change.told.record) - change.marks.keys()))


def note_change(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    what: str,
    changed: Sequence[tuple[ResearchRequest, SealedFile]],
    at: datetime,
) -> tuple[Event, ...]:
    """Add to each of these requests that it has changed (`what`: how), and look in time who is to be rung."""
    work.files.note_changed([request.file_id for request, _ in changed], at)
    jobs = []
    for request, _ in changed:
        late = at + timedelta(minutes=runtime.policy.release.renewal.minutes_unseen[request.rating])
        jobs.append((RING, request.hub_id, {"file_id": str(request.file_id), "change": at.isoformat()}, late))
    work.jobs.enqueue_all(jobs)
    return append(work, actor, at, [file.act(what, actor.person_id) for _, file in changed])


def _sealed(  # who seals what of which case
    runtime: Runtime, actor: Actor, words: Words, change: Change, own: Recipient, to: Recipient, at: datetime
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
    said = {key: one for key, one in whole.items() if one is not None}
    after, content = words.held_in(runtime, told, after, said)
    relied = as_relied(runtime.policy, actor, told.request.sent_at)
    return seal(relied, told.file.tenant, told.file.key, after, "hub", content, [own, to], at)

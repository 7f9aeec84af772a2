"""Releasing sealed records. What a release reads it seals anew: no person sees it on the way.

It grants every organisation policy names and has its leaf; everything is one transaction, which commits without waiting
and is then flushed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from app.domain.answers import MARKED, UNMARKED
from app.domain.errors import HistoryDamaged, KeysUnavailable, NotAsSealed, Stale
from app.domain.identity import Actor
from app.domain.log_entry import Entry, Touched
from app.domain.ports import Openable, Work
from app.domain.records import Box, Record, TenantKey, digest_of
from app.services.disclosure.facts import fit_of, place_in, place_told
from app.services.disclosure.in_law import CODE
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content, Recipient, Sealed
from app.services.disclosure.unsealing import granted, unseal
from app.services.runtime import Runtime
from policies.engine.decision import Facts, decide_matrix
from policies.engine.decision import Recipient as Asked
from policies.engine.vocabulary import NO_ROLE, PLACE, UNKNOWN


def new_file_key(runtime: Runtime, work: Work, file_id: UUID, tenant: UUID, at: datetime) -> SealedFile:
    """A key for a new file, in the key store before anything is sealed under it. Raises KeysUnavailable."""
    return new_files(runtime, _wrap(work, tenant), [file_id], at)[0]


def new_files(runtime: Runtime, wrap: TenantKey, file_ids: Sequence[UUID], at: datetime) -> tuple[SealedFile, ...]:
    """Keys for new files, in the key store by one commit before anything is sealed under them. KeysUnavailable."""
    keys = runtime.keys.new_file_keys(file_ids, wrap, at)
    return tuple(SealedFile(file_id, wrap.organisation_id, keys[file_id]) for file_id in file_ids)


def file_key(runtime: Runtime, work: Work, file_id: UUID, tenant: UUID) -> SealedFile:
    """The key of a file there is. Raises KeysUnavailable."""
    return SealedFile(file_id, tenant, runtime.keys.file_keys({file_id: _wrap(work, tenant)})[file_id])


def file_keys(runtime: Runtime, work: Work, file_ids: Sequence[UUID], tenant: UUID) -> Mapping[UUID, SealedFile]:
    """The keys of files of one tenant, all at once. Raises KeysUnavailable."""
    wrap = _wrap(work, tenant)
    found = runtime.keys.file_keys(dict.fromkeys(file_ids, wrap))
    return {one: SealedFile(one, tenant, found[one]) for one in file_ids}


def author(work: Work, actor: Actor) -> Recipient:
    """The actor's organisation as the author of what it writes."""
    return recipient(work, actor.organisation_id, actor.organisation_kind, "author")


def recipient(work: Work, organisation: UUID, kind: str, standing: str) -> Recipient:
    """An organisation with its key in use. Raises KeysUnavailable when it has none."""
    return recipients(work, [(organisation, kind, standing)])[0]


def recipients(work: Work, wanted: Sequence[tuple[UUID, str, str]]) -> tuple[Recipient, ...]:
    """Organisations (id, kind, standing) with their keys in use. Raises KeysUnavailable when one has none."""
    keys = work.keys.organisation_keys([organisation for organisation, _, _ in wanted])
    if not keys.keys() >= {organisation for organisation, _, _ in wanted}:
        raise KeysUnavailable(
            "This organisation has no key yet, so nothing can be sealed for it. Ask your administrator."
        )
    return tuple(Recipient(one, kind, standing, keys[one]) for one, kind, standing in wanted)


def contents(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, record_ids: Sequence[UUID]
) -> Mapping[UUID, Content]:
    """All of records that the actor's organisation holds in full, to be sealed anew in a release. Shown to nobody.

    Raises Stale when a colleague saved or sent one of them between the two reads, NotAsSealed for one not as it was.
    """
    found, boxes = openable_records(work, actor, record_ids), work.records.boxes(record_ids)
    try:
        return {one: held_in_full(runtime, actor, file, of, boxes.get(one, ())) for one, of in found.items()}
    except NotAsSealed:
        now = openable_records(work, actor, record_ids)
        if any(now[one].record.version != of.record.version for one, of in found.items()):
            raise Stale("A colleague was first: this has been saved or sent. Open the request again.") from None
        raise


def own_contents(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, record_ids: Sequence[UUID]
) -> Mapping[UUID, Content]:
    """As `contents`, of records of one's own. Raises HistoryDamaged for one that is not as it was sealed."""
    return contents_of_files(runtime, work, actor, {file.id: file}, record_ids)


def contents_of_files(
    runtime: Runtime, work: Work, actor: Actor, files: Mapping[UUID, SealedFile], record_ids: Sequence[UUID]
) -> Mapping[UUID, Content]:
    """As `own_contents`, of records of several files, by the files' ids; one statement for all of them."""
    openables = work.records.openable(record_ids, actor.organisation_id)
    boxes = work.records.boxes(record_ids)
    found = {}
    for one in openables:
        if one.grant is None:
            raise HistoryDamaged("Something recorded in this case has no seal: nobody of this hub said it here.")
        try:
            file = files[one.record.file_id]
            found[one.record.id] = held_in_full(runtime, actor, file, one, boxes.get(one.record.id, ()))
        except NotAsSealed as broken:
            raise HistoryDamaged("Something recorded in this case is not as it was sealed.") from broken
    return found


def held_in_full(runtime: Runtime, actor: Actor, file: SealedFile, openable: Openable, boxes: Sequence[Box]) -> Content:
    """What the actor's organisation holds in full of a record with these boxes, to be sealed anew; shown to nobody."""
    full = [box for box in boxes if box.rendition == "full"]
    gists = [box for box in boxes if box.rendition == "gist"]
    given = granted(runtime.keys, openable, actor.organisation_id, file.key, boxes)
    answers, summaries = unseal(given, full), unseal(given, gists)
    return Content(answers, {field: str(answer.value) for field, answer in summaries.items()})


def openable_records(work: Work, actor: Actor, record_ids: Sequence[UUID]) -> Mapping[UUID, Openable]:
    """Records as the actor's organisation may open them. Raises Stale when one is gone."""
    found = {one.record.id: one for one in work.records.openable(record_ids, actor.organisation_id)}
    if found.keys() != set(record_ids):
        raise Stale("This record is no longer there. Open the request again to see where it stands.")
    return found


def release_entry(
    runtime: Runtime,
    actor: Actor,
    kind: str,
    file: SealedFile,
    sealed: Sequence[Sealed],
    to: Recipient,
    *,
    agreement: str | None = None,
    reason: str | None = None,
) -> Entry:
    """The log entry of a release to one organisation: what it was given, of which records, on whose legal basis.

    `agreement` is the reference of the one that hub and partner share under, where it is recorded.
    """
    record = sealed[0].record
    touched = tuple(one for item in sealed for one in item.given.get(to.organisation, ()))
    boxes = {(item.record.id, box.field, box.rendition): box for item in sealed for box in item.boxes}
    marks = {item.record.id: _marks(item) for item in sealed}
    grants = sorted(item.grant_digests[to.organisation] for item in sealed if to.organisation in item.grant_digests)
    return Entry(
        kind=kind,
        tenant_id=file.tenant,
        file_id=file.id,
        from_id=actor.organisation_id,
        to_id=to.organisation,
        actor_id=actor.person_id,
        role=actor.role,
        purpose=record.purpose,
        legal_basis=record.legal_basis,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        level=_fullest(touched),
        touched=touched,
        answered="".join(marks[one.record](one.field, one.rendition) for one in touched),
        rules=_rules(runtime, sealed, to, actor.organisation_kind),
        facts={
            "action": "release",
            "record": record.kind,
            "standing": to.standing,
            "organisation": to.kind,
            "subject": record.subject_kind,
            "protection": record.protection,
            **({PLACE: place_told(record)} if PLACE in record.codes else {}),
            **({CODE: ", ".join(record.codes[CODE])} if CODE in record.codes else {}),
        },
        box_digest=digest_of(boxes[one.record, one.field, one.rendition] for one in touched),
        grant_digest=hashlib.sha256("".join(grants).encode()).hexdigest(),
        reason=reason,
        agreement=agreement,
        channel=record.channel,
    )


def _marks(item: Sealed) -> Callable[[str, str], str]:
    """What an entry's sealed part says of each box of a record: of a return what was answered, else that it was."""

    def mark(field: str, rendition: str) -> str:
        if item.answered is None:
            return MARKED
        return item.said[field] if (field, rendition) in item.answered else UNMARKED

    return mark


def _rules(runtime: Runtime, sealed: Sequence[Sealed], to: Recipient, author_kind: str) -> tuple[str, ...]:
    """The rules by which policy gives this organisation what it was given."""
    found: set[str] = set()
    for record, given in ((item.record, item.given.get(to.organisation, ())) for item in sealed):
        facts = Facts(
            action="release",
            record=record.kind,
            purpose=record.purpose,
            subject=record.subject_kind,
            basis_fit=fit_of(runtime.policy, record, author_kind),
            protection=record.protection,
            place=place_in(record),
        )
        asked = Asked(to.kind, NO_ROLE, to.standing, UNKNOWN)
        for row in decide_matrix(runtime.policy.compiled, facts, [asked], sorted({one.field for one in given})):
            found.update((*row[0].permits, *row[0].caps))
    return tuple(sorted(found))


def store(work: Work, *sealed: Sealed) -> None:
    """Store released records' boxes and grants; the records themselves are the caller's to add or save."""
    _store(work, (), sealed)


def store_new(work: Work, *sealed: Sealed) -> None:
    """Store new records with their boxes and grants."""
    _store(work, [one.record for one in sealed], sealed)


def _store(work: Work, records: Sequence[Record], sealed: Sequence[Sealed]) -> None:
    boxes = {one.record.id: one.boxes for one in sealed}
    work.records.add_sealed(records, boxes, [grant for one in sealed for grant in one.grants])


def _fullest(touched: Sequence[Touched]) -> str:
    order = ("withheld", "gist", "masked", "full")
    return max((one.rendition for one in touched), key=order.index, default="withheld")


def _wrap(work: Work, tenant: UUID) -> TenantKey:
    wrap = work.keys.tenant_key(tenant, "file")
    if wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be sealed. Ask your administrator.")
    return wrap

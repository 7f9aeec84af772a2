"""Saving a draft: sealed for its author's organisation alone, with an entry in that organisation's own log.

The entry says that a draft was begun or changed, when and by whom, and nothing of what is in it: neither boxes nor how
many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.recording import DetailKey, make_durable, organisation_detail_key, record
from app.services.disclosure.releasing import author, held_in_full, openable_records, store, store_new
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content, Sealed, seal
from app.services.runtime import Runtime


def save_new(runtime: Runtime, work: Work, actor: Actor, file: SealedFile, draft: Record, content: Content) -> Record:
    """Store a new draft. Its entry is the caller's to record."""
    sealed = _sealed(runtime, work, actor, file, draft, content)
    store_new(work, sealed)
    return draft


def save_again(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    draft: Record,
    content: Content,
    dropped: Collection[str] = (),
) -> Record:
    """Store new answers of a draft; fields that are not named stay, unless they are in `dropped`.

    All is sealed anew, so that nobody learns from its boxes what was written when. `draft` is as the author saw it;
    raises Stale when it has been saved since. Its entry is the caller's to record.
    """
    saved = replace(
        draft, version=draft.version + 1, saved_at=runtime.clock.now(), policy_release=runtime.policy.number
    )
    openable = openable_records(work, actor, [draft.id])[
        draft.id
    ]  # before saving, which may change what its grant is bound to
    work.records.save(saved, expected_version=draft.version)
    boxes = work.records.boxes([draft.id]).get(draft.id, ())
    held = held_in_full(runtime, actor, file, openable, boxes)
    work.records.drop_draft(draft.id)
    whole = _with(held, content, {*content.answers, *dropped})
    store(work, _sealed(runtime, work, actor, file, saved, whole))
    return saved


def commit_saved(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    drafts: Sequence[Record],
    beside: Sequence[tuple[Entry, DetailKey]] = (),
) -> None:
    """Commit the drafts an act has saved, each with its entry and those `beside` them; durable when this returns.

    Raises LogUnavailable, KeysUnavailable: then nothing was saved.
    """
    if drafts or beside:
        entries = [*beside, *(entries_of(runtime, work, actor, drafts) if drafts else ())]
        make_durable(runtime, work, record(runtime, work, entries))
    else:
        work.commit()


def entries_of(
    runtime: Runtime, work: Work, actor: Actor, drafts: Sequence[Record]
) -> tuple[tuple[Entry, DetailKey], ...]:
    """The entries of drafts an act has saved, one for each, however often it did; what else it does goes with them."""
    key = organisation_detail_key(runtime, work, actor.organisation_id)
    newest = {one.id: one for one in drafts}
    return tuple((_entry(runtime, actor, one), key) for one in newest.values())


def _entry(runtime: Runtime, actor: Actor, draft: Record) -> Entry:
    return Entry(
        kind="recorded",
        tenant_id=actor.organisation_id,
        file_id=draft.file_id,
        from_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        purpose=draft.purpose,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"record": draft.kind, "standing": "author", "subject": draft.subject_kind},
        what="collected" if draft.version == 1 else "altered",
        channel=draft.channel,
        extra={"record": str(draft.id)},
    )


def _sealed(runtime: Runtime, work: Work, actor: Actor, file: SealedFile, draft: Record, content: Content) -> Sealed:
    kind, own = actor.organisation_kind, [author(work, actor)]
    return seal(runtime.policy, file.tenant, file.key, draft, kind, content, own, draft.saved_at)


def _with(held: Content, new: Content, gone: Collection[str]) -> Content:
    """What a draft held, but for the fields that are `gone`, and what is new."""
    answers = {field: one for field, one in held.answers.items() if field not in gone}
    gists = {field: one for field, one in held.gists.items() if field not in gone}
    return Content({**answers, **new.answers}, {**gists, **new.gists})

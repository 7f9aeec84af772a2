"""A partner's draft: one per person, request and subject, sealed for the partner's own organisation alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.drafting import commit_saved, save_again, save_new
from app.services.disclosure.permission import require_request
from app.services.disclosure.recording import DetailKey
from app.services.disclosure.releasing import contents, file_key
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content
from app.services.disclosure.working import add_worked
from app.services.research.boards import store_request
from app.services.research.stands import without_why
from app.services.runtime import Runtime


def save_draft(
    runtime: Runtime,
    actor: Actor,
    file_id: UUID,
    subject_id: UUID,
    content: Content,
    seen_version: int | None,
    *,
    dropped: Collection[str] = (),
) -> Record:
    """Store these answers in the actor's draft about a subject; answers not named stay, unless they are in `dropped`.

    `seen_version` is the version the person saw, None for a first save. Raises Stale when it has moved on in another
    window, WrongState when the actor has not claimed the request, InvalidInput for a field that is not theirs,
    LogUnavailable or KeysUnavailable when it cannot be sealed or recorded: then nothing was saved.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        require_mine(request, actor)
        _check(runtime, actor, content)
        file = file_key(runtime, work, file_id, request.hub_id)
        draft = work.records.draft(file_id, subject_id, actor.person_id)
        if draft is None:
            if seen_version is not None:
                raise Stale("This draft has been sent or removed since you opened it. Open the request again.")
            new = new_draft(runtime, work, actor, request, subject_id)
            draft = save_new(runtime, work, actor, file, new, content)
        elif draft.version != seen_version:
            raise Stale("You have saved this draft in another window. Open it again, then add what you typed here.")
        else:
            draft = save_again(runtime, work, actor, file, draft, content, dropped)
        commit_saved(runtime, work, actor, [draft])
    return draft


def start_correction(runtime: Runtime, actor: Actor, file_id: UUID, *, again: bool = True) -> tuple[Record, ...]:
    """Begin to add to or correct a return: a draft for each subject, holding what was sent.

    Nobody having the request, the actor takes it from the inbox by the same act. A draft made from the return that
    stands is kept as it is; one made from anything else starts again from what stands, for nobody may send over what
    they have not seen: with `again` false, where there is such a draft, all are left as they are, to be read first.
    Raises WrongState, and nothing is done, unless the request has been answered and no colleague has it.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        if request.state != "returned":
            raise WrongState("Only a return that has been sent can be corrected. Finish the draft instead.")
        taken: Sequence[tuple[Entry, DetailKey]] = ()
        if request.claimed_by is None:
            work.files.lock_for_change(file_id)
            request = request.claim(actor.person_id)
            store_request(work, request)
            taken = add_worked(runtime, work, actor, (file_id, request.hub_id), [("claimed", actor.person_id)])
        require_mine(request, actor)
        file = file_key(runtime, work, file_id, request.hub_id)
        there = {one.id: one for one in work.records.drafts(file_id)}
        mine = {one.subject_id: one for one in there.values() if one.author_person_id == actor.person_id}
        sent = [one for one in work.records.of_file(file_id, "return") if one.state == "released"]
        overtaken = any(one.subject_id in mine and mine[one.subject_id].supersedes != one.id for one in sent)
        drafts = (
            [_corrected(runtime, work, actor, file, request, one) for one in sent] if again or not overtaken else []
        )
        changed = [one for one in drafts if one.id not in there or there[one.id].version != one.version]
        commit_saved(runtime, work, actor, changed, taken)
    return tuple(drafts)


def require_mine(request: ResearchRequest, actor: Actor) -> None:
    """Raise WrongState unless the actor has claimed the request and it can still be worked on."""
    request.require_workable()
    if request.claimed_by != actor.person_id:
        raise WrongState("Claim this request before you answer it, or ask the colleague who has it to hand it over.")


def _corrected(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, request: ResearchRequest, sent: Record
) -> Record:
    found = work.records.draft(request.file_id, sent.subject_id, actor.person_id)
    if found is not None and found.supersedes == sent.id:
        return found
    content = without_why(contents(runtime, work, actor, file, [sent.id])[sent.id])
    if found is not None:
        every = runtime.policy.release.catalogue
        return save_again(runtime, work, actor, file, replace(found, supersedes=sent.id), content, dropped=every)
    draft = new_draft(runtime, work, actor, request, sent.subject_id, supersedes=sent.id)
    return save_new(runtime, work, actor, file, draft, content)


def new_draft(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    request: ResearchRequest,
    subject_id: UUID,
    supersedes: UUID | None = None,
) -> Record:
    """A draft about one of the request's subjects, not stored yet. Raises InvalidInput when it is about nobody."""
    asked = next(
        (one for one in work.records.of_file(request.file_id, "request") if one.subject_id == subject_id), None
    )
    if asked is None:
        raise InvalidInput({"subject": "This request is not about that person."})
    return Record(
        id=uuid4(),
        file_id=request.file_id,
        kind="return",
        subject_id=subject_id,
        subject_kind=asked.subject_kind,
        author_id=actor.organisation_id,
        author_person_id=actor.person_id,
        approved_by=None,
        state="draft",
        version=1,
        purpose=request.purpose,
        legal_basis="",
        protection=asked.protection,
        policy_release=runtime.policy.number,
        saved_at=runtime.clock.now(),
        released_at=None,
        supersedes=supersedes,
    )


def _check(runtime: Runtime, actor: Actor, content: Content) -> None:
    known = {one.key for one in runtime.policy.release.catalogue.fields_for("return", actor.organisation_kind)}
    if strange := [key for key in (*content.answers, *content.gists) if key not in known]:
        raise InvalidInput(dict.fromkeys(strange, "This is not a field of your organisation's return."))

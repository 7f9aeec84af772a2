"""Sign off a return: sealed, granted to whom policy names, logged, durable; only then is it acknowledged (law 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.answers import UNMARKED
from app.domain.errors import InvalidInput, NotPermitted, Stale, WrongState
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.domain.slips import ReturnFigures, return_figures
from app.services.clocks.count_anew import go_on
from app.services.disclosure.drafting import commit_saved, save_again
from app.services.disclosure.in_law import body_of, said_in_law
from app.services.disclosure.permission import request_in_hand
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import Recorded, make_durable, record
from app.services.disclosure.releasing import recipients, release_entry, store
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content, Sealed, seal
from app.services.disclosure.working import append
from app.services.policy_control.as_relied import as_relied
from app.services.reporting.write_slips import write_slips
from app.services.research.approval import require_approver, tell_approvers, tell_author
from app.services.research.boards import show_locked, store_request
from app.services.research.complete_return import complete_return
from app.services.research.completeness import own_fields
from app.services.research.protection import protection_of
from app.services.research.question_in_draft import PUT_AWAY, asked_in, without_question
from app.services.research.restricted import NOTICE, restricted_notice
from app.services.research.save_draft import require_mine
from app.services.research.what_changed import printed
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Returned:
    """An acknowledged return: the request as it now stands, and the leaf the receipt is made from."""

    request: ResearchRequest
    entry: Recorded


def submit_for_approval(runtime: Runtime, actor: Actor, file_id: UUID, legal_basis: str) -> ResearchRequest:
    """The drafter has finished: a colleague who may approve signs off. Raises InvalidInput for what is missing.

    A question that was not sent is put away: what waits is the return.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request, file = request_in_hand(runtime, work, actor, file_id)
        require_mine(request, actor)
        records = work.records.at_partner(file_id)
        drafts = _drafts(request, records, actor.person_id)
        own = work.identity.organisation(actor.organisation_id)
        held, legal_basis = complete_return(runtime, work, actor, file, request, drafts, records, legal_basis, own=own)
        saved = []
        for draft in drafts:
            based = replace(draft, legal_basis=legal_basis)
            if asked_in(held[draft.id]):
                saved.append(save_again(runtime, work, actor, file, based, PUT_AWAY))
            else:
                saved.append(replace(based, version=draft.version + 1))
                work.records.save(saved[-1], draft.version)
        now = runtime.clock.now()
        case = work.files.lock_case(request.case_id) if request.paused_at else None
        submitted, moved = go_on(runtime, work, request, request.submit(), file.key, now)
        store_request(work, submitted)
        if case is not None:
            show_locked(work, case)
        codes = _print(runtime, actor, file, records, {one.subject_id: held[one.id] for one in drafts})
        append(work, actor, now, [file.act("submitted", actor.person_id, **codes, **moved)])
        tell_approvers(runtime, work, actor, submitted)
        commit_saved(runtime, work, actor, saved)
    return submitted


def sign_off_return(
    runtime: Runtime, actor: Actor, file_id: UUID, *, legal_basis: str, seen_version: int, why_said: str = ""
) -> Returned:
    """Release the drafts of a request to the hub that asked. `seen_version` is the request's, as the signer saw it.

    `why_said` is why words stay that say a protected place which the partner was sent; the entry keeps it.
    Raises InvalidInput naming what is missing, NotPermitted when a second person must approve, Stale when somebody else
    was first (the draft stays), LogUnavailable or KeysUnavailable when sealing or logging fails: then nothing left.
    """
    try:
        return _sign_off(runtime, actor, file_id, legal_basis, seen_version, why_said.strip())
    except NotPermitted:
        record_refusal(runtime, actor, "sign_off_return")
        raise


def _sign_off(
    runtime: Runtime, actor: Actor, file_id: UUID, legal_basis: str, seen_version: int, why_said: str
) -> Returned:
    with runtime.database.work(actor.organisation_id) as work:
        request, file = request_in_hand(runtime, work, actor, file_id, hold=True)
        if request.version != seen_version:
            raise Stale(
                "This request has moved on since you opened it: a colleague may have answered. Your draft is kept."
            )
        records = work.records.at_partner(file_id)
        drafts = _drafts(request, records, request.claimed_by or actor.person_id)
        taking_part = work.identity.organisations_of([actor.organisation_id, request.hub_id])
        mine, hub = taking_part[actor.organisation_id], taking_part[request.hub_id]
        held, legal_basis = complete_return(
            runtime, work, actor, file, request, drafts, records, legal_basis, own=mine, why_said=why_said
        )
        if request.state == "awaiting_approval" and any(asked_in(one) for one in held.values()):
            raise WrongState("What waits is a question to the hub. Approve the question, or send it back.")
        require_approver(runtime, work, actor, request, drafts, held.values())
        now = runtime.clock.now()
        answered, moved = go_on(runtime, work, request, request.answer(now), file.key, now)
        kind = actor.organisation_kind
        parties = recipients(work, [(actor.organisation_id, kind, "author"), (hub.id, hub.kind, "asker")])
        own = own_fields(runtime.policy.release, kind)
        in_law = said_in_law(body_of(runtime.policy.release, mine))
        relied = as_relied(runtime.policy, actor, request.sent_at)
        sealed: list[Sealed] = []
        figures: list[tuple[Record, ReturnFigures]] = []
        sent: dict[UUID, Content] = {}
        for draft in drafts:
            content = without_question(held[draft.id])
            released = replace(
                draft,
                state="released",
                version=draft.version + 1,
                legal_basis=legal_basis,
                approved_by=actor.person_id if actor.person_id != draft.author_person_id else None,
                released_at=now,
                policy_release=runtime.policy.number,
                codes=in_law,
                protection=protection_of(runtime.policy.release.catalogue, draft.protection, content.answers),
            )
            notice = restricted_notice(runtime.policy, released, kind, content)
            whole = sent[draft.subject_id] = Content({**content.answers, NOTICE: notice}, content.gists)
            one = seal(relied, file.tenant, file.key, released, kind, whole, parties, now)
            if notice.value == "no":
                one = replace(one, said={**one.said, NOTICE: UNMARKED})
            sealed.append(one)
            figures.append((released, return_figures(own, content.answers)))
        supersede(work, drafts, records, corrects=request.answered_at is not None)
        work.records.release([one.record for one in sealed])
        store(work, *sealed)
        write_slips(runtime, work, hub.id, figures)
        case = work.files.lock_case(request.case_id)  # the case before its request: see the order of locks
        store_request(work, answered)
        _tell_hub(work, request, case, now)
        writer = drafts[0].author_person_id
        steps = ("approved",) if actor.person_id != writer else ()
        if steps:
            tell_author(work, actor, "approved", file_id, writer, now)
        last = "corrected" if request.answered_at else "answered"
        codes = _print(runtime, actor, file, records, sent)
        append(
            work, actor, now, [*(file.act(step, writer) for step in steps), file.act(last, writer, **codes, **moved)]
        )
        agreement = work.partnerships.agreements_of(hub.id).get(actor.organisation_id)
        entry = release_entry(
            runtime, actor, "return_released", file, sealed, parties[1], agreement=agreement, reason=why_said or None
        )
        recorded = record(runtime, work, [(entry, file.detail_key)])
        make_durable(runtime, work, recorded)
    return Returned(answered, recorded[0])


def _drafts(request: ResearchRequest, records: Sequence[Record], person: UUID) -> list[Record]:
    subjects = _asked_about(records)
    own = [one for one in records if one.state == "draft" and one.author_person_id == person]
    drafts = [one for one in own if one.subject_id in subjects]
    if subjects - {one.subject_id for one in drafts} and request.state != "returned":
        raise InvalidInput({"subjects": "Answer for everybody this request is about before you sign off."})
    if not drafts:
        raise WrongState("There is no draft to send. It may have been sent already: look at the receipt.")
    return drafts


def _print(
    runtime: Runtime,
    actor: Actor,
    file: SealedFile,
    records: Sequence[Record],
    held: Mapping[UUID, Content],
) -> Mapping[str, str]:
    """What a later approver is told by what has changed; `held` is by subject."""
    subjects = _asked_about(records)
    return printed(runtime, actor.organisation_kind, file, subjects, held)


def _asked_about(records: Sequence[Record]) -> set[UUID]:
    """Whom a request is about now: nobody whom the hub has left out since."""
    return {one.subject_id for one in records if one.kind == "request" and one.state == "released"}


def supersede(work: Work, drafts: Sequence[Record], records: Sequence[Record], *, corrects: bool) -> None:
    """Set aside what stands of a request's `records` about these drafts' subjects: questions, or what they `correct`.

    Raises Stale when what stands is not what a draft was made from: a colleague answered or corrected meanwhile.
    """
    standing = [one for one in records if one.kind == "return" and one.state == "released"]
    before: list[Record] = []
    for draft in drafts:
        mine = [one for one in standing if one.subject_id == draft.subject_id and one.id != draft.id]
        if corrects and draft.supersedes not in {one.id for one in mine}:
            raise Stale(
                "A colleague has answered or corrected this since you began. Your draft is kept, and was not sent."
            )
        before += mine
    if before:
        work.records.supersede(before, ())


def _tell_hub(work: Work, request: ResearchRequest, case: CaseFile | None, now: datetime) -> None:
    if case is not None:
        show_locked(work, case)
    kind = "return_corrected" if request.answered_at else "return_waiting"
    kind = "late_return" if case is not None and case.state == "closed" else kind
    work.jobs.enqueue(kind, request.hub_id, {"file_id": str(request.file_id)}, now)

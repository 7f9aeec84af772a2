"""When the partner cannot tell who is meant, or what is asked: a question to the hub.

A release like any other: sealed, granted and logged. One that shows that the partner knows somebody is a disclosure, on
a legal basis, and approved by a second person where the organisation wants one; one that only asks goes at once. A
merely possible match comes here, from every kind of answer. The hub's answer is `clarify.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from app.domain.answers import ONLY_ASKS, Answer, finished
from app.domain.errors import InvalidInput, NotPermitted, Stale, WrongState
from app.domain.identity import Actor, Organisation
from app.domain.pauses import STOPS
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.domain.slips import return_figures
from app.services.disclosure.drafting import commit_saved, entries_of, save_again, save_new
from app.services.disclosure.in_law import body_of, said_in_law
from app.services.disclosure.permission import require_request
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import author, contents, file_key, recipient, release_entry, store
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content, seal
from app.services.disclosure.working import append
from app.services.policy_control.as_relied import as_relied
from app.services.reporting.write_slips import write_slips
from app.services.research import question_in_draft as in_draft
from app.services.research.approval import approval_needed, require_approver, tell_approvers, tell_author
from app.services.research.boards import show_locked, store_request
from app.services.research.completeness import own_fields, statements
from app.services.research.disclosing import basis_without_disclosure
from app.services.research.own_basis import basis_problems
from app.services.research.question_in_draft import QUESTION
from app.services.research.save_draft import new_draft, require_mine
from app.services.research.sign_off_return import supersede
from app.services.runtime import Runtime


def ask_hub(
    runtime: Runtime,
    actor: Actor,
    file_id: UUID,
    subject_id: UUID,
    *,
    question: str,
    legal_basis: str | None = None,
    stated: Mapping[str, Answer] | None = None,
) -> ResearchRequest:
    """The partner asks the hub before it can answer about one subject.

    Without a `legal_basis` it says that the question shows nothing of what it holds: it is sent. With one, where the
    organisation has a second person approve what it sends, it waits for them in the actor's draft, as a return does;
    `stated` is what the basis asks for. Raises InvalidInput without a question, or on a legal basis that is not its
    own, does not fit or lacks a statement.
    """
    if not question.strip():
        raise InvalidInput({"question": "Write what you need to know from the hub."})
    content = Content({QUESTION: in_draft.question(question.strip()), **(stated or {})}, {})
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id, hold=True)
        require_mine(request, actor)
        asking = request.ask(runtime.clock.now(), stops=_stops(runtime, actor, request))
        file = file_key(runtime, work, file_id, request.hub_id)
        draft = new_draft(runtime, work, actor, request, subject_id)
        shows = legal_basis is not None
        own = work.identity.organisation(actor.organisation_id)
        without = basis_without_disclosure(runtime, request, own, [draft.subject_kind])
        basis = without if legal_basis is None else legal_basis
        asked = replace(draft, legal_basis=basis)
        _require_basis(runtime, request, own, asked, content, shows=shows)
        if shows and approval_needed(runtime, actor.organisation_kind, [content]):
            waiting = request.submit()
            saved = _keep(runtime, work, actor, file, asked, content)
            store_request(work, waiting)
            append(work, actor, runtime.clock.now(), [file.act("submitted", actor.person_id)])
            tell_approvers(runtime, work, actor, waiting)
            commit_saved(runtime, work, actor, saved)
            return waiting
        _send(runtime, work, actor, file, asking, asked, content, shows=shows)
    return asking


def approve_question(
    runtime: Runtime, actor: Actor, file_id: UUID, *, legal_basis: str, seen_version: int
) -> ResearchRequest:
    """A second person sends the question that waits for them; the answers beside it stay in its author's draft.

    Raises NotPermitted for its author or without the role, Stale when the request has moved on, WrongState when no
    question waits, InvalidInput.
    """
    try:
        return _approve(runtime, actor, file_id, legal_basis, seen_version)
    except NotPermitted:
        record_refusal(runtime, actor, "approve_question")
        raise


def _approve(runtime: Runtime, actor: Actor, file_id: UUID, legal_basis: str, seen_version: int) -> ResearchRequest:
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id, hold=True)
        if request.version != seen_version:
            raise Stale("This request has moved on since you opened it. Nothing was sent.")
        file = file_key(runtime, work, file_id, request.hub_id)
        drafts = [one for one in work.records.drafts(file_id) if one.author_person_id == request.claimed_by]
        held = contents(runtime, work, actor, file, [one.id for one in drafts])
        draft = next((one for one in drafts if in_draft.asked_in(held[one.id])), None)
        if draft is None or request.state != "awaiting_approval":
            raise WrongState("No question waits for approval. It may have been sent or taken back.")
        said = finished(held[draft.id].answers)
        basis = runtime.policy.release.legal_bases.get(legal_basis)
        needed = [one.key for one in statements(runtime.policy.release, [basis] if basis else ())]
        content = Content({key: said[key] for key in (QUESTION, *needed) if key in said}, {})
        require_approver(runtime, work, actor, request, [draft], [content])
        asked = replace(
            draft, id=uuid4(), version=1, legal_basis=legal_basis, approved_by=actor.person_id, supersedes=None
        )
        _require_basis(runtime, request, work.identity.organisation(actor.organisation_id), asked, content)
        asking = request.ask(runtime.clock.now(), stops=_stops(runtime, actor, request))
        saved = save_again(runtime, work, actor, file, draft, in_draft.PUT_AWAY)
        _send(runtime, work, actor, file, asking, asked, content, [saved])
    return asking


def _stops(runtime: Runtime, actor: Actor, request: ResearchRequest) -> bool:
    """Whether its time stands still until the hub has answered: never where it runs on whatever happens."""
    return not runtime.policy.release.ratings[request.rating].runs_on and _waits(runtime, actor)


def _waits(runtime: Runtime, actor: Actor) -> bool:
    """Whether a question of this organisation may stop a time: not where some who read the time may not learn of it."""
    return not runtime.policy.release.organisations[actor.organisation_kind].answers_read_by


def _require_basis(
    runtime: Runtime,
    request: ResearchRequest,
    own: Organisation,
    asked: Record,
    content: Content,
    *,
    shows: bool = True,
) -> None:
    about, basis = asked.subject_kind, asked.legal_basis
    problems = basis_problems(runtime, request, own, about, basis, content.answers, discloses=shows)
    if problems:
        raise InvalidInput(problems)


def _keep(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, asked: Record, content: Content
) -> list[Record]:
    """Put the question into its author's draft about the subject; one about somebody else is put away."""
    mine = [one for one in work.records.drafts(file.id) if one.author_person_id == actor.person_id]
    others = [one for one in mine if one.subject_id != asked.subject_id]
    held = contents(runtime, work, actor, file, [one.id for one in others]) if others else {}
    saved = [
        save_again(runtime, work, actor, file, other, in_draft.PUT_AWAY)
        for other in others
        if in_draft.asked_in(held[other.id])
    ]
    draft = next((one for one in mine if one.subject_id == asked.subject_id), None)
    if draft is None:
        return [*saved, save_new(runtime, work, actor, file, asked, content)]
    return [*saved, save_again(runtime, work, actor, file, replace(draft, legal_basis=asked.legal_basis), content)]


def _send(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    asking: ResearchRequest,
    asked: Record,
    content: Content,
    saved: Sequence[Record] = (),
    *,
    shows: bool = True,
) -> None:
    """Seal, grant, log and make durable a question, and with it all that this work has changed: drafts `saved`.

    Its entry says, sealed, whether it `shows` something of what the partner holds.
    """
    now = runtime.clock.now()
    in_law = said_in_law(body_of(runtime.policy.release, work.identity.organisation(actor.organisation_id)))
    number = runtime.policy.number
    released = replace(asked, state="released", saved_at=now, released_at=now, policy_release=number, codes=in_law)
    hub = recipient(work, asking.hub_id, "hub", "asker")
    kind, parties = actor.organisation_kind, [author(work, actor), hub]
    relied = as_relied(runtime.policy, actor, asking.sent_at)
    sealed = seal(relied, file.tenant, file.key, released, kind, content, parties, now)
    if not shows:
        sealed = replace(sealed, said={**sealed.said, QUESTION: ONLY_ASKS})
    supersede(work, [released], work.records.of_file(file.id, "return"), corrects=False)
    work.records.add(released)
    store(work, sealed)
    own = own_fields(runtime.policy.release, kind)
    write_slips(runtime, work, asking.hub_id, [(released, return_figures(own, content.answers))])
    case = work.files.lock_case(asking.case_id)
    store_request(work, asking)
    if case is not None:
        show_locked(work, case)
    author_id = released.author_person_id
    steps = ("asked",) if author_id == actor.person_id else ("approved", "asked")
    codes: dict[str, Any] = {STOPS: True} if _waits(runtime, actor) else {}
    if asking.paused_at is not None:
        codes |= {"paused_at": asking.paused_at.isoformat()}
    said = {"asked": codes}
    append(work, actor, now, [file.act(step, author_id, **said.get(step, {})) for step in steps])
    if author_id != actor.person_id:
        tell_author(work, actor, "approved", file.id, author_id, now)
    work.jobs.enqueue("question_waiting", asking.hub_id, {"file_id": str(file.id)}, now)
    agreement = work.partnerships.agreements_of(asking.hub_id).get(actor.organisation_id)
    entry = release_entry(runtime, actor, "return_released", file, [sealed], hub, agreement=agreement)
    drafts = entries_of(runtime, work, actor, saved)
    make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key), *drafts]))

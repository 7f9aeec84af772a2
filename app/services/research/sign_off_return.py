"""Sign off a return: sealed, granted to whom policy names, logged, durable; only then is it acknowledged (law 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.errors import InvalidInput, NotPermitted, Stale, WrongState
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.permission import require_request
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import Recorded, make_durable, record
from app.services.disclosure.releasing import (
    SealedFile,
    author,
    contents,
    file_key,
    recipient,
    release_entry,
    store,
)
from app.services.disclosure.sealing import Content, Sealed, seal
from app.services.research.boards import refresh_board, store_request
from app.services.research.completeness import gaps
from app.services.research.protection import protection_of
from app.services.research.restricted import NOTICE, restricted_notice
from app.services.research.save_draft import require_mine
from app.services.runtime import Runtime
from policies.engine.bases import basis_fit

APPROVERS = {"manager": ("partner_manager",), "caldicott": ("caldicott_approver",)}


@dataclass(frozen=True, slots=True)
class Returned:
    """An acknowledged return: the request as it now stands, and the leaf the receipt is made from."""

    request: ResearchRequest
    entry: Recorded


def approval_needed(runtime: Runtime, kind: str, contents_: Sequence[Content]) -> str | None:
    """Who must approve at source: None, "manager" or "caldicott"; by the organisation's rule or any answered field."""
    catalogue = runtime.policy.release.catalogue
    rules = {runtime.policy.release.organisations[kind].approval}
    given = [key for one in contents_ for key, answer in one.answers.items() if answer.value is not None]
    rules |= {catalogue[key].approval or "none" for key in given}
    return "caldicott" if "caldicott" in rules else "manager" if "manager" in rules else None


def submit_for_approval(runtime: Runtime, actor: Actor, file_id: UUID, legal_basis: str) -> ResearchRequest:
    """The drafter has finished: a colleague who may approve signs off. Raises InvalidInput for what is missing."""
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        require_mine(request, actor)
        drafts = _drafts(work, request, actor.person_id)
        file = file_key(runtime, work, file_id, request.hub_id)
        _complete(runtime, work, actor, file, request, drafts, legal_basis)
        for draft in drafts:
            work.records.save(replace(draft, legal_basis=legal_basis, version=draft.version + 1), draft.version)
        submitted = request.submit()
        store_request(work, submitted)
        work.commit()
    return submitted


def sign_off_return(runtime: Runtime, actor: Actor, file_id: UUID, *, legal_basis: str, seen_version: int) -> Returned:
    """Release the drafts of a request to the hub that asked. `seen_version` is the request's, as the signer saw it.

    Raises InvalidInput naming what is missing, NotPermitted when a second person must approve, Stale when somebody else
    was first (the draft stays), LogUnavailable or KeysUnavailable when sealing or logging fails: then nothing left.
    """
    try:
        return _sign_off(runtime, actor, file_id, legal_basis, seen_version)
    except NotPermitted:
        record_refusal(runtime, actor, "sign_off_return")
        raise


def _sign_off(runtime: Runtime, actor: Actor, file_id: UUID, legal_basis: str, seen_version: int) -> Returned:
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id, hold=True)
        if request.version != seen_version:
            raise Stale(
                "This request has moved on since you opened it: a colleague may have answered. Your draft is kept."
            )
        drafts = _drafts(work, request, request.claimed_by or actor.person_id)
        file = file_key(runtime, work, file_id, request.hub_id)
        held = _complete(runtime, work, actor, file, request, drafts, legal_basis)
        _require_approver(runtime, actor, request, drafts, list(held.values()))
        now = runtime.clock.now()
        answered = request.answer(now)
        hub = work.identity.organisation(request.hub_id)
        parties = [author(work, actor), recipient(work, hub.id, hub.kind, "asker")]
        sealed: list[Sealed] = []
        for draft in drafts:
            content = held[draft.id]
            released = replace(
                draft,
                state="released",
                version=draft.version + 1,
                legal_basis=legal_basis,
                approved_by=actor.person_id if actor.person_id != draft.author_person_id else None,
                released_at=now,
                policy_release=runtime.policy.number,
                protection=protection_of(runtime.policy.release.catalogue, draft.protection, content.answers),
            )
            notice = restricted_notice(runtime.policy, released, actor.organisation_kind, content)
            whole = Content({**content.answers, NOTICE: notice}, content.gists)
            one = seal(runtime.policy, file.tenant, file.key, released, actor.organisation_kind, whole, parties, now)
            supersede(work, draft)
            work.records.save(released, expected_version=draft.version)
            store(work, one)
            sealed.append(one)
        store_request(work, answered)
        _tell_hub(runtime, work, answered)
        entry = release_entry(runtime, actor, "return_released", file, sealed, parties[1])
        recorded = record(runtime, work, [(entry, file.detail_key)])
        make_durable(runtime, work, recorded)
    return Returned(answered, recorded[0])


def _drafts(work: Work, request: ResearchRequest, person: UUID) -> list[Record]:
    drafts = [one for one in work.records.drafts(request.file_id) if one.author_person_id == person]
    subjects = {one.subject_id for one in work.records.of_file(request.file_id, "request")}
    if subjects - {one.subject_id for one in drafts} and request.state != "returned":
        raise InvalidInput({"subjects": "Answer for everybody this request is about before you sign off."})
    if not drafts:
        raise WrongState("There is no draft to send. It may have been sent already: look at the receipt.")
    return drafts


def _complete(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    request: ResearchRequest,
    drafts: Sequence[Record],
    legal_basis: str,
) -> Mapping[UUID, Content]:
    """The drafts' contents, if they may be signed off. Raises InvalidInput."""
    release, kind = runtime.policy.release, actor.organisation_kind
    errors: dict[str, str] = {}
    held = {draft.id: contents(runtime, work, actor, file, draft.id) for draft in drafts}
    for draft in drafts:
        asked = _asked(runtime, work, actor, file, request, draft)
        errors |= gaps(release, kind, asked, held[draft.id])
        if problem := basis_problem(runtime, request, kind, draft.subject_kind, legal_basis):
            errors["legal_basis"] = problem
    if errors:
        raise InvalidInput(errors)
    return held


def basis_problem(runtime: Runtime, request: ResearchRequest, kind: str, subject: str, legal_basis: str) -> str | None:
    """Why a partner of this kind cannot rely on this basis for what it sends about a subject today; None if it can."""
    release = runtime.policy.release
    fit = basis_fit(
        release,
        legal_basis,
        organisation=kind,
        subject=subject,
        purpose=request.purpose,
        act="return",
        on=runtime.clock.now().date(),
    )
    basis = release.legal_bases.get(legal_basis)
    if fit != "fits" or basis is None:
        return "Choose your organisation's own legal basis for sharing, one that fits this request."
    if runtime.production and not basis.approved:
        return f"“{basis.label}” has not been approved by the data protection officer."
    return None


def _asked(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, request: ResearchRequest, draft: Record
) -> list[str]:
    for one in work.records.of_file(request.file_id, "request"):
        if one.state == "released" and one.subject_id == draft.subject_id:
            answer = contents(runtime, work, actor, file, one.id).answers.get("request_asked_fields")
            return [row["field"] for row in answer.value] if answer else []
    return []


def _require_approver(
    runtime: Runtime, actor: Actor, request: ResearchRequest, drafts: Sequence[Record], held: Sequence[Content]
) -> None:
    need = approval_needed(runtime, actor.organisation_kind, held)
    own = any(draft.author_person_id == actor.person_id for draft in drafts)
    if need is None:
        if request.state != "awaiting_approval":
            require_mine(request, actor)
        return
    if own or actor.role not in APPROVERS[need]:
        who = "a Caldicott approver" if need == "caldicott" else "a manager"
        raise NotPermitted(
            f"This return needs {who} of your organisation, not its author, to approve it. Submit it to them."
        )
    if request.state != "awaiting_approval":
        raise WrongState("Whoever writes this return has not submitted it for approval yet. Ask them whether it is.")


def supersede(work: Work, draft: Record) -> None:
    """Set aside what was released before about the same subject. Raises Stale when a colleague did so meanwhile."""
    sent = [one for one in work.records.of_file(draft.file_id, "return") if one.state == "released"]
    before = [one for one in sent if one.subject_id == draft.subject_id and one.id != draft.id]
    if draft.supersedes is not None and draft.supersedes not in {one.id for one in before}:
        raise Stale("This return was corrected by a colleague meanwhile. Your draft is kept.")
    for old in before:
        work.records.save(replace(old, state="superseded", version=old.version + 1), expected_version=old.version)


def _tell_hub(runtime: Runtime, work: Work, request: ResearchRequest) -> None:
    case = work.files.case(request.case_id)
    if case is not None:
        refresh_board(work, case)
    work.jobs.enqueue("return_waiting", request.hub_id, {"file_id": str(request.file_id)}, runtime.clock.now())

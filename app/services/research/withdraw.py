"""The hub takes a request back: the partner is told, and its keys to what was asked go. What it has read stays read.

A withdrawal is an end. Whoever withdrew by mistake, or needs more after all, asks anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, NotPermitted, Stale, WrongState
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.naming_rows import signed_rows
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.releasing import SealedFile, file_key
from app.services.disclosure.stating import Statement, state
from app.services.research.boards import refresh_board, store_request
from app.services.runtime import Runtime
from policies.engine.vocabulary import CODES, RECALLS

KIND = "withdrawal"
REASON = "case_withdrawal_reason"


def withdraw_request(
    runtime: Runtime, actor: Actor, file_id: UUID, *, ground: str, words: Mapping[str, Answer], seen_version: int
) -> ResearchRequest:
    """Withdraw one request, whether or not it has been answered; on one of `RECALLS` it should never have been sent.

    `seen_version` is the request's as the actor saw it. Raises Stale when it has moved on since (the partner may have
    answered: that is to be seen first), InvalidInput without ground or reason, WrongState when it is withdrawn,
    NotPermitted after logging it, NotFound.
    """
    kind = runtime.policy.release.statements[KIND]
    if actor.role not in kind.who:
        record_refusal(runtime, actor, KIND)
        raise NotPermitted("Your role cannot withdraw a request. Ask a colleague of the hub who works on the case.")
    said = {key: one.value for key, one in words.items() if key in kind.words}
    wrong = {one.field: one.say or kind.missing for one in kind.lacking(said)}
    if ground not in CODES["ground"]:
        wrong["ground"] = "Choose why the request is withdrawn."
    if wrong:
        raise InvalidInput(wrong)
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id)
        if request is None:
            raise NotFound("This is no request.")
        work.files.lock_for_change(file_id)  # openings and a sign-off under way end first
        case = work.files.lock_case(request.case_id)
        request = work.files.request(file_id)
        if case is None or request is None:
            raise NotFound("This request does not exist.")
        if request.state == "withdrawn":
            raise WrongState("This request has been withdrawn already.")
        if request.version != seen_version:
            raise Stale("The partner has just done something in this request. See what, before you withdraw it.")
        entries = withdraw(runtime, work, actor, case, request, ground, words)
        refresh_board(work, case)
        make_durable(runtime, work, record(runtime, work, entries))
    return request.withdraw()


def withdraw(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case: CaseFile,
    request: ResearchRequest,
    ground: str,
    words: Mapping[str, Answer],
) -> list[tuple[Entry, DetailKey]]:
    """Withdraw it within a work that holds its file and its case; returns the entries its caller records last.

    Raises KeysUnavailable, WrongState.
    """
    withdrawn = request.withdraw()
    file = file_key(runtime, work, request.file_id, case.tenant_id)
    whole = next(one for one in work.files.subjects(case.file_id) if one.kind == "case")
    stated = _state(runtime, work, actor, file, case, whole, ground, words)
    store_request(work, withdrawn)
    taken = work.records.take_back(request.file_id, request.partner_id)
    kind = "request_recalled" if ground in RECALLS else "request_withdrawn"
    work.jobs.enqueue(kind, request.partner_id, {"file_id": str(request.file_id)}, runtime.clock.now())
    rows = [("key_grant", f"{one}/{request.partner_id}", digest) for one, digest in sorted(taken.items())]
    back = Entry(
        kind="grants_deleted",
        tenant_id=case.tenant_id,
        file_id=request.file_id,
        from_id=case.tenant_id,
        to_id=request.partner_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"action": KIND},
        extra=signed_rows(runtime, "grants_deleted", rows),
    )
    return [(stated, file.detail_key), (back, file.detail_key)]


def _state(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    case: CaseFile,
    whole: Subject,
    ground: str,
    words: Mapping[str, Answer],
) -> Entry:
    said = Statement(whole, KIND, words, {"ground": ground})
    return state(runtime, work, actor, file, case, said, None).entry

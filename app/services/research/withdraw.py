"""The hub takes a request back: the partner is told, and its keys to what was asked go. What it has read stays read.

A withdrawal is an end. Whoever withdrew by mistake, or needs more after all, asks anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, NotPermitted, Stale, WrongState
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.naming_rows import key_of_rows, signed_rows
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.releasing import file_keys
from app.services.disclosure.stating import Saying, Statement, state_all
from app.services.research.boards import refresh_board, store_requests
from app.services.research.told_apart import as_told
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
        partner = work.identity.organisation(request.partner_id)
        learns = runtime.policy.release.learns_answers(actor.role, partner.kind)
        if as_told(request, learns=learns).version != seen_version:
            raise Stale("The partner has just done something in this request. See what, before you withdraw it.")
        entries = withdraw(runtime, work, actor, case, [request], ground, words)
        refresh_board(work, case)
        make_durable(runtime, work, record(runtime, work, entries))
    return request.withdraw()


def withdraw(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case: CaseFile,
    requests: Sequence[ResearchRequest],
    ground: str,
    words: Mapping[str, Answer],
) -> list[tuple[Entry, DetailKey]]:
    """Withdraw requests of a case within a work that holds their files and it; the entries its caller records last.

    Raises KeysUnavailable, WrongState.
    """
    if not requests:
        return []
    now, withdrawn = runtime.clock.now(), [one.withdraw() for one in requests]
    files = file_keys(runtime, work, [one.file_id for one in requests], case.tenant_id)
    whole = next(one for one in work.files.subjects(case.file_id) if one.kind == "case")
    said = Statement(whole, KIND, words, {"ground": ground}, typed=words.keys())
    stated = state_all(runtime, work, actor, case, [Saying(files[one.file_id], said) for one in requests])
    store_requests(work, withdrawn)
    taken = work.records.take_back({one.file_id: one.partner_id for one in requests})
    kind = "request_recalled" if ground in RECALLS else "request_withdrawn"
    work.jobs.enqueue_all([(kind, one.partner_id, {"file_id": str(one.file_id)}, now) for one in requests])
    signs, entries = key_of_rows(runtime, work), []
    for request, one in zip(requests, stated, strict=True):
        key = files[request.file_id].detail_key
        entries += [(one.entry, key), (taken_back(runtime, signs, actor, request, taken[request.file_id], KIND), key)]
    return entries


def taken_back(
    runtime: Runtime, signs: bytes, actor: Actor, request: ResearchRequest, taken: Mapping[UUID, str], action: str
) -> Entry:
    """The entry of a partner's keys that went by an `action`; `taken` are their digests by record.

    What it names the key `signs` signs.
    """
    rows = [("key_grant", f"{one}/{request.partner_id}", digest) for one, digest in sorted(taken.items())]
    return Entry(
        kind="grants_deleted",
        tenant_id=request.hub_id,
        file_id=request.file_id,
        from_id=request.hub_id,
        to_id=request.partner_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts={"action": action},
        extra=signed_rows(runtime, signs, "grants_deleted", rows),
    )

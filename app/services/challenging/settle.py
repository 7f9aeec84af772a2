"""What a senior of the partner makes of a challenge: the answer stands, for a reason the hub reads, or it is given
again by whoever answers. Either ends what waits for the senior; the first ends the challenge.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from app.domain.answers import UNMARKED, Answer, plain
from app.domain.errors import InvalidInput, NotPermitted, Stale
from app.domain.events import STOOD_BY, TO_ANSWER_AGAIN
from app.domain.identity import Actor
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import WAITS, ResearchRequest
from app.domain.slips import return_figures
from app.services.challenging.seniors import is_senior, require_senior, returns_of
from app.services.disclosure.permission import request_in_hand, require_request
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import contents, recipients, release_entry, store_new
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content, seal
from app.services.disclosure.working import append, commit_worked
from app.services.policy_control.as_relied import as_relied, not_in_use
from app.services.reporting.write_slips import write_slips
from app.services.research.boards import show_locked, store_request
from app.services.research.completeness import own_fields
from app.services.research.restricted import NOTICE
from app.services.research.said_of_sent import saying_sent_places
from app.services.research.stands import AGAIN, STANDS, STOOD
from app.services.runtime import Runtime

LONGEST_WHY: Final = 1200
STANDS_MAIL, AGAIN_MAIL = "answer_stands", "to_answer_again"
SAYS_SENT: Final = (
    "What you wrote says a protected address that the hub sent you. Take it out: the hub knows where it stands."
)
MOVED: Final = "This request has moved on since you opened it: a colleague may have answered. Nothing was sent."


def stand_by_answer(runtime: Runtime, actor: Actor, file_id: UUID, why: str, seen_version: int) -> ResearchRequest:
    """Send the returns that stand again, with why they do; the case's decision-makers are told.

    What they say is sealed anew and shown to nobody on the way. Raises InvalidInput without a reason, or for one that
    says a protected place; NotPermitted, after logging it, for their author and whoever approves nothing; Stale when
    the request has moved on since `seen_version`; WrongState when no challenge waits.
    """
    if not why.strip() or len(why.strip()) > LONGEST_WHY:
        raise InvalidInput({"why": f"Say why the answer stands, in up to {LONGEST_WHY} characters."})
    try:
        with runtime.database.work(actor.organisation_id) as work:
            request, file, standing = _in_hand(runtime, work, actor, file_id, seen_version)
            stood = request.stand_by()
            _send_again(runtime, work, actor, stood, file, standing, plain(why.strip()))
    except NotPermitted:
        record_refusal(runtime, actor, "stand_by_answer")
        raise
    return stood


def may_settle(runtime: Runtime, actor: Actor, file_id: UUID) -> bool:
    """Whether a challenge waits in this request that the actor may answer. Raises NotFound, after logging a refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        waits = request.state == "returned" and request.challenge == WAITS
        return waits and is_senior(runtime, work, actor, request, returns_of(work, file_id), hold=False)


def have_answered_again(runtime: Runtime, actor: Actor, file_id: UUID, seen_version: int) -> ResearchRequest:
    """Give the request back to whoever answers it: they correct the return as ever, and are told.

    Raises NotPermitted, Stale and WrongState as `stand_by_answer` does.
    """
    try:
        with runtime.database.work(actor.organisation_id) as work:
            request, _, standing = _in_hand(runtime, work, actor, file_id, seen_version)
            given_back = request.answer_again()
            store_request(work, given_back)
            told = {"file_id": str(file_id)}
            work.jobs.enqueue(AGAIN_MAIL, actor.organisation_id, told, runtime.clock.now())
            whose = request.claimed_by or standing[0].author_person_id
            commit_worked(runtime, work, actor, (file_id, request.hub_id), [(TO_ANSWER_AGAIN, whose)])
    except NotPermitted:
        record_refusal(runtime, actor, "have_answered_again")
        raise
    return given_back


def _in_hand(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, seen_version: int
) -> tuple[ResearchRequest, SealedFile, tuple[Record, ...]]:
    request, file = request_in_hand(runtime, work, actor, file_id, hold=True)
    standing = returns_of(work, file_id)
    require_senior(runtime, work, actor, request, standing)
    if request.version != seen_version:
        raise Stale(MOVED)
    return request, file, standing


def _send_again(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    stood: ResearchRequest,
    file: SealedFile,
    standing: tuple[Record, ...],
    why: Answer,
) -> None:
    now, release, kind = runtime.clock.now(), runtime.policy.release, actor.organisation_kind
    asked = [one for one in work.records.of_file(file.id, "request") if one.state == "released"]
    held = contents(runtime, work, actor, file, [one.id for one in (*standing, *asked)])
    sent = [(one, held[one.id].answers) for one in asked]
    if saying_sent_places(release.catalogue, sent, Content({STANDS: why}, {}), now.astimezone(LONDON).date()):
        raise InvalidInput({"why": SAYS_SENT})
    parties = recipients(work, [(actor.organisation_id, kind, "author"), (stood.hub_id, "hub", "asker")])
    relied = as_relied(runtime.policy, actor, stood.sent_at)
    sealed, figures = [], []
    for one in standing:
        if unfit := not_in_use(relied, held[one.id].answers):
            raise InvalidInput(unfit)
        content = Content({**held[one.id].answers, STANDS: why}, held[one.id].gists)
        after = _after(runtime, actor, one, now)
        each = seal(relied, file.tenant, file.key, after, kind, content, parties, now)
        if content.answers[NOTICE].value == "no":
            each = replace(each, said={**each.said, NOTICE: UNMARKED})
        sealed.append(each)
        figures.append((after, return_figures(own_fields(release, kind), content.answers)))
    work.records.supersede(list(standing), ())
    store_new(work, *sealed)
    write_slips(runtime, work, stood.hub_id, figures)
    case = work.files.lock_case(stood.case_id)  # the case before its request: see the order of locks
    store_request(work, stood)
    if case is not None:
        show_locked(work, case)
    work.jobs.enqueue(STANDS_MAIL, stood.hub_id, {"file_id": str(file.id)}, now)
    append(work, actor, now, [file.act(STOOD_BY, standing[0].author_person_id)])
    agreement = work.partnerships.agreements_of(stood.hub_id).get(actor.organisation_id)
    entry = release_entry(runtime, actor, "return_released", file, sealed, parties[1], agreement=agreement)
    entry = replace(entry, facts={**entry.facts, AGAIN: STOOD})
    make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key)]))


def _after(runtime: Runtime, actor: Actor, standing: Record, now: datetime) -> Record:
    """The return as its author wrote it, approved by whoever stands by it, and of the time it was sent.

    Its legal basis is judged as of then: that it has ended since takes nothing from what stands.
    """
    return replace(
        standing,
        id=uuid4(),
        version=1,
        supersedes=standing.id,
        approved_by=actor.person_id,
        saved_at=now,
        policy_release=runtime.policy.number,
        codes={**standing.codes, STOOD: True},
    )

"""What a named person decided ten minutes ago leaves, if it still stands as it was decided. Otherwise they are told."""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import Erased, HistoryDamaged, NotFound, WrongState
from app.domain.held import DROPPED, LET_GO, SAFETY, Held
from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import HUB_DECIDES, HUB_WORKS, has_duty
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import file_key
from app.services.disclosure.working import append, is_sound
from app.services.research.behind import compare
from app.services.research.call_back import end, held_numbered
from app.services.research.renewing import renew
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease

REASON = "Decided ten minutes before it left: the reason stands in the hub’s own log."
NOT_SENT = "not_let_go"
"""The mail that says so."""
NO_KEY = "partner_without_key"
"""The mail to those who look after the installation."""


def let_go(runtime: Runtime, job: Job) -> None:
    """Release it in the name of whoever decided. Called back, it stays; sent before, it is not sent again.

    It is dropped, and the case's decision-makers are told, when the case holds something else by now, when whoever
    decided may no longer do so, or when the partner is to be told nothing more or has no key (those who could make it
    one are told of that too). Raises KeysUnavailable, LogUnavailable: then it is tried again. So does WrongState,
    before ten minutes are over.
    """
    file_id, number = UUID(job.payload["file_id"]), int(job.payload["held"])
    try:
        if not _sent(runtime, job, file_id, number):
            _drop(runtime, job, file_id, number)
    except (NotFound, HistoryDamaged):
        _drop(runtime, job, file_id, number)
    except Erased:
        return


def _sent(runtime: Runtime, job: Job, file_id: UUID, number: int) -> bool:
    """Whether nothing more is to be done; False for what no longer stands as decided."""
    release = runtime.policy.release
    with runtime.database.work(job.organisation_id) as work:
        request, held = _held(work, file_id, number)
        if request is None or held is None:
            return True
        if runtime.clock.now() < held.leaves_at:
            raise WrongState("It can still be called back.")
        actor = _decider(work, job, held)
        if not _may_still(release, work, actor, held):
            return False
        compared = compare(runtime, work, actor, request.case_id, [file_id])
        request, held = _held(work, file_id, number)  # as it stands now that the case is locked
        if request is None or held is None:
            return True
        file = file_key(runtime, work, file_id, request.hub_id)
        decided = next(one for one in work.events.of_files([file_id])[file_id] if one.seq == number)
        if not _has_key(work, request):
            return False
        as_decided = held.rests_on == compared.rests_on(release, held.what, held.subject)
        if not as_decided or not is_sound(decided, file.key):
            return False
        now = runtime.clock.now()
        changes = compared.changes(release, held.what, held.subject, held.how)
        entries = renew(runtime, work, actor, changes, now, REASON)
        append(work, actor, now, [file.act(LET_GO, held.by, held=str(number))])
        make_durable(runtime, work, record(runtime, work, entries))
    return True


def _drop(runtime: Runtime, job: Job, file_id: UUID, number: int) -> None:
    with runtime.database.work(job.organisation_id) as work:
        request, held = _held(work, file_id, number)
        if request is None or held is None:
            return
        work.files.lock_case(request.case_id)
        if not _has_key(work, request):
            work.jobs.enqueue(NO_KEY, job.organisation_id, {"file_id": str(file_id)}, runtime.clock.now())
        work.jobs.enqueue(NOT_SENT, job.organisation_id, {"file_id": str(file_id)}, runtime.clock.now())
        file = file_key(runtime, work, file_id, request.hub_id)
        end(runtime, work, _decider(work, job, held), file, held, DROPPED)


def _has_key(work: Work, request: ResearchRequest) -> bool:
    """Whether anything can be sealed for the partner. Without a key nothing can, however often it is tried."""
    return request.partner_id in work.keys.organisation_keys([request.partner_id])


def _held(work: Work, file_id: UUID, number: int) -> tuple[ResearchRequest | None, Held | None]:
    return work.files.request(file_id), held_numbered(work, file_id, number)


def _may_still(release: PolicyRelease, work: Work, actor: Actor, held: Held) -> bool:
    """Whether the membership they decided under is theirs, has not ended, and lets them decide."""
    theirs = {(one.membership.id, one.membership.role) for one in work.identity.memberships_of(actor.person_id)}
    duty = HUB_DECIDES if held.what == SAFETY else HUB_WORKS
    return (actor.membership_id, actor.role) in theirs and has_duty(release, actor, duty)


def _decider(work: Work, job: Job, held: Held) -> Actor:
    """Whoever decided, under the membership that the job says they did it with."""
    where, membership = work.identity.organisation(job.organisation_id), UUID(job.payload["membership_id"])
    name = work.identity.person(held.by).display_name
    return Actor(held.by, membership, where.id, where.kind, where.name, job.payload["role"], name, membership)

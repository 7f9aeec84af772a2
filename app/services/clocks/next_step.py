"""What is said while a request waits for its answer, step by step: each with an event, a leaf and its mails, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.domain.clocks import Clock
from app.domain.errors import KeysUnavailable
from app.domain.events import REMINDED, Event
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.reminders import steps_done
from app.domain.research import ResearchRequest
from app.services.clocks.promised import promised
from app.services.clocks.told import mails_of, unnamed
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.working import Act, Clockwork, append, digest_of_event
from app.services.runtime import Runtime
from policies.engine.clock_profiles import ClockProfile


def with_next(request: ResearchRequest, clock: Clock, profile: ClockProfile) -> ResearchRequest:
    """The request with its due time by this clock, and when its ladder is looked at next.

    That is its first step: `chase` passes by what is done of it. None while its time stands still, and once it is
    answered or withdrawn.
    """
    first = clock.ladder(profile.ladder)[0] if request.runs else None
    return replace(request, due_at=clock.due, next_at=first)


def chase(runtime: Runtime, work: Work, request: ResearchRequest) -> bool:
    """Do what is due of the ladder of one request, whose row this work holds, and commit; whether anything was.

    Where several steps are due at once, as after a worker was away, each has its event and its leaf, in order, and each
    of those they tell gets one mail. Durable when this returns. Raises KeysUnavailable, LogUnavailable: nothing was
    done.
    """
    now, key = runtime.clock.now(), _file_key(runtime, work, request)
    found = promised(runtime, work, request, key)
    times = found.times if request.runs else ()
    done = steps_done(found.reminders, times)
    steps = [(n, at) for n, at in enumerate(times, start=1) if n > done and at <= now]
    left = times[done + len(steps) :]
    after = replace(request, next_at=left[0] if left else None)
    if not steps:
        work.files.note_chased(after)
        work.commit()
        return False
    rungs = [(number, found.profile.ladder[number - 1], at) for number, at in steps]
    said = [
        {
            "step": rung.key,
            "rung": number,
            "told": list(rung.tell),
            "for": at.isoformat(),
            **_lacking(unnamed(runtime, work, request.partner_id, rung.tell)),
        }
        for number, rung, at in rungs
    ]
    acts = [Act(request.file_id, key, REMINDED, None, codes) for codes in said]
    events = append(work, Clockwork(request.hub_id), now, acts)
    work.files.note_chased(replace(after, rung=rungs[-1][0]))
    _tell(work, request, {name for _, rung, _ in rungs for name in rung.tell}, now)
    under = DetailKey(key, request.file_id, "file")
    make_durable(runtime, work, record(runtime, work, [(reminded(runtime, request, one), under) for one in events]))
    return True


def reminded(runtime: Runtime, request: ResearchRequest, event: Event) -> Entry:
    """The log entry of a step: in the log of hub and partner, by nobody."""
    return Entry(
        kind=REMINDED,
        tenant_id=request.hub_id,
        file_id=request.file_id,
        from_id=request.hub_id,
        to_id=request.partner_id,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        what=event.codes["step"],
        event=digest_of_event(event),
    )


def _lacking(names: tuple[str, ...]) -> Mapping[str, list[str]]:
    return {"unnamed": list(names)} if names else {}


def _tell(work: Work, request: ResearchRequest, names: set[str], now: datetime) -> None:
    told = {"file_id": str(request.file_id), "due_at": request.due_at.isoformat()}
    work.jobs.enqueue_all([(kind, organisation, told, now) for kind, organisation in mails_of(request, names)])


def _file_key(runtime: Runtime, work: Work, request: ResearchRequest) -> bytes:
    wrap = work.keys.tenant_key(request.hub_id, "file")
    if wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be written down. Ask your administrator.")
    return runtime.keys.file_keys({request.file_id: wrap})[request.file_id]

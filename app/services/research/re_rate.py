"""When a case becomes more or less urgent, so do its requests that still wait; their partners are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.domain.errors import KeysUnavailable
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.research import OPEN_STATES, ResearchRequest
from app.services.clocks.count_anew import count_anew
from app.services.clocks.timekeeping import timekeeping_or_why
from app.services.clocks.unattended import shut_until
from app.services.disclosure.working import Act, append
from app.services.research.boards import store_requests
from app.services.runtime import Runtime


def re_rate_requests(runtime: Runtime, work: Work, actor: Actor, case: CaseFile, rating: str) -> None:
    """Give every unanswered request of a case its rating, due from when it was sent, and say anew whom to ring.

    The case's row must be locked, and
    theirs are locked after it, so a partner who answers at this moment was first or finds it re-rated. Raises
    KeysUnavailable.
    """
    locked = work.files.lock_requests(case.file_id)
    erased = work.erasures.of([one.file_id for one in locked]) if locked else {}
    waiting = [
        one
        for one in locked
        if one.state in OPEN_STATES and one.answered_at is None and one.rating != rating and one.file_id not in erased
    ]
    if not waiting:
        return
    wrap = work.keys.tenant_key(case.tenant_id, "file")
    if wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be written down. Ask your administrator.")
    keys = runtime.keys.file_keys({one.file_id: wrap for one in waiting})
    now = runtime.clock.now()
    time, _ = timekeeping_or_why(runtime, work, case.tenant_id, [one.partner_id for one in waiting])
    shut = shut_until(runtime, time, rating)
    rated = [replace(one.re_rate(rating), closed_until=shut.get(one.partner_id)) for one in waiting]
    anew = list(count_anew(runtime, work, rated, keys))
    store_requests(work, [one for one, _ in anew])
    work.jobs.enqueue_all([("re_rated", one.partner_id, {"file_id": str(one.file_id)}, now) for one, _ in anew])
    codes = {one.file_id: {"rating": rating, **said, **_shut(one)} for one, said in anew}
    append(work, actor, now, [Act(one, keys[one], "re_rated", actor.person_id, said) for one, said in codes.items()])


def _shut(request: ResearchRequest) -> Mapping[str, str | None]:
    """What the event says of when its partner, whom nobody covers, opens again; None ends what an earlier one said."""
    return {"closed_until": request.closed_until.isoformat() if request.closed_until else None}

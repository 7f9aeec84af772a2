"""Two acts that cross on a request of their own, one of them stopped at one of its steps, and whom that told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.governance.check_log import check_log
from tests.services.exchange import Exchange
from tests.services.played import Case, claim, draft, ready_case, send, value
from tests.services.stepping import Act, interleave

OWN = ("request_waiting", "approval_waiting", "sent_back", "approved", "put_back")
"""Kinds of mail about asking, and by which a partner's people tell one another."""


@dataclass(frozen=True)
class Crossed:
    """What came of two acts on a request of its own: the partner's and the hub's."""

    request: ResearchRequest
    case: Case
    partner: Act
    hub: Act
    now: ResearchRequest


def crossings(
    exchange: Exchange,
    stands: str,
    partner: Callable[[Case, ResearchRequest, Actor], Any],
    hub: Callable[[Case, ResearchRequest, Actor], Any],
    every: int = 8,
    before: Callable[[Case], Any] = lambda _: None,
) -> Iterator[Crossed]:
    """The two acts on a request that is answered in draft, one stopped at each so-manieth of its steps.

    `before` is what is done in the case before anybody is asked.
    """
    at, reached = 0, True
    while reached:
        case = ready_case(exchange)
        before(case)
        request = send(exchange, case, "housing", ("housing_known",))
        holder = claim(exchange, request)
        draft(exchange, request, holder, case.people[0], {"housing_known": value("yes")})
        acts = [partial(one, case, request, holder) for one in (partner, hub)]
        first, second = acts if stands == "the partner stands" else reversed(acts)
        met = interleave(exchange, first, at, second)
        ours, theirs = (met.stopped, met.other) if stands == "the partner stands" else (met.other, met.stopped)
        with exchange.runtime.database.work(None) as work:
            now = work.files.request(request.file_id)
        assert now is not None
        yield Crossed(request, case, ours, theirs, now)
        at, reached = at + every, met.reached
    assert check_log(exchange.runtime).problems == ()


def told_of(exchange: Exchange, request: ResearchRequest) -> list[str]:
    """The kinds of mail by which one side tells the other about a request after it was sent, by name."""
    query = "SELECT kind FROM job WHERE payload ->> 'file_id' = %s ORDER BY kind"
    return [kind for (kind,) in exchange.rows(query, str(request.file_id)) if kind not in OWN]

"""What is still open in a case that is about to be closed, and what came back and nobody has opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import plain
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.research import OPEN_STATES, ResearchRequest
from app.services.disclosure.permission import require_case
from app.services.disclosure.recording import DetailKey
from app.services.research.withdraw import REASON, withdraw
from app.services.runtime import Runtime

WITHDRAW, WAIT = "withdraw", "wait"
BECAUSE_CLOSED = "The case was closed, and nothing more was needed."
JUST_ANSWERED = "A partner has answered since you opened this page. Open what came back before you close the case."


@dataclass(frozen=True, slots=True)
class StillOpen:
    """`unanswered` requests wait for a partner; of `unopened` ones the return has been opened by nobody of the hub.

    `unsent`: asking was begun and is not sent. Closing throws it away.
    """

    unanswered: tuple[ResearchRequest, ...]
    unopened: tuple[ResearchRequest, ...]
    unsent: bool


def find_still_open(runtime: Runtime, actor: Actor, case_id: UUID) -> StillOpen:
    """What somebody on the case should know before closing it. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id)
        requests = work.files.requests_of(case_id)
        events = work.events.of_files([one.file_id for one in requests]) if requests else {}
        opened = {
            file_id
            for file_id, each in events.items()
            if any(one.what == "opened" and one.organisation_id == case.tenant_id for one in each)
        }
        erased = work.erasures.of([one.file_id for one in requests]) if requests else {}
        unsent = work.asking.of(case_id) is not None
    kept = [one for one in requests if one.file_id not in erased]
    return StillOpen(
        tuple(one for one in kept if one.state in OPEN_STATES and one.answered_at is None),
        tuple(one for one in kept if one.answered_at and one.state != "withdrawn" and one.file_id not in opened),
        unsent,
    )


def hold_chosen(work: Work, chosen: Mapping[UUID, str]) -> None:
    """Wait for whoever opens or answers the requests that are to be withdrawn; before the case's row is locked."""
    if to_withdraw := [one for one, choice in chosen.items() if choice == WITHDRAW]:
        work.files.lock_for_change(*to_withdraw)


def waiting_in(
    work: Work, case: CaseFile, chosen: Mapping[UUID, str]
) -> tuple[tuple[ResearchRequest, ...], Mapping[str, str]]:
    """The requests of a case that still wait, locked, and what is wrong with what was chosen for them.

    That is one that waits and of which nothing was chosen, and one that was chosen and has been answered meanwhile:
    that is seen first.
    """
    requests = work.files.lock_requests(case.file_id)
    waiting = [one for one in requests if one.state in OPEN_STATES and one.answered_at is None]
    erased = work.erasures.of([one.file_id for one in waiting]) if waiting else {}
    waiting = [one for one in waiting if one.file_id not in erased]
    choices = {WITHDRAW, WAIT}
    unsaid = [one for one in waiting if chosen.get(one.file_id) not in choices]
    partners = work.identity.organisations_of({one.partner_id for one in unsaid}) if unsaid else {}
    wrong = {
        f"request-{one.file_id}": f"Choose whether to withdraw the request to {partners[one.partner_id].name}, or to "
        "wait for its answer."
        for one in unsaid
    }
    if any(one.state == "returned" and chosen.get(one.file_id) in choices for one in requests):
        wrong |= {"unopened": JUST_ANSWERED}
    return tuple(waiting), wrong


def settle(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case: CaseFile,
    waiting: Sequence[ResearchRequest],
    chosen: Mapping[UUID, str],
) -> Sequence[tuple[Entry, DetailKey]]:
    """Withdraw those of the waiting requests for which that was chosen, and return the entries to record."""
    wanted_no_more = [one for one in waiting if chosen[one.file_id] == WITHDRAW]
    return withdraw(runtime, work, actor, case, wanted_no_more, "case_closed", {REASON: plain(BECAUSE_CLOSED)})

"""A hub takes back all that a partner was sent: it is asked nothing more, and every request to it is withdrawn.

The partner's keys to what was asked go with that. What it has read it has read, and its own answers stay its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.disclosure.recording import make_durable, record
from app.services.identity.named_by_id import organisation_named
from app.services.research.boards import refresh_board
from app.services.research.withdraw import REASON, withdraw
from app.services.runtime import Runtime

GROUND: Final = "not_needed"
ASKS: Final = ReasonedAct("revoke_partner", "Say why, in a sentence and without anybody’s name.")


@dataclass(frozen=True, slots=True)
class WithPartner:
    """What stands between a hub and a partner: whether it may be asked, the requests that are not withdrawn, those of
    them that wait, how many act for it, and the other hubs that ask it.

    Erased requests are not among them: nobody opens those.
    """

    asked: bool
    requests: Sequence[UUID]
    waiting: Sequence[UUID]
    people: int
    other_hubs: Sequence[str]


def look_at_partner(runtime: Runtime, hub_id: UUID, partner_id: UUID) -> WithPartner:
    """What revoking would take back, and what else there is; nothing is changed.

    Raises NotFound, naming an unknown id, and where the two never worked together.
    """
    with runtime.database.work(None) as work:
        hub, partner = (organisation_named(work, one) for one in (hub_id, partner_id))
        if work.partnerships.partnership(hub.id, partner.id) is None:
            raise NotFound(f"{hub.name} never asked {partner.name}: there is nothing to take back.")
        others = work.partnerships.with_whom(partner.id) - {hub.id}
        names = work.identity.organisations_of(others) if others else {}
        return WithPartner(
            asked=partner.id in work.partnerships.partners_of(hub.id),
            requests=[file for _, file in _standing(work, hub.id, partner.id)],
            waiting=work.partnerships.waiting(hub.id, partner.id),
            people=work.identity.count_members(partner.id),
            other_hubs=sorted(one.name for one in names.values()),
        )


def withdraw_all(runtime: Runtime, actor: Actor, partner_id: UUID, why: str) -> Sequence[UUID]:
    """Withdraw every request of the actor's hub to a partner, case by case; those that are left are returned.

    They are of cases that the actor has stepped back from: somebody else withdraws these. Stopped in between, done
    again it goes on. Raises InvalidInput without a reason, KeysUnavailable, LogUnavailable.
    """
    if wrong := wrong_reason(ASKS, why):
        raise InvalidInput({"why": wrong["reason"]})
    with runtime.database.work(actor.organisation_id) as work:
        standing = _standing(work, actor.organisation_id, partner_id)
        cases = dict.fromkeys(case for case, _ in standing)
        theirs = {one for one in cases if actor.person_id in work.events.stepped_back([one])}
    for case in cases:
        if case not in theirs:
            _withdraw_in(runtime, actor, case, [file for one, file in standing if one == case], why)
    return [file for case, file in standing if case in theirs]


def _withdraw_in(runtime: Runtime, actor: Actor, case_id: UUID, file_ids: Sequence[UUID], why: str) -> None:
    with runtime.database.work(actor.organisation_id) as work:
        work.files.lock_for_change(*sorted(file_ids))  # openings and sign-offs under way end first
        case = work.files.lock_case(case_id)
        found = [work.files.request(one) for one in file_ids]
        requests = [one for one in found if one is not None and one.state != "withdrawn"]
        if case is None or not requests:
            return
        entries = withdraw(runtime, work, actor, case, requests, GROUND, {REASON: plain(why.strip())})
        refresh_board(work, case)
        make_durable(runtime, work, record(runtime, work, entries))


def _standing(work: Work, hub_id: UUID, partner_id: UUID) -> Sequence[tuple[UUID, UUID]]:
    """By case, the requests that are neither withdrawn nor erased."""
    asked = work.partnerships.standing(hub_id, partner_id)
    gone = work.erasures.of([file for _, file in asked]) if asked else {}
    return [(case, file) for case, file in asked if file not in gone]

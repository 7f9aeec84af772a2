"""Who may work on a file, asked before anything is changed. The gate decides on every field by itself.

What is believed of somebody is what their own events say whose seal fits. Keys are fetched only for files in which they
have events: what does not exist and what they may not know of leave the same traces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import Erased
from app.domain.events import Involvement
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.ports_events import CaseAndOwn, RequestAndOwn
from app.domain.records import TenantKey
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import HUB_WORKS, PARTNER_WORKS, Duty, has_duty, reads_rated, works_on
from app.services.disclosure.gate import refuse
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.working import of_person
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class CaseInHand:
    """A case that the actor is on, its own file, and what wraps the keys of its files."""

    case: CaseFile
    file: SealedFile
    wrap: TenantKey


def require_case(
    runtime: Runtime, work: Work, actor: Actor, case_id: UUID, *, duty: Duty = HUB_WORKS, hold: bool = False
) -> CaseFile:
    """The case, if the actor is on it at the hub and works on cases. Otherwise one logged refusal and NotFound.

    Raises Erased, without asking for a key, when its key is destroyed.
    What only looks asks for the duty `HUB_READS`. With `hold`, revocations wait until this work ends: for whatever
    releases.
    """
    return _case(runtime, work, actor, case_id, None, duty=duty, hold=hold).case


def case_in_hand(
    runtime: Runtime, work: Work, actor: Actor, case_id: UUID, *, duty: Duty = HUB_WORKS, hold: bool = False
) -> CaseInHand:
    """The same, with the key that was needed to see that the actor is on it."""
    return _case(runtime, work, actor, case_id, None, duty=duty, hold=hold)


def lock_case_in_hand(runtime: Runtime, work: Work, actor: Actor, case_id: UUID) -> CaseInHand:
    """The same for whatever releases: revocations wait until this work ends, and so do others who send, answer or say
    something in the case, so that it stands as it is returned.
    """
    stands = work.files.hold_case(case_id, actor.membership_id)
    return _case(runtime, work, actor, case_id, None, duty=HUB_WORKS, hold=False, stands=stands)


def require_request(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, *, hold: bool = False, erased_too: bool = False
) -> ResearchRequest:
    """The request, if it is addressed to the actor's organisation. Otherwise one logged refusal and NotFound.

    Whoever ever had a hand in it for the hub is refused: nobody asks and answers. So is whoever is said to have claimed
    it and has not. With `hold`, revocations wait until this work ends: for whatever releases. Raises Erased, without
    asking for its key, when that is destroyed; not with `erased_too`, for what opens and adds nothing.
    """
    return _request(runtime, work, actor, file_id, hold=hold, erased_too=erased_too)[0].request


def request_in_hand(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, *, hold: bool = False
) -> tuple[ResearchRequest, SealedFile]:
    """The same, and its file with the key by which the actor's events in it were believed, if they have any."""
    found, keys = _request(runtime, work, actor, file_id, hold=hold, erased_too=False)
    key = keys.get(file_id) or runtime.keys.file_keys({file_id: found.file_wrap})[file_id]
    return found.request, SealedFile(file_id, found.request.hub_id, key)


def _request(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, *, hold: bool, erased_too: bool
) -> tuple[RequestAndOwn, Mapping[UUID, bytes]]:
    stands = not hold or work.files.hold(file_id, actor.membership_id)
    found = work.events.request_and_own(file_id, actor.person_id)
    keys = _keys(runtime, found) if found else {}
    if found is None or not stands or not _may_answer(runtime, actor, found, keys):
        refuse(runtime, work, actor, "work_on_request", [file_id])
    if file_id in found.erased and not erased_too:
        raise Erased(found.erased[file_id])
    return found, keys


def require_hub_file(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, *, duty: Duty = HUB_WORKS, hold: bool = False
) -> ResearchRequest | None:
    """The request (None for a case's own file), if `require_case` lets the actor at its case.

    Whoever ever had a hand in the request for its partner is refused.
    """
    request = work.files.request(file_id)
    _case(runtime, work, actor, request.case_id if request else file_id, request, duty=duty, hold=hold)
    return request


def _case(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case_id: UUID,
    request: ResearchRequest | None,
    *,
    duty: Duty,
    hold: bool,
    stands: bool = True,
) -> CaseInHand:
    stands = work.files.hold(case_id, actor.membership_id) if hold else stands
    files = [case_id, request.file_id] if request else [case_id]
    found = work.events.case_and_own(case_id, files, actor.person_id)
    keys = _keys(runtime, found) if found else {}
    if (
        found is None
        or not stands
        or not has_duty(runtime.policy.release, actor, duty)
        or not reads_rated(runtime.policy.release, actor, found.case.rating)
        or not _is_on(runtime, actor, found, request, keys)
    ):
        refuse(runtime, work, actor, "work_on_case", [case_id])
    if found.erased:
        raise Erased(min(found.erased.values()))
    return CaseInHand(found.case, SealedFile(case_id, found.case.tenant_id, keys[case_id]), found.file_wrap)


def _keys(runtime: Runtime, found: CaseAndOwn | RequestAndOwn) -> Mapping[UUID, bytes]:
    """The keys of the files in which somebody has events, but for erased ones."""
    wraps = {one.file_id: found.file_wrap for one in found.own if one.file_id not in found.erased}
    return runtime.keys.file_keys(wraps) if wraps else {}


def _is_on(
    runtime: Runtime, actor: Actor, found: CaseAndOwn, request: ResearchRequest | None, keys: Mapping[UUID, bytes]
) -> bool:
    case = found.case
    own = of_person(actor.person_id, found.own, keys, runtime.clock.now(), found.erased)
    apart = request is None or not own.had_a_hand_for(request.partner_id, request.file_id)
    on = works_on(runtime.policy.release, actor, own, case.file_id) and not own.in_conflict(case.file_id)
    return on and apart and case.tenant_id == actor.organisation_id


def may_be_given(runtime: Runtime, work: Work, file_id: UUID, person: UUID) -> bool:
    """Whether a request can be handed to somebody: they stepped back neither from it nor from its case, and asked not.

    Whoever is told no is not told which it was.
    """
    found = work.events.request_and_own(file_id, person)
    if found is None:
        return False
    own = of_person(person, found.own, _keys(runtime, found), runtime.clock.now())
    return _is_free(own, found.request)


def _is_free(own: Involvement, request: ResearchRequest) -> bool:
    """Whether somebody has declared no conflict with a request or its case, nor had a hand in either for the hub."""
    both = (request.file_id, request.case_id)
    return not own.in_conflict(*both) and not own.had_a_hand_for(request.hub_id, *both)


def _may_answer(runtime: Runtime, actor: Actor, found: RequestAndOwn, keys: Mapping[UUID, bytes]) -> bool:
    request = found.request
    own = of_person(actor.person_id, found.own, keys, runtime.clock.now(), found.erased)
    free = _is_free(own, request)
    sound = request.claimed_by != actor.person_id or own.holds(request.file_id)
    return (
        free
        and sound
        and request.partner_id == actor.organisation_id
        and has_duty(runtime.policy.release, actor, PARTNER_WORKS)
    )

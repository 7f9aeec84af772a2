"""Drafted by one, approved by another: which of a partner's words need a second person before they reach the hub."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.domain.answers import ANSWER_KINDS, Answer
from app.domain.errors import NotPermitted, WrongState
from app.domain.events import TAKEN
from app.domain.identity import Actor, StandsIn
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.domain.waiting import NotTheirs
from app.services.disclosure.duties import APPROVES, approvals_at, approves, has_duty, may_step_in
from app.services.disclosure.sealing import Content
from app.services.disclosure.strongly import require_strong
from app.services.identity.standing_in import in_their_time
from app.services.research.save_draft import require_mine
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease

SECOND_PERSON = {"manager": "a manager", "caldicott": "a Caldicott approver"}
"""Who must approve, in words."""


def approval_needed(runtime: Runtime, kind: str, contents: Iterable[Content]) -> str | None:
    """Who must approve at source: None, "manager" or "caldicott".

    By the organisation's rule for all it sends, questions too, or by the rule of a field whose answer tells something.
    """
    catalogue = runtime.policy.release.catalogue
    rules = {runtime.policy.release.organisations[kind].approval}
    rules |= {
        catalogue[key].approval or "none" for one in contents for key, answer in one.answers.items() if _tells(answer)
    }
    return "caldicott" if "caldicott" in rules else "manager" if "manager" in rules else None


def approvals_of(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    request: ResearchRequest,
    drafts: Sequence[Record],
    *,
    hold: bool = False,
) -> frozenset[str]:
    """Which approvals of these drafts are the actor's to give: none to their author.

    Standing in for somebody gives what that person might approve themselves, of requests that the actor never had. With
    `hold`, whoever ends that waits until this work ends.
    """
    release, authors = runtime.policy.release, {one.author_person_id for one in drafts}
    if actor.person_id in authors:
        return frozenset()
    stands_in = {one for one in actor.stands_in if one.for_id not in authors}
    if stands_in and _had_it(work, actor, request):
        stands_in = set()
    if stands_in and hold:
        held = work.identity.hold_stand_ins([one.stand_in for one in stands_in])
        still = {one.id for one in in_their_time(runtime, held.values(), runtime.clock.now())}
        stands_in = {one for one in stands_in if one.stand_in in still}
    now = replace(actor, stands_in=frozenset(stands_in))
    return frozenset(need for need in APPROVES if approves(release, now, need))


def not_theirs(release: PolicyRelease, actor: Actor) -> NotTheirs | None:
    """What waits and is not the actor's to approve, for lists; None for whoever approves nothing here.

    Only where they approve by standing in alone: what whoever they stand in for wrote, and what they once had. By what
    is asked for at most, as the queue shows it: what a draft says is not read for a list.
    """
    needs = approvals_at(release, actor.organisation_kind)
    if any(has_duty(release, actor, APPROVES[need]) for need in needs):
        return NotTheirs()
    stands_in = [one for one in actor.stands_in if any(approves(release, _for(actor, one), need) for need in needs)]
    people = frozenset(one.for_id for one in stands_in)
    return NotTheirs(people if len(people) == 1 else frozenset(), had=True) if people else None


def require_approver(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    request: ResearchRequest,
    drafts: Sequence[Record],
    contents: Iterable[Content],
) -> None:
    """Raise NotPermitted or WrongState unless the actor may send these drafts: their holder, or the second person.

    Either proves first who they are: raises ConfirmFirst.
    """
    require_strong(actor)
    need = approval_needed(runtime, actor.organisation_kind, contents)
    if need is None:
        if request.state != "awaiting_approval" or not may_step_in(runtime.policy.release, actor):
            require_mine(request, actor)
        return
    if need not in approvals_of(runtime, work, actor, request, drafts, hold=True):
        raise NotPermitted(
            f"This needs {SECOND_PERSON[need]} of your organisation, not its author, to approve it. Submit it to them."
        )
    if request.state != "awaiting_approval":
        raise WrongState("Whoever writes this has not submitted it for approval yet. Ask them whether it is.")


def tell_approvers(runtime: Runtime, work: Work, actor: Actor, request: ResearchRequest) -> None:
    """Those who approve for the actor's organisation are told, by mail, that something waits; its author knows."""
    told = {"file_id": str(request.file_id), "but": str(actor.person_id)}
    work.jobs.enqueue("approval_waiting", actor.organisation_id, told, runtime.clock.now())


def tell_author(work: Work, actor: Actor, what: str, file_id: UUID, author: UUID, at: datetime) -> None:
    """Whoever wrote it is told, by mail, what a colleague did with it: `approved` or `sent_back`."""
    told = {"file_id": str(file_id), "person_id": str(author)}
    work.jobs.enqueue(what, actor.organisation_id, told, at)


def _for(actor: Actor, stands_in: StandsIn) -> Actor:
    return replace(actor, stands_in=frozenset({stands_in}))


def _had_it(work: Work, actor: Actor, request: ResearchRequest) -> bool:
    """Whether the actor ever had the request: whatever they did with it then, somebody else has to look at it."""
    events = work.events.own([request.file_id], actor.person_id)
    return any(one.what in TAKEN and one.about_id == actor.person_id for one in events)


def _tells(answer: Answer) -> bool:
    """Whether an answer says more than that nothing was found or looked for: the note of a decline tells as well."""
    return answer.value is not None or bool(answer.note) or ANSWER_KINDS[answer.kind].tells

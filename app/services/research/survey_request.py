"""Where a request stands for its partner, without opening anything: who has it, drafts, what was returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.reminders import Reminder, reminders_of
from app.domain.research import ResearchRequest
from app.services.clocks.answering import Number, numbers_in
from app.services.clocks.timekeeping import Cover, cover_in
from app.services.disclosure.duties import approvals_at, may_step_in
from app.services.disclosure.permission import require_request
from app.services.research.approval import approvals_of
from app.services.runtime import Runtime
from policies.engine.vocabulary import RECALLS


@dataclass(frozen=True, slots=True)
class Part:
    """One subject of a request: what was asked, the actor's own draft, the draft that would be sent, what was sent.

    `place` counts from 1 in the hub's order.
    """

    subject_id: UUID
    kind: str
    place: int
    asked: Record
    mine: Record | None
    sending: Record | None
    returned: Record | None


@dataclass(frozen=True, slots=True)
class Survey:
    """A request as its partner's people may know it. Holds no word about anybody.

    `duty` is whom to ring while the hub is closed, `number` where it answers now.
    `may_step_in` is whether the actor reads what colleagues submit, `approvals` of which second persons they may be one
    for what would be sent; `may_approve` whether any such rule holds here. `recalled`: withdrawn because it should
    never have been sent. `reminders` is what has been said while it waits; `left_out` are those, each with what they
    are, whom the hub asked about first and asks about no more.
    """

    request: ResearchRequest
    hub: Organisation
    number: Number
    duty: Cover
    own: Organisation
    holder: str | None
    parts: tuple[Part, ...]
    actor: Actor
    may_step_in: bool
    approvals: frozenset[str]
    may_approve: bool
    recalled: bool = False
    reminders: tuple[Reminder, ...] = ()
    left_out: tuple[tuple[UUID, str], ...] = ()

    @property
    def mine(self) -> bool:
        """Whether the actor has claimed it."""
        return self.request.claimed_by == self.actor.person_id

    @property
    def drafts(self) -> tuple[Record, ...]:
        """The actor's own drafts."""
        return tuple(part.mine for part in self.parts if part.mine)

    @property
    def sending(self) -> tuple[Record, ...]:
        """The drafts a sign-off would send."""
        return tuple(part.sending for part in self.parts if part.sending)

    @property
    def returned(self) -> tuple[Record, ...]:
        """The returns that stand, one for each subject answered."""
        return tuple(part.returned for part in self.parts if part.returned)

    def part(self, subject_id: UUID) -> Part | None:
        """The part about one subject, or None."""
        return next((one for one in self.parts if one.subject_id == subject_id), None)

    def approves(self, need: str | None) -> bool:
        """Whether the actor may be the second person: the right role, and not the author of what is sent."""
        return need is not None and need in self.approvals


def survey_request(runtime: Runtime, actor: Actor, file_id: UUID) -> Survey:
    """Where the request stands. Raises NotFound, after logging the refusal."""
    release = runtime.policy.release
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        holder, records = _holder(work, request, actor), work.records.at_partner(file_id)
        parts = _parts(records, request, actor)
        approvals = approvals_of(runtime, work, actor, request, [one.sending for one in parts if one.sending])
        parties = work.clocks.kept((request.hub_id, actor.organisation_id))
        return Survey(
            request=request,
            hub=parties[request.hub_id].organisation,
            number=numbers_in(runtime, request.hub_id, parties)[request.hub_id],
            duty=cover_in(parties[request.hub_id]),
            own=parties[actor.organisation_id].organisation,
            holder=holder,
            parts=parts,
            actor=actor,
            may_step_in=may_step_in(release, actor),
            may_approve=not approvals.isdisjoint(approvals_at(release, actor.organisation_kind)),
            recalled=request.state == "withdrawn" and _recalled(work, file_id),
            approvals=approvals,
            reminders=_reminders(work, request),
            left_out=_left_out(records),
        )


def _holder(work: Work, request: ResearchRequest, actor: Actor) -> str | None:
    if request.claimed_by in (None, actor.person_id):
        return actor.display_name if request.claimed_by else None
    return work.identity.person(request.claimed_by).display_name


def _reminders(work: Work, request: ResearchRequest) -> tuple[Reminder, ...]:
    waits = request.rung > 0 and request.answered_at is None and request.state != "withdrawn"
    return reminders_of(work.events.of_files([request.file_id])[request.file_id]) if waits else ()


def _recalled(work: Work, file_id: UUID) -> bool:
    return any(one.codes.get("ground") in RECALLS for one in work.records.of_file(file_id, "case"))


def is_overtaken(survey: Survey, part: Part) -> bool:
    """Whether the draft that would be sent was made from something else than the return that stands now."""
    if survey.request.answered_at is None or part.returned is None or part.sending is None:
        return False
    return part.sending.supersedes != part.returned.id


def _left_out(records: Sequence[Record]) -> tuple[tuple[UUID, str], ...]:
    ever = {one.subject_id: one.subject_kind for one in records if one.kind == "request"}
    now = {one.subject_id for one in records if one.kind == "request" and one.state == "released"}
    return tuple((about, kind) for about, kind in ever.items() if about not in now)


def _parts(records: Sequence[Record], request: ResearchRequest, actor: Actor) -> tuple[Part, ...]:
    sent = [one for one in records if one.state == "released"]
    asked = {one.subject_id: one for one in sent if one.kind == "request"}
    drafts = [one for one in records if one.state == "draft"]
    returns = [one for one in sent if one.kind == "return"]
    parts = []
    for place, one in enumerate(asked.values(), start=1):
        mine = _by(drafts, one.subject_id, actor.person_id)
        holders = _by(drafts, one.subject_id, request.claimed_by or actor.person_id)
        returned = next((found for found in returns if found.subject_id == one.subject_id), None)
        parts.append(Part(one.subject_id, one.subject_kind, place, one, mine, holders, returned))
    return tuple(parts)


def _by(drafts: Sequence[Record], subject_id: UUID, person: UUID) -> Record | None:
    return next((one for one in drafts if (one.subject_id, one.author_person_id) == (subject_id, person)), None)

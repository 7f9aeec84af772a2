"""The log entry of an opening: what was looked at, by whom, on which facts and by which rules. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.answers import MARKED, UNMARKED
from app.domain.events import Involvement
from app.domain.identity import Actor
from app.domain.log_entry import Entry, Touched
from app.domain.records import digest_of
from app.services.disclosure.facts import stated
from app.services.disclosure.planning import Plan, level_of
from app.services.runtime import Runtime


def opening_entry(
    runtime: Runtime,
    actor: Actor,
    group: Sequence[Plan],
    answers: Mapping[UUID, Plan],
    own: Involvement,
    action: str,
    reason: str | None,
) -> Entry:
    """The entry of one opening: the same whatever was answered, but for `answered`, which is sealed."""
    first = group[0].openable
    each = [(plan, answers[plan.openable.record.id], plan.looked_at) for plan in group]
    boxes = [box for _, _, looked_at in each for box in looked_at]
    touched = tuple(Touched(plan.openable.record.id, *box[:3]) for plan, _, looked_at in each for box in looked_at)
    withheld = [(held, field) for plan, held, _ in each for field in plan.decisions if field not in plan.chosen]
    said = [held.opens(box) for _, held, looked_at in each for box in looked_at]
    said += [field in held.decisions for held, field in withheld]
    decisions = [(plan.decisions[field], field in plan.chosen) for plan in group for field in plan.decisions]
    rules = {rule for decision, _ in decisions for rule in (*decision.permits, *decision.caps)}
    return Entry(
        kind="revealed" if action == "reveal" else "opened",
        tenant_id=first.tenant_id,
        file_id=first.record.file_id,
        from_id=first.record.author_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        purpose=first.record.purpose,
        legal_basis=first.record.legal_basis,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        level=max(level_of(box) for plan, _, boxes in each if plan.is_by(first.record.author_id) for box in boxes).word,
        touched=touched,
        withheld=tuple(field for _, field in withheld),
        answered="".join(MARKED if one else UNMARKED for one in said),
        rules=tuple(sorted(rules)),
        facts=stated(runtime.policy, actor, [plan.openable for plan in group], own, action),
        box_digest=digest_of(boxes),
        reason=reason,
    )

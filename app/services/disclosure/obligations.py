"""What must be done with a decision: a typed reason before, a review by somebody else after. Unknown ones mean no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput
from app.domain.governance import BREAK_GLASS, ReviewDue
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.clocks.reviews import review_due
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.decision import Decision

REASON, REVIEW, WITHOUT_NOTE = "reason_required", "review_next_working_day", "without_note"
KNOWN_OBLIGATIONS = frozenset({REASON, REVIEW, WITHOUT_NOTE})


def obliged(decisions: Iterable[Decision], obligation: str) -> bool:
    """Whether any of these decisions carries the obligation."""
    return any(obligation in decision.obligations for decision in decisions)


def as_obliged(policy: PolicyInForce, decision: Decision, answer: Answer | None) -> Answer | None:
    """An answer as it may be shown: where its note is kept back, the policy's words for that stand in its place."""
    if answer is None or not answer.note or WITHOUT_NOTE not in decision.obligations:
        return answer
    return replace(answer, note=policy.release.obligations[WITHOUT_NOTE].label)


def require_reason(decisions: Iterable[Decision], reason: str | None) -> None:
    """Raise InvalidInput when one of these decisions needs a reason and there is none."""
    if obliged(decisions, REASON) and not (reason and reason.strip()):
        raise InvalidInput({"reason": "Say why you need the full value. Your reason is kept in the disclosure log."})


def add_review(runtime: Runtime, work: Work, actor: Actor, entry_id: UUID, tenant: UUID) -> None:
    """Store that somebody must review this act by the next working day, in the transaction that writes its leaf."""
    due = review_due(runtime, work, tenant)
    work.governance.add_review(ReviewDue(entry_id, tenant, BREAK_GLASS, actor.person_id, due))

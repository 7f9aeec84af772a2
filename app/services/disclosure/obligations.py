"""What must be done with a decision: a typed reason before, a review by somebody else after. Unknown ones mean no."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.domain.errors import InvalidInput
from app.domain.governance import BREAK_GLASS, ReviewDue, review_due_at
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.runtime import Runtime
from policies.engine.decision import Decision

REASON, REVIEW = "reason_required", "review_next_working_day"
KNOWN_OBLIGATIONS = frozenset({REASON, REVIEW})


def obliged(decisions: Iterable[Decision], obligation: str) -> bool:
    """Whether any of these decisions carries the obligation."""
    return any(obligation in decision.obligations for decision in decisions)


def require_reason(decisions: Iterable[Decision], reason: str | None) -> None:
    """Raise InvalidInput when one of these decisions needs a reason and there is none."""
    if obliged(decisions, REASON) and not (reason and reason.strip()):
        raise InvalidInput({"reason": "Say why you need the full value. Your reason is kept in the disclosure log."})


def add_review(runtime: Runtime, work: Work, actor: Actor, entry_id: UUID, tenant: UUID) -> None:
    """Store that somebody must review this act by the next working day, in the transaction that writes its leaf."""
    due = review_due_at(runtime.clock.now())
    work.governance.add_review(ReviewDue(entry_id, tenant, BREAK_GLASS, actor.person_id, due))

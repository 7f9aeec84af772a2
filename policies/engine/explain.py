"""Says in plain words why a decision came out as it did, for hub staff and for the log."""

from __future__ import annotations

from dataclasses import dataclass

from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Decision
from policies.engine.vocabulary import Level

WORDS = {
    Level.WITHHELD: "Not shown",
    Level.GIST: "Shown in outline",
    Level.MASKED: "Shown in part",
    Level.FULL: "Shown in full",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence for staff, and the rules behind it as (id, because)."""

    sentence: str
    permits: tuple[tuple[str, str], ...]
    caps: tuple[tuple[str, str], ...]


def explain(policy: CompiledPolicy, decision: Decision) -> Explanation:
    """Return why; never which fact, stated otherwise, would give more: that would teach people to state it."""
    because = {rule.id: rule.because for rule in policy.rules}
    reason = policy.release.reasons[decision.reason].staff
    duties = [policy.release.obligations[name].label for name in decision.obligations]
    needs = f" Needed: {', '.join(duties).lower()}." if duties else ""
    return Explanation(
        sentence=f"{WORDS[decision.level]}. {reason}{needs}",
        permits=tuple((ident, because[ident]) for ident in decision.permits),
        caps=tuple((ident, because[ident]) for ident in decision.caps),
    )

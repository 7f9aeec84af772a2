"""Whether a further act, with a reason, would show this person more of a field."""

from __future__ import annotations

from app.services.disclosure.gate import Shown
from app.services.runtime import PolicyInForce
from policies.engine.decision import decide
from policies.engine.vocabulary import Level


def may_reveal(policy: PolicyInForce, shown: Shown) -> bool:
    """Whether revealing would give more than opening gave. The gate decides again when it is done.

    Also where nothing is shown to somebody who may see it in part, because it has no masked form.
    """
    if shown.decision.level is Level.WITHHELD or shown.level is Level.FULL:
        return False
    return decide(policy.compiled, shown.decision.facts._replace(action="reveal")).level > shown.level

"""What owners have approved of the policy in a test, as if they had signed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from app.domain.entry_approvals import OwnersWord
from app.services.administration.entries import digests_in_force
from app.services.runtime import Runtime
from tests.web.exchange import Exchange


def but_for(exchange: Exchange, **left_out: tuple[str, ...]) -> Runtime:
    """The runtime where every organisation has approved all it owns but for these keys, by kind, an hour ago."""
    policy, at = exchange.runtime.policy, exchange.clock.now() - timedelta(hours=1)
    approvals = {
        one.id: [
            OwnersWord(what, key, digest, True, at, None, uuid4())
            for (what, key), digest in digests_in_force(policy, kind).items()
            if key not in left_out.get(kind, ())
        ]
        for kind, one in exchange.organisations.items()
    }
    return replace(exchange.runtime, policy=replace(policy, approvals=approvals))

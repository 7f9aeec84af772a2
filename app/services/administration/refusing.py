"""Whom administration refuses: it is logged, and says no more than of what does not exist."""

from __future__ import annotations

from typing import NoReturn

from app.domain.changes import SIGNS
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.services.administration.who_signs import roles_that_sign
from app.services.disclosure.record_refusal import record_refusal
from app.services.runtime import Runtime


def refused(runtime: Runtime, actor: Actor, action: str) -> NoReturn:
    """Record one refusal, and raise NotFound. Not inside another transaction: it has its own."""
    record_refusal(runtime, actor, action)
    raise NotFound("This page does not exist, or you do not need it for your work.")


def require_signer(runtime: Runtime, actor: Actor, action: str) -> None:
    """Raises NotFound, after logging it, for whoever signs no kind of change where they act."""
    if actor.role not in roles_that_sign(runtime.policy.release):
        refused(runtime, actor, action)


def require_administrator(runtime: Runtime, actor: Actor, action: str) -> None:
    """Raises NotFound, after logging it, for whoever does not administer the organisation they act for."""
    if actor.role != SIGNS:
        refused(runtime, actor, action)

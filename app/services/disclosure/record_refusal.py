"""Writes down that somebody was refused a page of a door that is not theirs (law 9)."""

from __future__ import annotations

import contextlib

from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.services.disclosure.gate import refuse
from app.services.runtime import Runtime


def record_refusal(runtime: Runtime, actor: Actor, what: str) -> None:
    """One refused entry, durable when this returns. Raises LogUnavailable."""
    with runtime.database.work(actor.organisation_id) as work, contextlib.suppress(NotFound):
        refuse(runtime, work, actor, what, [])

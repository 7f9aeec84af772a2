"""Propose what a hub says of one item of what is to be there before it goes live."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.changes import EVIDENCE_SAID, Change
from app.domain.errors import InvalidInput
from app.domain.evidence import ITEMS
from app.domain.identity import Actor
from app.domain.short_words import short_words
from app.domain.time_of_day import london
from app.services.administration.propose_change import propose_change
from app.services.administration.refusing import refused, require_administrator
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime


def propose_evidence(
    runtime: Runtime, actor: Actor, item: str, answers: str, reference: str, again_at: date | None
) -> Change:
    """The change by which a hub says of an item who answers for it, where it lies, and when to look again.

    Raises InvalidInput naming what is wrong; WrongState where that is said already; NotFound, after logging the
    refusal, for whoever administers no hub, and for an unknown item.
    """
    require_administrator(runtime, actor, EVIDENCE_SAID)
    if actor.organisation_kind != HUB or item not in ITEMS:
        refused(runtime, actor, EVIDENCE_SAID)
    wrong: dict[str, str] = {}
    asked: dict[str, Any] = {"item": item}
    for name, typed, label in (("answers", answers, "Who answers for it"), ("reference", reference, "Where it lies")):
        try:
            asked[name] = short_words(name, typed, label)
        except InvalidInput as mistyped:
            wrong |= mistyped.errors
    if again_at is None or again_at <= london(runtime.clock.now()).date():
        wrong["again_at"] = "Enter a day to come."
    if wrong or again_at is None:
        raise InvalidInput(wrong)
    asked["again_at"] = again_at.isoformat()
    return propose_change(runtime, actor, EVIDENCE_SAID, actor.organisation_id, asked)

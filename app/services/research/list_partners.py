"""Whom a hub may ask: every organisation that takes part and has a partnership with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.services.clocks.answering import Number, numbers_of
from app.services.disclosure.duties import HUB_READS, has_duty
from app.services.disclosure.gate import refuse
from app.services.runtime import Runtime


def list_partners(runtime: Runtime, actor: Actor) -> tuple[Organisation, ...]:
    """Partners by name. Raises NotFound, after logging the refusal, for whoever is not hub staff."""
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_READS):
            refuse(runtime, work, actor, "list_partners", [])
        partners = work.partnerships.partners_of(actor.organisation_id)
        return tuple(one for one in work.identity.organisations() if one.id in partners)


def numbers_of_partners(runtime: Runtime, actor: Actor, ids: Collection[UUID]) -> Mapping[UUID, Number]:
    """Where each of these organisations answers now, for the actor's hub; nothing is asked where there are none."""
    if not ids:
        return {}
    with runtime.database.work(actor.organisation_id) as work:
        return numbers_of(runtime, work, actor.organisation_id, ids)


def find_partners_gone(runtime: Runtime, actor: Actor, ids: Collection[UUID]) -> tuple[str, ...]:
    """The names of those of these organisations that the actor's hub may ask no more."""
    with runtime.database.work(actor.organisation_id) as work:
        gone = set(ids).difference(work.partnerships.partners_of(actor.organisation_id))
        return tuple(one.name for one in work.identity.organisations() if one.id in gone)

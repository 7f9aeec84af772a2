"""Reading the disclosure log: one page of it with filters, and what there is to filter by. Every read is logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.lists import LogFilter, LogLine, Page
from app.domain.rehearsals import together
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.governance.record_read import record_read
from app.services.research.list_requests import Listed, cut
from app.services.runtime import Runtime

INSTALLATION_KINDS = ("policy_released", "origin_started", "log_key_replaced", "administered", "key_changed")
"""Entries of the installation itself: they belong to no hub, and every hub's officers may read them."""


@dataclass(frozen=True, slots=True)
class LogChoices:
    """What the log can be filtered by: organisations that take part, and everybody whose acts are in it."""

    organisations: Sequence[Organisation]
    people: Sequence[tuple[UUID, str]]


def list_disclosures(runtime: Runtime, actor: Actor, chosen: LogFilter, page: Page) -> Listed[LogLine]:
    """One page of the hub's log, the newest first, without what concerns files the actor has a hand in.

    Raises NotFound unless the actor governs that hub.
    """
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_GOVERNS) or chosen.tenant_id != actor.organisation_id:
            refuse(runtime, work, actor, "list_disclosures", [])
        wanted = replace(chosen, tenant_id=None) if chosen.kind in INSTALLATION_KINDS else chosen
        found = cut(work.log.lines(wanted, page, actor.person_id), page, lambda line: str(line.id))
        record_read(runtime, work, actor, entries=len(found.rows), reason=_asked(chosen))
    return found


def log_choices(runtime: Runtime, actor: Actor) -> LogChoices:
    """What the hub's log can be filtered by. Raises NotFound unless the actor governs a hub."""
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, HUB_GOVERNS):
            refuse(runtime, work, actor, "list_disclosures", [])
        beside = [one for one in work.identity.organisations() if together(one.rehearsal, actor.rehearsal)]
        return LogChoices(beside, work.log.actors(actor.organisation_id))


def files_with_reference(runtime: Runtime, actor: Actor, reference: str) -> tuple[UUID, ...]:
    """The files of the hub's case or request with this reference; empty when the hub has none."""
    with runtime.database.work(actor.organisation_id) as work:
        return work.files.with_reference(actor.organisation_id, reference)


def _asked(chosen: LogFilter) -> str:
    """The filters as codes and ids."""
    given = ((one.name, getattr(chosen, one.name)) for one in fields(chosen) if one.name != "tenant_id")
    parts = [f"{name}={_text(value)}" for name, value in given if value is not None]
    return " ".join(["list", *parts])


def _text(value: object) -> str:
    return ",".join(str(one) for one in value) if isinstance(value, tuple) else str(value)

"""A hub's IG officer closes an entry, or all entries of its case, to the officers of the partner; and lifts that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.errors import InvalidInput, WrongState
from app.domain.identity import Actor, Organisation
from app.domain.log_entry import Detail, Entry
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_CLOSES, has_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.disclosure.recording import make_durable, organisation_detail_key, record
from app.services.governance.closed_entries import closed_among
from app.services.governance.closings import CLOSED, KIND, LIFTED, SAID, Closing, closings_about
from app.services.runtime import Runtime

REASONED = ReasonedAct(KIND, "Say why, in a sentence. The reason is sealed and stays with the hub’s IG officers.")
ENTRY, CASE = "entry", "case"
"""What a closing covers: the one entry; or every entry about its case, those to come too."""


@dataclass(frozen=True, slots=True)
class Closable:
    """An entry and the partner whose officers read it: what stands closed to them, by what it covers.

    `own_people` says that it is closed in any case, because somebody of the partner has declared a conflict there.
    """

    entry: Detail
    party: Organisation
    about: Mapping[str, UUID]
    standing: Mapping[str, Closing]
    own_people: bool


def find_closable(runtime: Runtime, actor: Actor, entry_id: UUID) -> Closable:
    """What stands closed of an entry. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        return _closable(runtime, work, actor, entry_id)


def close_entry(runtime: Runtime, actor: Actor, entry_id: UUID, covers: str, until: date | None, reason: str) -> None:
    """Close an entry or its case until after a day, or (None) until it is lifted; an entry of the hub's own log.

    Raises InvalidInput, NotFound, LogUnavailable.
    """
    today = runtime.clock.now().astimezone(LONDON).date()
    with runtime.database.work(actor.organisation_id) as work:
        found = _closable(runtime, work, actor, entry_id)
        errors = dict(wrong_reason(REASONED, reason))
        if covers not in found.about:
            errors["covers"] = "Choose whether this entry or the whole case is closed."
        if until is not None and until < today:
            errors["until"] = "Enter a day that is not over yet, or choose to lift it yourself."
        if errors:
            raise InvalidInput(errors)
        _record(runtime, work, actor, found, CLOSED, covers, until, reason)


def lift_closing(runtime: Runtime, actor: Actor, entry_id: UUID, covers: str, reason: str) -> None:
    """Lift what stands closed. Raises InvalidInput, WrongState when nothing of that stands, NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        found = _closable(runtime, work, actor, entry_id)
        if errors := wrong_reason(REASONED, reason):
            raise InvalidInput(errors)
        if covers not in found.standing:
            raise WrongState("This is not closed any more: somebody has lifted it, or its day is over.")
        _record(runtime, work, actor, found, LIFTED, covers, None, reason)


def _closable(runtime: Runtime, work: Work, actor: Actor, entry_id: UUID) -> Closable:
    """The entry, if the actor closes entries of its hub, has no hand in its file, and a partner reads it."""
    detail, leaf = work.log.detail(entry_id), work.log.leaf_by_id(entry_id)
    hub = actor.organisation_id
    allowed = has_duty(runtime.policy.release, actor, HUB_CLOSES) and detail is not None and detail.tenant_id == hub
    if detail is None or leaf is None or not allowed or closed_among(runtime, work, actor, [leaf]):
        refuse(runtime, work, actor, "close_entry", [entry_id])
    party = work.log.log_numbered(leaf.log).whose.other_id
    request = work.files.request(detail.file_id) if detail.file_id else None
    if party is None or party == hub or request is None:
        refuse(runtime, work, actor, "close_entry", [entry_id])
    case = request.case_id
    about = {ENTRY: entry_id, CASE: case}
    last = closings_about(runtime, work, party, about.values(), [hub])
    today = runtime.clock.now().astimezone(LONDON).date()
    standing = {covers: last[one] for covers, one in about.items() if one in last and last[one].stands(today)}
    own_people = case in work.events.conflicts_at(party, [case])
    return Closable(detail, work.identity.organisation(party), about, standing, own_people)


def _record(
    runtime: Runtime, work: Work, actor: Actor, found: Closable, what: str, covers: str, until: date | None, reason: str
) -> None:
    said: Mapping[str, Any] = dict(
        zip(SAID, (what, str(found.about[covers]), str(found.party.id), until and until.isoformat()), strict=True)
    )
    entry = Entry(
        kind=KIND,
        tenant_id=actor.organisation_id,
        file_id=found.entry.file_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        facts=said,
        reason=reason.strip(),
        what=what,
        extra={name: value for name, value in said.items() if name != "what"},
    )
    key = organisation_detail_key(runtime, work, actor.organisation_id)
    make_durable(runtime, work, record(runtime, work, [(entry, key)]))

"""What a partner has sent about a request, as the disclosure log holds it: one receipt for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Actor
from app.domain.log_entry import Detail, Whose, first_id
from app.domain.ports import Work
from app.services.disclosure.may_open import may_open
from app.services.disclosure.permission import require_request
from app.services.governance.open_entry import fields_of
from app.services.governance.prove_entry import hidden_with, sealing_keys
from app.services.governance.record_read import record_read
from app.services.governance.verifier_keys import verifier_keys
from app.services.policy_control.past_release import release_numbered
from app.services.research.disclosing import Said, said_in_entry
from app.services.research.stands import AGAIN
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease


@dataclass(frozen=True, slots=True)
class Receipt:
    """One act of sending. `kind` is question (before the first answer), return, correction, or stands (the same again,
    when it was challenged); `number` is its place in the log of the two organisations. `said` tells what was answered,
    None to whoever may not know.
    """

    entry_id: UUID
    number: int
    at: datetime
    kind: str
    legal_basis: str
    signed_by: str
    said: Said | None


@dataclass(frozen=True, slots=True)
class Receipts:
    """Everything sent, the latest first, and the lines by which anybody can check the log's signature."""

    sent: tuple[Receipt, ...]
    verifier_keys: tuple[str, ...]


def find_receipts(runtime: Runtime, actor: Actor, file_id: UUID, *, read: bool = False) -> Receipts:
    """What the actor's organisation has sent about a request, erased or not. Raises NotFound.

    What was sent stays proven when nobody can open it any more. With `read`, what was answered is told to somebody who
    may open every return, and that they read it is recorded.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id, erased_too=True)
        entries = work.log.returned_by(file_id, actor.organisation_id)
        answered = first_id(request.answered_at) if request.answered_at else None
        first = next((one.index for one in reversed(entries) if answered and one.id >= answered), None)
        # Nobody where an entry names somebody there is not: the other receipts are still theirs.
        people = work.identity.people({one.actor_id for one in entries if one.actor_id})
        said = _said(runtime, work, actor, entries) if read else {}
        sent = tuple(
            Receipt(
                entry_id=one.id,
                number=one.index,
                at=one.at,
                kind="stands" if AGAIN in one.facts else _kind(one.index, first),
                legal_basis=_label(release_numbered(runtime, work, one.policy_release), one.legal_basis),
                signed_by=people[one.actor_id].display_name if one.actor_id and one.actor_id in people else "",
                said=said.get(one.id),
            )
            for one in entries
        )
        log = work.log.log(Whose(request.hub_id, request.partner_id))
        if said:
            record_read(runtime, work, actor, entries=len(said), reason=f"receipts {file_id}")
    return Receipts(sent, verifier_keys(runtime, log) if log else ())


def _said(runtime: Runtime, work: Work, actor: Actor, entries: Sequence[Detail]) -> Mapping[UUID, Said]:
    """By entry; nothing for somebody who may not open all that they are about. Raises KeysUnavailable."""
    keys = sealing_keys(runtime, work, entries[0]) if entries else ()
    hidden = {one.id: found for one in entries if (found := hidden_with(keys, one))}
    records = {UUID(record) for found in hidden.values() for record, *_ in found["touched"]}
    if not records or not may_open(runtime, work, actor, sorted(records)):
        return {}
    releases = {one.id: release_numbered(runtime, work, one.policy_release) for one in entries}
    return {
        one: said_in_entry(release.catalogue, [(row[0], row[1], mark) for row, mark in fields_of(found)[0]])
        for one, found in hidden.items()
        if (release := releases[one])
    }


def _label(release: PolicyRelease | None, basis: str | None) -> str:
    """The legal basis in the words of the release it was relied on under."""
    found = release.legal_bases.get(basis or "") if release else None
    return found.label if found else basis or "Not stated"


def _kind(index: int, first: int | None) -> str:
    if first is None or index < first:
        return "question"
    return "return" if index == first else "correction"

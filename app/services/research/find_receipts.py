"""What a partner has sent about a request, as the disclosure log holds it: one receipt for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Actor
from app.domain.log_entry import Whose, first_id
from app.services.disclosure.permission import require_request
from app.services.governance.verifier_keys import verifier_keys
from app.services.policy_control.past_release import release_numbered
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease


@dataclass(frozen=True, slots=True)
class Receipt:
    """One act of sending. `kind` is question (before the first answer), return or correction; `number` is its place in
    the log of the two organisations.
    """

    entry_id: UUID
    number: int
    at: datetime
    kind: str
    legal_basis: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class Receipts:
    """Everything sent, the latest first, and the lines by which anybody can check the log's signature."""

    sent: tuple[Receipt, ...]
    verifier_keys: tuple[str, ...]


def find_receipts(runtime: Runtime, actor: Actor, file_id: UUID) -> Receipts:
    """What the actor's organisation has sent about a request, erased or not. Raises NotFound.

    What was sent stays proven when nobody can open it any more.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id, erased_too=True)
        entries = work.log.returned_by(file_id, actor.organisation_id)
        answered = first_id(request.answered_at) if request.answered_at else None
        first = next((one.index for one in reversed(entries) if answered and one.id >= answered), None)
        # Nobody where an entry names somebody there is not: the other receipts are still theirs.
        people = work.identity.people({one.actor_id for one in entries if one.actor_id})
        sent = tuple(
            Receipt(
                entry_id=one.id,
                number=one.index,
                at=one.at,
                kind=_kind(one.index, first),
                legal_basis=_label(release_numbered(runtime, work, one.policy_release), one.legal_basis),
                signed_by=people[one.actor_id].display_name if one.actor_id in people else "",
            )
            for one in entries
        )
        log = work.log.log(Whose(request.hub_id, request.partner_id))
    return Receipts(sent, verifier_keys(runtime, log) if log else ())


def _label(release: PolicyRelease | None, basis: str | None) -> str:
    """The legal basis in the words of the release it was relied on under."""
    found = release.legal_bases.get(basis or "") if release else None
    return found.label if found else basis or "Not stated"


def _kind(index: int, first: int | None) -> str:
    if first is None or index < first:
        return "question"
    return "return" if index == first else "correction"

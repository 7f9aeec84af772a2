"""A partner opens a request, or its own draft or return: always through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import WrongState
from app.domain.identity import Actor, Organisation
from app.domain.research import ResearchRequest
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.permission import require_request
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request and what it asks, one record for each subject."""

    request: ResearchRequest
    records: tuple[OpenedRecord, ...]


@dataclass(frozen=True, slots=True)
class KnownRequest:
    """What a partner's people may know of a request without opening it."""

    request: ResearchRequest
    hub: Organisation
    claimed_by: str | None


def find_request(runtime: Runtime, actor: Actor, file_id: UUID) -> KnownRequest:
    """A request of the actor's inbox, unopened: hub, reference, rating, due time, who has it. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        holder = work.identity.person(request.claimed_by).display_name if request.claimed_by else None
        return KnownRequest(request, work.identity.organisation(request.hub_id), holder)


def open_request(runtime: Runtime, actor: Actor, file_id: UUID) -> OpenRequest:
    """Open what a request asks, one record for each subject. Raises WrongState before it is claimed, NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        request = require_request(runtime, work, actor, file_id)
        require_openable(request)
        asked = [one.id for one in work.records.of_file(file_id, "request") if one.state == "released"]
    return OpenRequest(request, open_records(runtime, actor, asked))


def require_openable(request: ResearchRequest) -> None:
    """Raise WrongState before a request is claimed, and once it is withdrawn. Whether somebody may: the gate says."""
    if request.claimed_by is None and request.state == "sent":
        raise WrongState("Claim this request first; then you can open it.")
    if request.state == "withdrawn":
        raise WrongState("The hub has withdrawn this request. Nobody of your organisation can open it any more.")


def open_own(runtime: Runtime, actor: Actor, file_id: UUID, record_id: UUID) -> OpenedRecord:
    """Open a draft or a return of the actor's own organisation. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        require_request(runtime, work, actor, file_id)
    return open_records(runtime, actor, [record_id])[0]

"""What a hub says of what is to be there before it goes live: what a change of it is about, and what it writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from app.domain.changes import Change
from app.domain.errors import NotFound, WrongState
from app.domain.evidence import ITEMS, Evidence
from app.domain.ports import Work
from app.services.administration.digest import digest_of_row
from app.services.administration.subject import Subject
from app.services.administration.written import Written
from app.services.identity.make_partnership import HUB

SAID: Final = ("answers", "reference", "again_at")


def evidence_subject(work: Work, own_id: UUID, about_id: UUID, asked: Mapping[str, Any]) -> Subject:
    """Of one item of a hub. Raises NotFound for another's and for an unknown item; WrongState for the same again."""
    own, item = work.identity.organisation(own_id), asked.get("item")
    if about_id != own_id or own.kind != HUB or item not in ITEMS:
        raise NotFound
    if own.retired_at is not None:
        raise WrongState(f"{own.name} takes part no more.")
    before = work.partnerships.evidence.of([own_id]).get(own_id, {}).get(str(item))
    was = None if before is None else {name: str(getattr(before, name)) for name in SAID}
    said = {name: str(asked[name]) for name in SAID}
    if was == said:
        raise WrongState("This is what is said already: there is nothing to change.")
    body = {"name": own.name, "item": item, **said, "was": was}
    return Subject(body, digest_of_row({"id": None if before is None else before.id}))


def write_evidence(work: Work, change: Change, now: datetime) -> Written:
    """Write it, within the transaction that settles the change: it counts from then on."""
    body = change.body
    said = Evidence(
        id=change.id,
        organisation_id=change.organisation_id,
        item=body["item"],
        answers=body["answers"],
        reference=body["reference"],
        again_at=date.fromisoformat(body["again_at"]),
        said_by=change.proposed_by,
        said_at=now,
    )
    work.partnerships.evidence.add(said)
    return Written([("evidence", str(said.id))])

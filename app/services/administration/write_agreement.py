"""What a change of a sharing agreement writes when it is applied, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from app.domain.administered import RowName
from app.domain.agreements import Agreement, AgreementSide, named_between
from app.domain.changes import AGREEMENT_ENDED, AGREEMENT_RECORDED, Change
from app.domain.ports import Work
from app.domain.time_of_day import london
from app.services.administration.written import Written
from app.services.identity.administer import administered
from app.services.runtime import Runtime

WAITS: Final = "agreement_waits"
"""The job that tells the administrators of a side that an agreement is recorded which they have not signed."""
OVER: Final = "agreement_over"
"""The job that tells the administrators of the other sides that one has ended it."""
NAMED: Final = "partnership_named"
"""What the entry says of a partnership whose disclosures carry another reference from then on."""


def write_agreement(runtime: Runtime, work: Work, change: Change, now: datetime) -> Written:
    """Write it, within the transaction that settles the change. Raises KeysUnavailable.

    Once both sides of a partnership have signed, its disclosures name agreement and version; once one has ended it,
    they name the one that still holds between the two, or none.
    """
    rows, own = work.partnerships.agreements, change.organisation_id
    if change.what == AGREEMENT_RECORDED:
        made = _of(change, now)
        rows.add(made)
        _tell(work, made, WAITS, [one for one in made.unsigned if one != own], now)
        return Written([("agreement", str(made.id)), *_sides(made, [one.organisation_id for one in made.sides])])
    before = rows.agreement(change.about_id)
    if before is None:  # it was there when the change was read again, under the same transaction
        raise LookupError(change.about_id)
    if change.what == AGREEMENT_ENDED:
        rows.end(change.about_id, own, now)
        agreement = before.with_side(own, ended_at=now)
    else:
        rows.sign(change.about_id, own, now)
        agreement = before.with_side(own, signed_at=now)
    if change.what == AGREEMENT_ENDED:
        others = agreement.sides if own == agreement.hub_id else [AgreementSide(agreement.hub_id)]
        told = [one.organisation_id for one in others if one.organisation_id != own and one.ended_at is None]
        _tell(work, agreement, OVER, told, now)
    renamed = _renamed(work, agreement, own, now)
    more = [administered(runtime, work, NAMED, renamed, to_id=own)] if renamed else []
    return Written(_sides(agreement, [own]), own, more)


def _renamed(work: Work, agreement: Agreement, own: UUID, now: datetime) -> Sequence[RowName]:
    """The partnerships that it is about, whose disclosures carry another reference now."""
    hub, today = agreement.hub_id, london(now).date()
    partners = [one.organisation_id for one in agreement.partners] if own == hub else [own]
    there = work.partnerships.agreements_of(hub)
    kept = [one if one.id != agreement.id else agreement for one in work.partnerships.agreements.of(hub)]
    renamed: list[RowName] = []
    for partner in partners:
        name = named_between(kept, hub, partner, today)
        if name is None and there.get(partner) != agreement.named:
            continue  # what it carries now is of no agreement here
        if there.get(partner) != name and work.partnerships.name_agreement(hub, partner, name):
            renamed.append(("partnership", f"{hub}/{partner}"))
    return renamed


def _of(change: Change, now: datetime) -> Agreement:
    """The agreement that a change records: its own side has signed it by signing the change."""
    body, hub = change.body, UUID(change.body["hub_id"])
    ids = sorted({hub, change.organisation_id, *map(UUID, body["with"])})
    return Agreement(
        id=change.id,
        hub_id=hub,
        **{name: body[name] for name in ("reference", "version", "title", "document")},
        starts=date.fromisoformat(body["starts"]),
        review_at=date.fromisoformat(body["review_at"]),
        ends=None if body["ends"] is None else date.fromisoformat(body["ends"]),
        recorded_at=now,
        sides=[AgreementSide(one, now if one == change.organisation_id else None) for one in ids],
    )


def _sides(agreement: Agreement, of: Sequence[UUID]) -> Sequence[RowName]:
    return [("agreement_side", f"{agreement.id}/{one}") for one in of]


def _tell(work: Work, agreement: Agreement, kind: str, whom: Sequence[UUID], now: datetime) -> None:
    for one in whom:
        work.jobs.enqueue(kind, one, {"agreement_id": str(agreement.id)}, now)

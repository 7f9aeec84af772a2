"""An organisation takes part no more: nobody acts for it from now on, and what they had is freed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.administered import RowName
from app.domain.errors import NotFound, WrongState
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.approve_member import end_in
from app.services.identity.named_by_id import organisation_named
from app.services.runtime import Runtime

ENDED: Final = "organisation_ended"
EVERY: Final = 100_000
"""More roles than any organisation has."""


def end_organisation(runtime: Runtime, organisation_id: UUID) -> int:
    """End it and every role in it, for good; says how many roles. What it sent, its logs and its keys stay.

    Partnerships are ended first, one by one, so that each other side is told. Raises WrongState while one stands,
    NotFound where it is not there or has ended.
    """
    with runtime.database.work(None) as work:
        ended = organisation_named(work, organisation_id)
        require_alone(work, ended)
        rows = retire(work, ended, runtime.clock.now())
        entry = administered(runtime, work, ENDED, rows, to_id=ended.id, ended=True)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return len(rows) - 1


def require_alone(work: Work, organisation: Organisation) -> None:
    """Raises WrongState, naming with whom, while it still works with somebody."""
    if others := work.partnerships.with_whom(organisation.id):
        names = ", ".join(sorted(one.name for one in work.identity.organisations_of(others).values()))
        raise WrongState(f"{organisation.name} still works with {names}: end these partnerships first.")


def retire(work: Work, organisation: Organisation, now: datetime) -> Sequence[RowName]:
    """Put it and every role in it out of use, within a transaction; its row, and then theirs. Raises NotFound."""
    if not work.identity.retire_organisation(organisation.id, now):
        raise NotFound(f"{organisation.name} takes part no more already.")
    memberships = [one.membership.id for one in work.identity.members_in(organisation.id, EVERY)]
    for one in memberships:
        end_in(work, one, now)
    return [("organisation", str(organisation.id)), *(("membership", str(one)) for one in memberships)]

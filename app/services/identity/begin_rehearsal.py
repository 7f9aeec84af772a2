"""A hub begins to rehearse: twins of itself and of partners, in which the same people act on made-up cases.

A twin is an organisation of its own, with keys, logs and lists of its own. What makes it a twin is a column that nobody
can write again, and the database lets no partnership, log or request lead out of a rehearsal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final
from uuid import UUID, uuid4

from app.domain.clock_settings import NUMBERS
from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.identity import Membership, Organisation
from app.domain.log_entry import Entry, Whose, new_log_id
from app.domain.ports import Work
from app.domain.rehearsals import RING_NOBODY, Rehearsal, twin_name
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.approve_member import never_rehearsed
from app.services.identity.end_organisation import EVERY
from app.services.identity.make_partnership import HUB, begin_log
from app.services.identity.named_by_id import organisation_named
from app.services.identity.register_organisation import REGISTERED, take_in
from app.services.runtime import Runtime

REHEARSED: Final = "rehearsal_begun"
"""What the entries say in which its partnerships, people and hours are named."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The twins of a hub and of those it rehearses with, and how many roles people have in them."""

    hub: Organisation
    partners: Sequence[Organisation]
    roles: int


def begin_rehearsal(runtime: Runtime, hub_id: UUID, partner_ids: Collection[UUID]) -> Begun:
    """Make the twins of a hub and of partners, all or none: whoever acts in the real ones acts in them, in that role.

    Roles that administer or answer for the policy are not given in a twin, and those that are suspended neither. Hours
    and profile are the real ones', telephone numbers none. Raises NotFound, InvalidInput without a partner, Stale while
    the hub rehearses, WrongState for what is no hub, ended or a twin, and for whoever it does not work with.
    """
    with runtime.database.work(None) as work:
        hub = organisation_named(work, hub_id)
        _require_real_hub(work, hub)
        partners = _partners(work, hub, partner_ids)
        twin = _twin(runtime, work, hub, None)
        twins = [_twin(runtime, work, one, twin) for one in partners]
        entries: list[Entry] = []
        for made in (twin, *twins):
            rows, keyed = take_in(runtime, work, made)
            entries += [administered(runtime, work, REGISTERED, rows, to_id=made.id), keyed]
        for one in twins:
            entries.append(_work_together(runtime, work, twin, one))
        members: list[Entry] = []
        for real, made in zip((hub, *partners), (twin, *twins), strict=True):
            members += _members(runtime, work, real, made)
            entries += _hours(runtime, work, real, made)
        make_durable(runtime, work, record(runtime, work, [(one, None) for one in (*entries, *members)]))
    return Begun(twin, twins, len(members))


def _require_real_hub(work: Work, hub: Organisation) -> None:
    if hub.rehearsal is not None:
        raise WrongState(f"{hub.name} is a rehearsal itself: give the hub that it is the twin of, {hub.rehearsal.of}.")
    if hub.kind != HUB:
        raise WrongState(f"{hub.name} is no hub: a hub rehearses, with partners.")
    if hub.retired_at is not None:
        raise WrongState(f"{hub.name} takes part no more.")
    there = next((one for one in work.identity.twins(hub.id) if one.kind == HUB), None)
    if there is not None:
        raise Stale(f"{hub.name} rehearses already: {there.name} {there.id}. `flask rehearsal end {hub.id}` ends that.")


def _partners(work: Work, hub: Organisation, partner_ids: Collection[UUID]) -> Sequence[Organisation]:
    if not partner_ids:
        raise InvalidInput({"partners": "Give at least one partner that the hub works with."})
    found = [organisation_named(work, one) for one in dict.fromkeys(partner_ids)]
    theirs = work.partnerships.partners_of(hub.id)
    if strange := next((one.name for one in found if one.id not in theirs), None):
        raise WrongState(f"{hub.name} does not work with {strange}: it rehearses with whom it may ask.")
    return found


def _twin(runtime: Runtime, work: Work, real: Organisation, hub: Organisation | None) -> Organisation:
    made = uuid4()
    names = (twin_name(real.name, number) for number in count(1))
    return replace(
        real,
        id=made,
        name=next(one for one in names if work.identity.organisation_called(one) is None),
        telephone=RING_NOBODY,
        created_at=runtime.clock.now(),
        rehearsal=Rehearsal(real.id, hub.id if hub else made),
    )


def _work_together(runtime: Runtime, work: Work, hub: Organisation, partner: Organisation) -> Entry:
    now = runtime.clock.now()
    work.partnerships.add(begin_log(work, Whose(hub.id, partner.id), now), None, now)
    made = [("partnership", f"{hub.id}/{partner.id}")]
    return administered(runtime, work, REHEARSED, made, to_id=partner.id)


def _members(runtime: Runtime, work: Work, real: Organisation, twin: Organisation) -> Iterator[Entry]:
    """Each role of theirs in the twin, each named by an entry with the accounts by which alone it is taken up.

    Whoever came by a group is there by name: no group lets anybody into a rehearsal.
    """
    now, not_there = runtime.clock.now(), never_rehearsed(runtime.policy.release)
    for one in (member.membership for member in work.identity.members_in(real.id, EVERY)):
        if one.role in not_there or one.suspended_at is not None:
            continue
        made = Membership(
            id=uuid4(),
            person_id=one.person_id,
            organisation_id=twin.id,
            role=one.role,
            created_at=now,
            approved_by=one.approved_by,
            approved_at=None if one.approved_by is None else now,
            entry_id=new_log_id(now),
        )
        work.identity.add_membership(made)
        accounts = [("identity", str(account)) for account in work.identity.accounts_of(one.person_id)]
        names = [("membership", str(made.id)), *accounts]
        yield administered(runtime, work, REHEARSED, names, to_id=twin.id, entry_id=made.entry_id)


def _hours(runtime: Runtime, work: Work, real: Organisation, twin: Organisation) -> Iterator[Entry]:
    """What the real one says of its time, but for numbers, in the name of whoever entered it there."""
    for one in work.clocks.kept([real.id])[real.id].settings:
        if one.kind not in NUMBERS:
            made = replace(one, id=uuid4(), organisation_id=twin.id)
            work.clocks.add(made)
            yield administered(runtime, work, REHEARSED, [("clock_setting", str(made.id))], to_id=twin.id)

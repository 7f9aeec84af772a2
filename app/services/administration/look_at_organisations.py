"""What those who sign see of organisations: those there are, and one of them. Nothing about anybody in a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.changes import PARTNERSHIP_MADE, Change
from app.domain.clock_settings import NUMBERS
from app.domain.errors import NotFound
from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.services.administration.look import SHOWN
from app.services.administration.offers import offers_to
from app.services.administration.partnership_subjects import offer_between
from app.services.administration.propose_by_command import can_sign
from app.services.administration.refusing import refused, require_signer
from app.services.clocks.hours_and_cover import HoursAndCover, said_of
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime

LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class SeenOrganisation:
    """One of them: when it is there, with whom it works, and under which agreement with the reader's.

    `partners` is of the reader's own organisation, and of a hub's reader every one. `to_ring` is the setting whose
    number nobody has rung yet and the reader did not enter; None where there is none. `offer` is what stands between a
    hub and a partner that one of them offered, `offers` all that the reader's own organisation can agree to.
    """

    time: HoursAndCover
    own: bool
    partners: Sequence[Organisation]
    agreements: Mapping[UUID, str | None]
    to_ring: str | None
    works_with_us: bool = False
    offer: Change | None = None
    offers: Sequence[Change] = ()


def list_organisations(runtime: Runtime, actor: Actor, part: str, after: UUID | None) -> Sequence[Organisation]:
    """Those that take part in whose name this part is, by name, after that one; at most one more than is shown.

    A hub's people see all of them, a partner's their own and those it works with or that offer to. Raises NotFound,
    after logging the refusal, for whoever signs nothing.
    """
    require_signer(runtime, actor, "list_organisations")
    now = runtime.clock.now()
    wanted = "".join(one for one in part if one.isprintable()).strip()[:LONGEST_NAME]
    with runtime.database.work(actor.organisation_id) as work:
        return work.identity.organisations_named(wanted, SHOWN + 1, after, _theirs(work, actor, now))


def see_organisation(runtime: Runtime, actor: Actor, organisation_id: UUID) -> SeenOrganisation:
    """One of those. Raises NotFound, after logging the refusal, for another and for none."""
    require_signer(runtime, actor, "see_organisation")
    own, now = organisation_id == actor.organisation_id, runtime.clock.now()
    try:
        with runtime.database.work(actor.organisation_id) as work:
            theirs = _theirs(work, actor, now)
            if theirs is not None and organisation_id not in theirs:
                raise NotFound
            of = work.identity.organisation(organisation_id)
            with_whom = work.partnerships.with_whom(organisation_id) if own or theirs is None else frozenset()
            partners = work.identity.organisations_of(with_whom).values()
            agreements = work.partnerships.agreements_of(organisation_id) if of.kind == HUB and with_whom else {}
            works_with_us = organisation_id in work.partnerships.with_whom(actor.organisation_id)
            hub, partner = (actor.organisation_id, organisation_id)
            if of.kind == HUB:
                hub, partner = partner, hub
            offer = offer_between(work, hub, partner, now)
            offers = offers_to(work, organisation_id, now) if own else ()
    except NotFound:
        refused(runtime, actor, "see_organisation")
    (time,) = said_of(runtime, [organisation_id])
    return SeenOrganisation(
        time=time,
        own=own,
        partners=sorted(partners, key=lambda one: one.name),
        agreements=agreements,
        to_ring=_to_ring(time, actor) if own else None,
        works_with_us=works_with_us,
        offer=offer,
        offers=offers,
    )


def nobody_can_agree(runtime: Runtime, actor: Actor, other: Organisation) -> bool:
    """Whether a hub's reader would wait in vain for a partner: too few there have the role and passkeys to agree."""
    if actor.organisation_kind != HUB or other.kind == HUB:
        return False
    with runtime.database.work(actor.organisation_id) as work:
        return not can_sign(runtime, work, PARTNERSHIP_MADE, other.id)


def _theirs(work: Work, actor: Actor, now: datetime) -> Collection[UUID] | None:
    """The organisations that somebody may know of here; None for all."""
    if actor.organisation_kind == HUB:
        return None
    offering = (one.organisation_id for one in offers_to(work, actor.organisation_id, now))
    return {actor.organisation_id, *work.partnerships.with_whom(actor.organisation_id), *offering}


def _to_ring(time: HoursAndCover, actor: Actor) -> str | None:
    for kind in NUMBERS:
        one = time.kept.one(kind)
        if one is not None and one.said.get("telephone") and one.rung_at is None and one.set_by != actor.person_id:
            return kind
    return None

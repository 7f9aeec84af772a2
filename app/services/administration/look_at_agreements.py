"""Sharing agreements as those of its sides see them: all there are, one of them, and with whom one can be recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.domain.agreements import ENDED, EXPIRED, FOLLOWED, NOT_YET, STANDS, TO_SIGN, Agreement
from app.domain.changes import SIGNS
from app.domain.identity import Actor, Organisation
from app.domain.time_of_day import london
from app.services.administration.refusing import refused, require_administrator
from app.services.disclosure.duties import ADVISES_ON_POLICY, GOVERNS, OWNS_POLICY, has_duty
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime

SHOWN: Final = 200
OVER: Final = (ENDED, FOLLOWED)
QUIET: Final = (STANDS, NOT_YET, *OVER)
"""Of these nobody has to do anything now."""
READ: Final = (GOVERNS, OWNS_POLICY, ADVISES_ON_POLICY)
"""Who reads them besides whoever administers."""


@dataclass(frozen=True, slots=True)
class SeenAgreement:
    """One of them on a day, with the names of its sides; `followed` by a later version that holds for the reader's."""

    agreement: Agreement
    names: Mapping[UUID, str]
    today: date
    own_id: UUID
    followed: bool

    @property
    def state(self) -> str:
        """How it stands for the reader: ended for their own side is ended."""
        side, state = self.agreement.side(self.own_id), self.agreement.state(self.today)
        if state == ENDED or (side is not None and side.ended_at is not None):
            return ENDED
        return FOLLOWED if self.followed else state

    @property
    def to_sign(self) -> bool:
        """Whether the reader's own side has still to sign it."""
        return self.own_id in self.agreement.unsigned and self.state not in (*OVER, EXPIRED)

    @property
    def needs_us(self) -> bool:
        """Whether somebody of the reader's own side has something to do."""
        return self.to_sign or (self.state not in (*QUIET, TO_SIGN) and self.own_id not in self.agreement.unsigned)


def list_agreements(runtime: Runtime, actor: Actor) -> Sequence[SeenAgreement]:
    """Those in which the actor's organisation has a side, those that need somebody first; at most one more than
    is shown.

    Raises NotFound, after logging the refusal, for whoever neither administers, governs, owns nor advises.
    """
    _require_reader(runtime, actor, "list_agreements")
    return sorted(_seen(runtime, actor), key=lambda one: (not one.needs_us, one.state in OVER))[: SHOWN + 1]


def agreements_that_need(runtime: Runtime, actor: Actor) -> int:
    """How many of them need somebody of the actor's side: 0, without a statement, for whoever does not read them."""
    if actor.role != SIGNS and not any(has_duty(runtime.policy.release, actor, one) for one in READ):
        return 0
    with runtime.database.work(actor.organisation_id) as work:
        found = work.partnerships.agreements.of(actor.organisation_id)
    return sum(one.needs_us for one in _on_a_day(runtime, actor, found, {}))


def see_agreement(runtime: Runtime, actor: Actor, agreement_id: UUID) -> SeenAgreement:
    """One of those. Raises NotFound, after logging the refusal, as list_agreements does, and for another's or none."""
    _require_reader(runtime, actor, "see_agreement")
    found = next((one for one in _seen(runtime, actor) if one.agreement.id == agreement_id), None)
    if found is None:
        refused(runtime, actor, "see_agreement")
    return found


def sides_to_choose(runtime: Runtime, actor: Actor, also: UUID | None) -> Sequence[Organisation]:
    """With whom the actor can record one, by name: whom they work with, and of a hub's people one other they name.

    Raises NotFound, after logging the refusal, for whoever does not administer, and for one that is not there.
    """
    require_administrator(runtime, actor, "sides_to_choose")
    of_hub = actor.organisation_kind == HUB
    with runtime.database.work(actor.organisation_id) as work:
        ids = set(work.partnerships.with_whom(actor.organisation_id))
        if also is not None and of_hub:
            ids.add(also)
        found = work.identity.organisations_of(ids).values()
    return sorted((one for one in found if (one.kind == HUB) != of_hub), key=lambda one: one.name)


def _require_reader(runtime: Runtime, actor: Actor, action: str) -> None:
    if not any(has_duty(runtime.policy.release, actor, one) for one in READ):
        require_administrator(runtime, actor, action)


def _seen(runtime: Runtime, actor: Actor) -> Sequence[SeenAgreement]:
    with runtime.database.work(actor.organisation_id) as work:
        found = work.partnerships.agreements.of(actor.organisation_id)
        sides = work.identity.organisations_of({one.organisation_id for each in found for one in each.sides})
    return _on_a_day(runtime, actor, found, {id_: one.name for id_, one in sides.items()})


def _on_a_day(
    runtime: Runtime, actor: Actor, found: Sequence[Agreement], names: Mapping[UUID, str]
) -> Sequence[SeenAgreement]:
    own, today = actor.organisation_id, london(runtime.clock.now()).date()
    return [SeenAgreement(one, names, today, own, one.followed(found, own)) for one in found]

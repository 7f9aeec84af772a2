"""When somebody's mails come: each at once, or one a day for what can wait. It is their own to say."""

from __future__ import annotations

from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.runtime import Runtime

HOURS = range(6, 21)
"""At which hour of a London clock the one mail may come."""


def mail_hour(runtime: Runtime, actor: Actor) -> int | None:
    """The hour at which this person wants one mail a day; None: each at once."""
    with runtime.database.work(None) as work:
        return work.digests.hours([actor.person_id]).get(actor.person_id)


def choose_mail_hour(runtime: Runtime, actor: Actor, hour: int | None) -> None:
    """From now on one mail a day at this hour, or (None) each at once; what is kept already comes when it was to.

    Raises InvalidInput for an hour that cannot be chosen.
    """
    if hour is not None and hour not in HOURS:
        raise InvalidInput({"hour": "Choose at which hour it should come"})
    with runtime.database.work(None) as work:
        work.digests.choose(actor.person_id, hour, runtime.clock.now())
        work.commit()

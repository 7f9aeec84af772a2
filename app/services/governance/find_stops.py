"""What an organisation's people are told of logs that were found changed: whose, since when, and who knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.log_entry import INSTALLATION
from app.domain.log_stop import Stop
from app.domain.ports import Work
from app.services.clocks.answering import Number, numbers_of
from app.services.governance.stop_logs import TELL, parties, told_of
from app.services.identity.make_partnership import HUB
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class TellingOf:
    """A party, and when its people were told; None while they are not: the job is tried again."""

    party: Organisation
    at: datetime | None


@dataclass(frozen=True, slots=True)
class StoppedLog:
    """A stop as a party sees it; `parties` are none of the installation's own log, `numbers` where each answers now."""

    stop: Stop
    parties: tuple[Organisation, ...]
    told: tuple[TellingOf, ...]
    numbers: Mapping[UUID, Number]


def find_stops(runtime: Runtime, actor: Actor) -> tuple[StoppedLog, ...]:
    """Every stopped log that the actor's organisation is a party to, and the installation's; of others, nothing."""
    with runtime.database.work(None) as work:
        mine = [one for one in work.stops.stops() if concerns(one, actor)]
        return tuple(_shown(runtime, work, one, actor) for one in mine)


def stopped_labels(runtime: Runtime) -> tuple[str, ...]:
    """The labels of all logs that are stopped; they tell nothing of whose they are. Raises DatabaseUnavailable."""
    with runtime.database.work(None) as work:
        return tuple(one.log.label for one in work.stops.stops())


def concerns(stop: Stop, actor: Actor) -> bool:
    """Whether the actor's organisation is told of a stop: it is a party, or the log is the installation's."""
    return stop.log.whose == INSTALLATION or actor.organisation_id in stop.log.whose


def _shown(runtime: Runtime, work: Work, stop: Stop, actor: Actor) -> StoppedLog:
    own = tuple(dict.fromkeys(one for one in stop.log.whose if one is not None))
    at = {one.organisation_id: one.at for one in work.jobs.told(TELL) if one.payload == told_of(stop)}
    whose = tuple(work.identity.organisation(one) for one in own)
    hub = next((one.id for one in whose if one.kind == HUB), actor.organisation_id)
    return StoppedLog(
        stop,
        whose,
        tuple(TellingOf(work.identity.organisation(one), at.get(one)) for one in _told(work, stop, actor)),
        numbers_of(runtime, work, hub, own) if own else {},
    )


def _told(work: Work, stop: Stop, actor: Actor) -> list[UUID]:
    """Whose telling is shown: that of each party, but of the installation's log one's own alone."""
    concerned = parties(work, stop.log)
    return [one for one in concerned if one == actor.organisation_id] if stop.log.whose == INSTALLATION else concerned

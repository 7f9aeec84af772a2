"""The logs an organisation is a party to, for its IG officers, Caldicott guardians and auditors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.errors import LogUnavailable, RefusesToStart
from app.domain.identity import Actor, Organisation
from app.domain.log_entry import Log, Standing
from app.domain.log_stop import Stop
from app.domain.ports import Work
from app.services.disclosure.duties import GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.log_signing import KnownKeys, known_keys
from app.services.governance.checkpoints import edge_problem
from app.services.governance.current_names import current_names
from app.services.governance.kept_summaries import broken_logs, last_kept
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.log.checkpoint import Checkpoint, verify
from crypto.log.summary import SummaryLine
from crypto.log.tree import frontier_positions, root_of

LABEL = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class PartyLog:
    """A log as it stands: how many entries, when it was last signed, and whether what was signed is still in it.

    `signed_at` is when it was last signed by itself; `covered` how many of its entries the newest summary of all logs
    says, and when that was signed: None where there is none, or it cannot be believed. `holds` is of both; None while
    neither says anything of it, and False of a log that is stopped: `stop` says what was found in it.
    """

    log: Log
    size: int
    signed_at: datetime | None
    signed_size: int | None
    holds: bool | None
    stop: Stop | None
    covered: tuple[int, datetime] | None


@dataclass(frozen=True, slots=True)
class PartyLogs:
    """The logs of one organisation, and everybody they are with."""

    logs: tuple[PartyLog, ...]
    organisations: Mapping[UUID, Organisation]


def list_party_logs(runtime: Runtime, actor: Actor) -> PartyLogs:
    """Every log the actor's organisation is a party to. Raises NotFound unless the actor governs it."""
    with runtime.database.work(actor.organisation_id) as work:
        if not has_duty(runtime.policy.release, actor, GOVERNS):
            refuse(runtime, work, actor, "list_logs", [])
        found = _standings(runtime, work, work.log.logs_of(actor.organisation_id))
        return PartyLogs(found, organisations_of(work, *(one.log for one in found)))


def find_party_log(runtime: Runtime, actor: Actor, label: str) -> PartyLogs:
    """One log by its label, as `list_party_logs` gives them. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        log = require_party_log(runtime, work, actor, label)
        return PartyLogs(_standings(runtime, work, [log]), organisations_of(work, log))


def stop_of(work: Work, log: Log) -> Stop | None:
    """What was found in a log that is stopped; None of one that is not."""
    return next((one for one in work.stops.stops() if one.log.id == log.id), None)


def require_party_log(runtime: Runtime, work: Work, actor: Actor, label: str) -> Log:
    """The log with a label, if the actor governs a party to it. Otherwise one logged refusal and NotFound."""
    log = work.log.labelled(label) if LABEL.fullmatch(label) else None
    if log is None or actor.organisation_id not in log.whose or not has_duty(runtime.policy.release, actor, GOVERNS):
        refuse(runtime, work, actor, "read_log", [])
    return log


def organisations_of(work: Work, *logs: Log) -> Mapping[UUID, Organisation]:
    """The organisations some logs are between."""
    parties = {one for log in logs for one in log.whose if one is not None}
    return work.identity.organisations_of(parties)


def _standings(runtime: Runtime, work: Work, logs: Sequence[Log]) -> tuple[PartyLog, ...]:
    """How logs stand. Of what was last signed, signature and root are compared, not each entry."""
    standings = {one.log.id: one for one in work.log.standings(logs)}
    signed = work.log.last_checkpoints([one.id for one in logs], runtime.clock.now())
    names = current_names(runtime, work, [one for one in logs if one.id in signed])
    keys = known_keys(runtime, work, logs)
    said = {log: _checkpoint(keys, one) for log, one in signed.items() if one[0] == names[log]}
    within = {log: one for log, one in said.items() if one and _may_hold(standings[log], one)}
    edges = {log: frontier_positions(one.size) for log, one in within.items()}
    nodes = work.log.nodes([(log, level, index) for log, each in edges.items() for level, index in each])
    summed = _summed(runtime, work)
    lines = [summed[0][one.log.label] for one in standings.values() if summed and one.log.label in summed[0]]
    broken = {label for label, _ in broken_logs(work, lines, list(standings.values()))}
    stops = {one.log.id: one for one in work.stops.stops()}
    roots = {log: root_of([nodes[log, *at] for at in each if (log, *at) in nodes]) for log, each in edges.items()}

    def told(log: Log) -> PartyLog:
        size, one, stop = standings[log.id].size, said.get(log.id), stops.get(log.id)
        line = summed[0].get(log.label) if summed else None
        covered = (line.size, summed[1]) if summed and line else None
        sound = stop is None and log.label not in broken
        if log.id not in said:
            return PartyLog(log, size, None, None, sound if line or not sound else None, stop, covered)
        holds = sound and one is not None and log.id in roots and roots[log.id] == one.root
        return PartyLog(log, size, signed[log.id][3], one.size if one else None, holds, stop, covered)

    return tuple(told(one) for one in logs)


def _summed(runtime: Runtime, work: Work) -> tuple[Mapping[str, SummaryLine], datetime] | None:
    """What the newest summary of all logs says of each, by its label, and when it was signed."""
    try:
        kept, at = last_kept(runtime, work), runtime.checkpoints.last_at()
    except (RefusesToStart, LogUnavailable):
        return None
    return ({one.label: one for one in kept.lines or ()}, at) if kept and at else None


def _may_hold(standing: Standing, signed: Checkpoint) -> bool:
    """Whether a log is whole at its edge and as large as what was signed."""
    return edge_problem(standing) is None and signed.size <= standing.size


def _checkpoint(keys: KnownKeys, signed: tuple[str, int, str, datetime]) -> Checkpoint | None:
    """What a stored checkpoint says under our signature, None where it is not ours."""
    origin, _, text, _ = signed
    try:
        return verify(text, keys.under(origin))
    except CryptoError:
        return None

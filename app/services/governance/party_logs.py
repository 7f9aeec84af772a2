"""The logs an organisation is a party to, for its IG officers, Caldicott guardians and auditors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.log_entry import Log
from app.domain.ports import Work
from app.services.disclosure.duties import GOVERNS, has_duty
from app.services.disclosure.gate import refuse
from app.services.governance.checkpoints import edge_problem, nodes_of
from app.services.governance.log_keys import current_name, log_key
from app.services.runtime import Runtime
from crypto.errors import CryptoError
from crypto.log.checkpoint import verify
from crypto.log.tree import frontier_positions, root_of

LABEL = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class PartyLog:
    """A log as it stands: how many entries, when it was last signed, and whether what was signed is still in it.

    `holds` is None while nothing was signed yet under the name it has now.
    """

    log: Log
    size: int
    signed_at: datetime | None
    signed_size: int | None
    holds: bool | None


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
        found = tuple(standing_of(runtime, work, log) for log in work.log.logs_of(actor.organisation_id))
        return PartyLogs(found, organisations_of(work, *(one.log for one in found)))


def find_party_log(runtime: Runtime, actor: Actor, label: str) -> PartyLogs:
    """One log by its label, as `list_party_logs` gives them. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        log = require_party_log(runtime, work, actor, label)
        return PartyLogs((standing_of(runtime, work, log),), organisations_of(work, log))


def require_party_log(runtime: Runtime, work: Work, actor: Actor, label: str) -> Log:
    """The log with a label, if the actor governs a party to it. Otherwise one logged refusal and NotFound."""
    log = work.log.labelled(label) if LABEL.fullmatch(label) else None
    if log is None or actor.organisation_id not in log.whose or not has_duty(runtime.policy.release, actor, GOVERNS):
        refuse(runtime, work, actor, "read_log", [])
    return log


def organisations_of(work: Work, *logs: Log) -> Mapping[UUID, Organisation]:
    """The organisations some logs are between."""
    parties = {one for log in logs for one in log.whose if one is not None}
    return {one: work.identity.organisation(one) for one in parties}


def standing_of(runtime: Runtime, work: Work, log: Log) -> PartyLog:
    """How a log stands. Of what was last signed, signature and root are compared, not each entry."""
    (standing,) = work.log.standing(log)
    last = work.log.last_checkpoint(log.id, runtime.clock.now())
    if last is None or last[0] != current_name(runtime, work, log):
        return PartyLog(log, standing.size, None, None, None)
    origin, _, text, at = last
    try:
        checkpoint = verify(text, [log_key(runtime, origin)])
    except CryptoError:
        return PartyLog(log, standing.size, at, None, holds=False)
    holds = edge_problem(standing) is None and checkpoint.size <= standing.size
    if holds:
        holds = root_of(nodes_of(work, log)(frontier_positions(checkpoint.size))) == checkpoint.root
    return PartyLog(log, standing.size, at, checkpoint.size, holds)

"""Changed facts as the hub sees them: who hears, who has seen it, and who is to be rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.domain.identity import Organisation
from app.domain.research import ResearchRequest
from app.http import current
from app.services.clocks.answering import Number
from app.services.governance.find_stops import find_stops
from app.services.intake.open_case import KnownCase
from app.services.research.renew_facts import still_renewed
from app.services.research.what_was_told import open_to_change
from app.web.runtime import runtime

NO_NUMBER = "The exchange has no telephone number of theirs: look it up in your own directory."


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One partner that was sent something else than holds now: whether it knows, and the telephone task if it must.

    `stopped` says that it cannot be told here, as the log that hub and partner share takes no disclosure;
    `number` is where the partner answers now.
    """

    partner: Organisation
    entry: ResearchRequest
    at: datetime
    ring: bool
    stopped: bool
    href: str
    number: Number


def partners_who_hear(known: KnownCase) -> tuple[Organisation, ...]:
    """Whom saving tells at once, if something they were sent changes, by name; each once."""
    if not still_renewed(runtime(), known.case, known.history, runtime().clock.now()):
        return ()
    found = {one.partner_id for one in open_to_change(known.requests, known.erased)}
    return tuple(sorted((known.partners[one] for one in found), key=lambda one: one.name))


def change_rows(known: KnownCase) -> list[ChangeRow]:
    """The requests in which something has changed since they were sent, those to be rung first."""
    changed = [one for one in known.requests if one.changed_at is not None]
    stops = find_stops(runtime(), current.actor()) if any(one.unseen for one in changed) else ()
    stopped = {party.id for one in stops for party in one.parties}
    rows = [_row(known, one, stopped=one.partner_id in stopped) for one in changed]
    return sorted(rows, key=lambda row: (not row.ring, not row.entry.unseen, row.at))


def not_yet_seen(rows: Sequence[ChangeRow]) -> str:
    """The names of the partners that have not seen what changed, nor been rung, for a sentence."""
    return ", ".join(row.partner.name for row in rows if row.entry.unseen)


def _row(known: KnownCase, one: ResearchRequest, *, stopped: bool) -> ChangeRow:
    now = runtime().clock.now()
    minutes = 0 if stopped else runtime().policy.release.renewal.minutes_unseen[one.rating]
    return ChangeRow(
        partner=known.partners[one.partner_id],
        entry=one,
        at=one.changed_at or now,
        ring=one.to_ring(minutes, now),
        stopped=stopped and one.unseen,
        href=url_for("hub.ring", case_id=known.case.file_id, file_id=one.file_id),
        number=known.numbers[one.partner_id],
    )

"""What waits for one person, as statements: one for a partner's people, one for a hub's, one for who reads its log.

Each group is read up to a bound, then counted and cut. What somebody has or is on is found from their own side, so that
it is no more work where others have more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import CompoundSelect

from app.adapters.database.for_reader import is_of, is_on, open_to, stands
from app.adapters.database.tables.asking import asking_draft
from app.adapters.database.tables.files import file_event, research_request
from app.adapters.database.tables.governance import review_due
from app.adapters.database.tables.lists import case_entry, inbox_entry
from app.adapters.database.tables.log import log_detail
from app.adapters.database.tables.records import record
from app.adapters.database.waiting_challenged import to_answer_again, to_look_at_again
from app.adapters.database.waiting_decider import no_decider_on
from app.adapters.database.waiting_duty import has_accepted, of_night
from app.adapters.database.waiting_lines import (
    NOBODY,
    case_columns,
    covered_columns,
    drafted_columns,
    kept,
    line_of,
    requests_in,
    together,
)
from app.adapters.database.waiting_outside import UNSEEN, WITHDRAWN, at_partners, board_late, to_ring
from app.domain import waiting as w
from app.domain.events import TAKEN

NO_NIGHT = w.OfNight()
UNANSWERED = and_(inbox_entry.c.answered_at.is_(None), inbox_entry.c.state != WITHDRAWN)


def at_partner(
    partner: UUID,
    reader: UUID,
    now: datetime,
    *,
    covers: Collection[UUID] = (),
    approves: w.NotTheirs | None = None,
) -> CompoundSelect[Any]:
    """For who searches and answers: what changed unseen, and what nobody but them has to answer or to approve.

    What those have whom they cover is to answer as well. Approvals for who approves alone.
    """
    entry, own = inbox_entry.c, _answering(partner, reader)
    changed = select(research_request.c.file_id).where(research_request.c.partner_id == partner, UNSEEN)
    to_answer = own.where(UNANSWERED, entry.state.in_(("sent", "claimed")), entry.file_id.not_in(changed))
    theirs = [to_answer.where(one) for one in (entry.claimed_by == reader, entry.claimed_by.is_(None))]
    if covers:
        of_others = _answering(partner, reader, entry.claimed_by).where(entry.claimed_by.in_(sorted(covers)))
        waiting = of_others.where(UNANSWERED, entry.state.in_(("sent", "claimed")), entry.file_id.not_in(changed))
        theirs.append(waiting)
    return together(
        {
            w.CHANGED: [own.where(entry.file_id.in_(changed))],
            w.OVERDUE: [one.where(entry.due_at < now) for one in theirs],
            w.CHALLENGED: [to_look_at_again(partner, reader, approves)] if approves else [],
            w.TO_APPROVE: [_to_approve(own, reader, approves).where(entry.file_id.not_in(changed))] if approves else [],
            w.ANSWER_AGAIN: to_answer_again(partner, reader, covers),
            w.TO_ANSWER: [one.where(entry.due_at >= now) for one in theirs],
        }
    )


def to_approve(partner: UUID, reader: UUID, but: w.NotTheirs) -> CompoundSelect[Any]:
    """What others wrote that waits for approval, whether or not something in it has changed."""
    return together({w.TO_APPROVE: [_to_approve(_answering(partner, reader), reader, but)]})


def at_hub(
    hub: UUID,
    reader: UUID,
    now: datetime,
    *,
    unseen: Mapping[str, int],
    unlearnt: frozenset[str],
    decides: bool,
    covers: Collection[UUID] = (),
    raises: Mapping[str, int] = MappingProxyType({}),
    night: w.OfNight = NO_NIGHT,
    undecided: w.Undecided | None = None,
) -> CompoundSelect[Any]:
    """For who works on cases: what partners did and did not do in theirs, and what is to be decided and asked.

    `unseen` says for each rating after how many minutes a partner that has not seen a change is rung. Of partners
    of the kinds that are `unlearnt` nothing tells that they ask back: they are late like others. What those answered
    does not wait for this reader either, who can open nothing of it. `raises` says for each profile after how many
    steps of its ladder a request is raised with the strategic board. Cases of those they cover are shown until they are
    on them themselves. `night` is what of one is theirs: a duty worker's cases are those that they have accepted.
    """
    entry, of_case = inbox_entry.c, case_entry.c
    on = partial(has_accepted, reader, now) if night.tonight else partial(is_on, reader)
    own = select(case_entry).where(
        of_case.organisation_id == hub,
        of_case.state == "open",
        on(of_case.file_id),
        open_to(reader, of_case.file_id),
        kept(of_case.file_id),
    )
    mine = own.cte("mine")
    sent = (
        select(inbox_entry)
        .where(entry.organisation_id == hub, entry.case_id.in_(select(mine.c.file_id)))
        .where(entry.side == "asking", entry.state != WITHDRAWN, open_to(reader, entry.file_id), kept(entry.file_id))
        .cte("sent")
    )
    opened = (
        select(func.max(log_detail.c.at))
        .where(log_detail.c.file_id == sent.c.file_id, log_detail.c.kind == "opened")
        .where(log_detail.c.from_id == sent.c.counterpart_id, log_detail.c.actor_id == reader)
        .scalar_subquery()
    )
    corrected = (
        select(func.max(file_event.c.at))
        .where(file_event.c.file_id == sent.c.file_id, file_event.c.what.in_(("corrected", "stood_by")))
        .scalar_subquery()
    )
    asks = stands(sent.c, "clarification", unlearnt)
    requests = requests_in(sent.c, literal(True))
    wanted, back = requests.where(sent.c.answered_at.is_(None)), requests.where(sent.c.answered_at.is_not(None))
    if unlearnt:
        back = back.where(~is_of(sent.c, unlearnt))
    outside = at_partners(sent, now, raises, decides=decides)
    asked = select(*case_columns(mine)).where(mine.c.asked > 0, mine.c.next_due_at.is_(None))
    drafted = exists().where(asking_draft.c.file_id == mine.c.file_id)
    return together(
        {
            **of_night(hub, reader, now, night, covers, decides=decides),
            w.NO_DECIDER_ON: [no_decider_on(hub, reader, undecided)] if undecided else [],
            w.COVERED: [_covered(hub, reader, one) for one in sorted(covers)],
            w.CLOSED_THERE: outside[w.CLOSED_THERE],
            w.TO_RING: [to_ring(hub, reader, now, unseen, on)],
            w.WORDS_HELD: [requests.where(_words_wait(sent.c.file_id))] if decides else [],
            w.ASKS_BACK: [wanted.where(asks)],
            w.LATE_ANSWER: [wanted.where(~asks, sent.c.due_at < now)],
            w.CHALLENGE_LATE: outside.get(w.CHALLENGE_LATE, []),
            w.TO_RAISE: outside.get(w.TO_RAISE, []),
            w.BOARD_LATE: [board_late(hub, reader, now)] if decides else [],
            w.CORRECTED: [back.where(opened >= sent.c.answered_at, corrected > opened)],
            w.NEW_RETURN: [back.where(func.coalesce(opened < sent.c.answered_at, literal(True)))],
            w.TO_DECIDE: [asked] if decides else [],
            w.NOT_SENT: []
            if night.tonight
            else [select(*drafted_columns(mine)).join(asking_draft, asking_draft.c.file_id == mine.c.file_id)],
            w.TO_ASK: [] if night.tonight else [select(*case_columns(mine)).where(mine.c.asked == 0, ~drafted)],
        }
    )


def of_log(hub: UUID, reader: UUID) -> CompoundSelect[Any]:
    """For who governs a hub's log: acts of others that nobody else has looked at yet."""
    act = review_due.c
    line = line_of(act.entry_id, null(), null(), literal(""), null(), act.due_at, literal(False), null())
    due = select(*line).where(act.tenant_id == hub, act.acted_by != reader, act.looked_at.is_(None))
    return together({w.TO_REVIEW: [due]})


def _covered(hub: UUID, reader: UUID, away: UUID) -> Select[Any]:
    of_case = case_entry.c
    return select(*covered_columns(case_entry, away)).where(
        of_case.organisation_id == hub,
        of_case.state == "open",
        is_on(away, of_case.file_id),
        ~is_on(reader, of_case.file_id),
        open_to(reader, of_case.file_id),
        kept(of_case.file_id),
    )


def _answering(partner: UUID, reader: UUID, whose: ColumnElement[Any] = NOBODY) -> Select[Any]:
    entry = inbox_entry.c
    own = requests_in(entry, entry.claimed_by == reader, whose).where(entry.organisation_id == partner)
    return own.where(entry.side == "answering", open_to(reader, entry.file_id), kept(entry.file_id))


def _to_approve(own: Select[Any], reader: UUID, but: w.NotTheirs) -> Select[Any]:
    entry = inbox_entry.c
    waits = own.where(entry.state == "awaiting_approval", entry.claimed_by.is_distinct_from(reader))
    if but.authors:
        waits = waits.where(func.coalesce(entry.claimed_by.not_in(sorted(but.authors)), literal(True)))
    if but.had:
        had = exists().where(
            file_event.c.file_id == entry.file_id, file_event.c.about_id == reader, file_event.c.what.in_(TAKEN)
        )
        waits = waits.where(~had)
    return waits


def _words_wait(file_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a request holds words back of which nobody has decided that they stay."""
    codes = record.c.codes
    left = func.coalesce(codes["words_left"], literal([], JSONB))
    return exists().where(
        record.c.file_id == file_id,
        record.c.kind == "request",
        record.c.state == "released",
        codes.has_key("words_held"),
        ~left.contains(codes["words_held"]),
    )

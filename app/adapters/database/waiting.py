"""What waits for one person, as statements: one for a partner's people, one for a hub's, one for who reads its log.

Each group is read up to a bound, then counted and cut. What somebody has or is on is found from their own side, so that
it is no more work where others have more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import CompoundSelect

from app.adapters.database.for_reader import is_of, is_on, open_to, stands
from app.adapters.database.tables.asking import asking_draft
from app.adapters.database.tables.files import erasure, file_event, research_request
from app.adapters.database.tables.governance import review_due
from app.adapters.database.tables.lists import case_entry, inbox_entry
from app.adapters.database.tables.log import log_detail
from app.adapters.database.tables.metadata import Moment
from app.adapters.database.tables.records import record
from app.domain import waiting as w

Kind = Sequence[Select[Any]]
"""Statements that together find the lines of a group: each uses an index of its own."""
WITHDRAWN: ColumnElement[str] = literal_column("'withdrawn'")
"""Said outright, as the indexes of these and of the others say it."""
UNSEEN = and_(
    research_request.c.changed_at.is_not(None),
    research_request.c.seen_at.is_(None),
    research_request.c.state != WITHDRAWN,
)
UNANSWERED = and_(inbox_entry.c.answered_at.is_(None), inbox_entry.c.state != WITHDRAWN)


def at_partner(partner: UUID, reader: UUID, now: datetime, *, approves: bool) -> CompoundSelect[Any]:
    """For who searches and answers: what changed unseen, and what nobody but them has to answer or to approve."""
    entry, own = inbox_entry.c, _answering(partner, reader)
    changed = select(research_request.c.file_id).where(research_request.c.partner_id == partner, UNSEEN)
    to_answer = own.where(UNANSWERED, entry.state.in_(("sent", "claimed")), entry.file_id.not_in(changed))
    theirs = [to_answer.where(one) for one in (entry.claimed_by == reader, entry.claimed_by.is_(None))]
    waits = _to_approve(own, reader)
    return _together(
        {
            w.CHANGED: [own.where(entry.file_id.in_(changed))],
            w.OVERDUE: [one.where(entry.due_at < now) for one in theirs],
            w.TO_APPROVE: [waits.where(entry.file_id.not_in(changed))] if approves else [],
            w.TO_ANSWER: [one.where(entry.due_at >= now) for one in theirs],
        }
    )


def to_approve(partner: UUID, reader: UUID) -> CompoundSelect[Any]:
    """What others wrote that waits for approval, whether or not something in it has changed."""
    return _together({w.TO_APPROVE: [_to_approve(_answering(partner, reader), reader)]})


def at_hub(
    hub: UUID,
    reader: UUID,
    now: datetime,
    *,
    unseen: Mapping[str, int],
    unlearnt: frozenset[str],
    decides: bool,
) -> CompoundSelect[Any]:
    """For who works on cases: what partners did and did not do in theirs, and what is to be decided and asked.

    `unseen` says for each rating after how many minutes a partner that has not seen a change is rung. Of partners
    of the kinds that are `unlearnt` nothing tells that they ask back: they are late like others. What those answered
    does not wait for this reader either, who can open nothing of it.
    """
    entry, of_case = inbox_entry.c, case_entry.c
    own = select(case_entry).where(
        of_case.organisation_id == hub,
        of_case.state == "open",
        is_on(reader, of_case.file_id),
        open_to(reader, of_case.file_id),
        _kept(of_case.file_id),
    )
    mine = own.cte("mine")
    sent = (
        select(inbox_entry)
        .where(entry.organisation_id == hub, entry.case_id.in_(select(mine.c.file_id)))
        .where(entry.side == "asking", entry.state != WITHDRAWN, open_to(reader, entry.file_id), _kept(entry.file_id))
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
        .where(file_event.c.file_id == sent.c.file_id, file_event.c.what == "corrected")
        .scalar_subquery()
    )
    asks = stands(sent.c, "clarification", unlearnt)
    requests = _requests(sent.c, literal(True))
    wanted, back = requests.where(sent.c.answered_at.is_(None)), requests.where(sent.c.answered_at.is_not(None))
    if unlearnt:
        back = back.where(~is_of(sent.c, unlearnt))
    asked = select(*_case_columns(mine)).where(mine.c.asked > 0, mine.c.next_due_at.is_(None))
    drafted = exists().where(asking_draft.c.file_id == mine.c.file_id)
    return _together(
        {
            w.TO_RING: [_to_ring(hub, reader, now, unseen)],
            w.WORDS_HELD: [requests.where(_words_wait(sent.c.file_id))] if decides else [],
            w.ASKS_BACK: [wanted.where(asks)],
            w.LATE_ANSWER: [wanted.where(~asks, sent.c.due_at < now)],
            w.CORRECTED: [back.where(opened >= sent.c.answered_at, corrected > opened)],
            w.NEW_RETURN: [back.where(func.coalesce(opened < sent.c.answered_at, literal(True)))],
            w.TO_DECIDE: [asked] if decides else [],
            w.NOT_SENT: [select(*_drafted(mine)).join(asking_draft, asking_draft.c.file_id == mine.c.file_id)],
            w.TO_ASK: [select(*_case_columns(mine)).where(mine.c.asked == 0, ~drafted)],
        }
    )


def of_log(hub: UUID, reader: UUID) -> CompoundSelect[Any]:
    """For who governs a hub's log: acts of others that nobody else has looked at yet."""
    act = review_due.c
    line = _line(act.entry_id, null(), null(), literal(""), null(), act.due_at, literal(False))
    due = select(*line).where(act.tenant_id == hub, act.acted_by != reader, act.looked_at.is_(None))
    return _together({w.TO_REVIEW: [due]})


def groups_of(rows: Iterable[Row[Any]]) -> Mapping[str, tuple[tuple[w.Waiting, ...], int]]:
    """The lines of such a statement by group, the soonest due first, and how many of each were counted."""
    found: dict[str, tuple[tuple[w.Waiting, ...], int]] = {}
    for row in rows:
        line = {name: value for name, value in row._mapping.items() if name != "counted"}
        lines, _ = found.get(row.what, ((), 0))
        found[row.what] = (*lines, w.Waiting(**line)), row.counted
    return found


def _answering(partner: UUID, reader: UUID) -> Select[Any]:
    entry = inbox_entry.c
    own = _requests(entry, entry.claimed_by == reader).where(entry.organisation_id == partner)
    return own.where(entry.side == "answering", open_to(reader, entry.file_id), _kept(entry.file_id))


def _to_approve(own: Select[Any], reader: UUID) -> Select[Any]:
    return own.where(inbox_entry.c.state == "awaiting_approval", inbox_entry.c.claimed_by.is_distinct_from(reader))


def _to_ring(hub: UUID, reader: UUID, now: datetime, unseen: Mapping[str, int]) -> Select[Any]:
    """Requests of which the partner has not seen in time what changed, nor heard of it by telephone."""
    request = research_request.c
    latest = {rating: literal(now - timedelta(minutes=minutes), Moment) for rating, minutes in unseen.items()}
    late = request.changed_at <= case(latest, value=request.rating)
    line = _line(
        request.file_id, request.case_id, request.partner_id, request.reference, request.rating, request.changed_at,
        literal(True),
    )  # fmt: skip
    return select(*line).where(
        request.hub_id == hub,
        UNSEEN,
        request.rung_at.is_(None),
        late,
        is_on(reader, request.case_id),
        open_to(reader, request.file_id, request.case_id),
        _kept(request.file_id, request.case_id),
    )


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


def _requests(of: Any, mine: ColumnElement[Any]) -> Select[Any]:
    return select(*_line(of.file_id, of.case_id, of.counterpart_id, of.reference, of.rating, of.due_at, mine))


def _case_columns(of: Any) -> tuple[ColumnElement[Any], ...]:
    column = of.c
    return _line(
        column.file_id, column.file_id, null(), column.reference, column.rating, column.started_at, literal(True)
    )


def _drafted(of: Any) -> tuple[ColumnElement[Any], ...]:
    """A case with a draft of asking: since when it is as it is."""
    column = of.c
    return _line(
        column.file_id, column.file_id, null(), column.reference, column.rating, asking_draft.c.saved_at, literal(True)
    )


def _line(*columns: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    """The columns of a line in their order, each of its type in every part of the statement."""
    kinds = {
        "file_id": Uuid(), "case_id": Uuid(), "counterpart_id": Uuid(), "reference": Text(), "rating": Text(),
        "due_at": Moment(), "mine": None,
    }  # fmt: skip
    pairs = zip(kinds.items(), columns, strict=True)
    return tuple(
        func.coalesce(one, literal(False)).label(name) if kind is None else one.cast(kind).label(name)
        for (name, kind), one in pairs
    )


def _kept(*file_ids: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether none of these files is erased: nothing can be done in one that is."""
    return ~exists().where(erasure.c.file_id.in_(file_ids))


def _together(groups: Mapping[str, Kind]) -> CompoundSelect[Any]:
    """All groups in one statement: of each the lines due soonest, and how many there are, up to a bound."""
    return union_all(*(_cut(what, kind) for what, kind in groups.items() if kind))


def _cut(what: str, kind: Kind) -> Select[Any]:
    parts = [select(one.order_by("due_at", "file_id").limit(w.COUNTED + 1).subquery()) for one in kind]
    found = union_all(*parts).subquery()
    first = (
        select(literal(what).label("what"), found)
        .order_by(found.c.due_at, found.c.file_id)
        .limit(w.COUNTED + 1)
        .subquery()
    )
    shown = (
        select(first, func.count().over().label("counted"))
        .order_by(first.c.due_at, first.c.file_id)
        .limit(w.SHOWN)
        .subquery()
    )
    return select(shown)

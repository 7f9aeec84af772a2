"""A case as it stands: its row, and what the statements about it say in clear, folded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.adapters.database.fixed import fixed
from app.adapters.database.tables import files as t
from app.adapters.database.tables.records import record
from app.domain.errors import HistoryDamaged
from app.domain.escalation import with_board
from app.domain.files import CaseFile
from app.domain.history import standing

_ALWAYS = frozenset({"purpose", "legal_basis", "rating"})

_said = record.alias("said")
CODED = (
    select(
        func.jsonb_agg(
            func.jsonb_build_array(
                _said.c.id, _said.c.what, _said.c.subject_id, _said.c.version, _said.c.supersedes,
                _said.c.released_at, _said.c.codes,
            )
        )
    )
    .where(_said.c.file_id == t.case_file.c.file_id, _said.c.kind == "case", _said.c.what.is_not(None))
    .where(_said.c.codes != {})
    .scalar_subquery()
)  # fmt: skip
CASE = fixed(
    select(t.case_file, t.file.c.tenant_id, CODED.label("said"))
    .join(t.file, t.file.c.id == t.case_file.c.file_id)
    .where(t.case_file.c.file_id == bindparam("file"))
)
LOCK = fixed(
    select(t.case_file.c.file_id)
    .where(t.case_file.c.file_id == bindparam("file"))
    .with_for_update(key_share=True, of=t.case_file)
)


class _Coded(NamedTuple):
    """A statement as far as the fold of its codes needs it."""

    id: UUID
    what: str | None
    subject_id: UUID
    version: int
    supersedes: UUID | None
    released_at: datetime | None
    codes: Mapping[str, Any]


def case_of(row: Mapping[Any, Any]) -> CaseFile:
    """A case with what stands of it. Raises HistoryDamaged, naming its reference, when nothing can be said."""
    columns = dict(row)
    try:
        said = [_coded_of(*one) for one in columns.pop("said") or ()]
        codes: dict[str, Any] = {"state": "open"}
        closed_at = held_at = None
        board = with_board(said)
        for one in sorted(standing(said).values(), key=_when):
            codes |= one.codes
            if "state" in one.codes:
                closed_at = one.released_at if one.codes["state"] == "closed" else None
            if "hold" in one.codes:
                held_at = one.released_at if one.codes["hold"] == "held" else None
        if missing := _ALWAYS - codes.keys():
            raise HistoryDamaged(f"Nobody has said its {min(missing).replace('_', ' ')}.")
    except HistoryDamaged as damaged:
        told = f"{damaged.message} Give your security lead the reference {row['reference']}."
        raise HistoryDamaged(told) from damaged
    stands = {name: codes[name] for name in (*_ALWAYS, "state")}
    return CaseFile(**columns | stands, closed_at=closed_at, held_at=held_at, board=board)


def _when(said: _Coded) -> datetime:
    if said.released_at is None:
        raise HistoryDamaged("What was recorded in this case is not whole: something has no time.")
    return said.released_at


def _coded_of(  # as they stand in the array
    id_: str, what: str, subject_id: str, version: int, supersedes: str | None, at: str | None, codes: Mapping[str, Any]
) -> _Coded:
    before = UUID(supersedes) if supersedes else None
    return _Coded(UUID(id_), what, UUID(subject_id), version, before, datetime.fromisoformat(at) if at else None, codes)

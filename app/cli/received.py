"""Entries by which somebody was shown something, as commands print them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.domain.identity import Actor, Organisation
from app.domain.log_entry import GONE
from app.services.governance.who_received import Fact, Received, ShownField, who_received
from app.services.runtime import Runtime


def received_rows(runtime: Runtime, actor: Actor, reference: str, about: Fact) -> list[Mapping[str, Any]]:
    """Every entry by which it was shown, the newest first, page by page. Raises as `who_received` does."""
    rows: list[Mapping[str, Any]] = []
    after = None
    while True:
        page = who_received(runtime, actor, reference, about, after)
        rows += [received_row(one, page.organisations) for one in page.rows]
        if (after := page.following) is None:
            return rows


def received_row(one: Received, organisations: Mapping[UUID, Organisation]) -> Mapping[str, Any]:
    """Codes, ids and names of organisations; of a closed entry when it was, and nothing else. `fields` is None where
    their names are not for whoever asks, or were erased.
    """
    line = one.line
    if one.closed:
        return _row(one, "closed", None, None, None)
    return _row(one, line.kind, _name(organisations, line.from_id), _name(organisations, line.to_id), line.legal_basis)


def _row(one: Received, kind: str, giver: str | None, receiver: str | None, basis: str | None) -> Mapping[str, Any]:
    line = one.line
    return {
        "entry": str(line.id),
        "number": line.index,
        "at": line.at.isoformat(),
        "kind": kind,
        "from": giver,
        "to": receiver,
        "who": one.who,
        "role": line.role if one.who else None,
        "purpose": None if one.closed else line.purpose,
        "basis": basis,
        "fields": None if one.fields is None else [_field(each) for each in one.fields],
    }


def _name(organisations: Mapping[UUID, Organisation], organisation: UUID | None) -> str | None:
    if organisation is None:
        return None
    return organisations[organisation].name if organisation in organisations else GONE


def _field(shown: ShownField) -> Mapping[str, str | None]:
    about = str(shown.record.subject_id) if shown.record else None
    return {"field": shown.field, "about": about, "level": shown.rendition or None}

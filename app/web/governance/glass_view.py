"""A record behind broken glass, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.answers import Answer
from app.services.disclosure.gate import OpenedRecord
from app.web.governance.words import RECORDS, RENDITIONS, which_subject
from policies.engine.catalogue import Field


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field: its catalogue entry, and what was opened of it; `answer` None is not shown."""

    field: Field
    answer: Answer | None
    extent: str


@dataclass(frozen=True, slots=True)
class GlassView:
    """What stands behind the glass. `superseded` when a later version has taken its place."""

    title: str
    superseded: bool
    fields: Sequence[ShownField]


def glass_view(opened: OpenedRecord) -> GlassView:
    """The record field by field, in the order and words of the catalogue it was written under."""
    record = opened.record
    order = {key: number for number, key in enumerate(opened.catalogue)}
    shown = sorted((one for one in opened.fields.values() if one.field in order), key=lambda one: order[one.field])
    return GlassView(
        title=f"{RECORDS.get(record.kind, record.kind)} about {which_subject(record)}",
        superseded=record.state == "superseded",
        fields=[
            ShownField(opened.catalogue[one.field], one.answer, RENDITIONS.get(one.level.word, "")) for one in shown
        ],
    )

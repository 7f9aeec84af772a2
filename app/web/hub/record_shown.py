"""A case record as somebody reads it who may not change it: what is recorded, as far as they see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.services.disclosure.gate import OpenedRecord
from app.services.runtime import PolicyInForce
from app.web.hub.field_groups import Group, Section
from app.web.hub.record_form import HeldBack, held_back
from policies.engine.catalogue import Field


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A heading and the fields under it that hold something, each as this person sees it."""

    group: Group
    rows: tuple[tuple[Field, HeldBack], ...]


def shown_sections(
    policy: PolicyInForce, sections: Iterable[Section], opened: OpenedRecord | None
) -> tuple[ShownSection, ...]:
    """The sections of a page, those that show nothing left out; what is withheld is named, as everywhere."""
    sections = tuple(sections)
    seen = held_back(policy, [field for section in sections for field in section.fields], opened)
    found = (
        ShownSection(section.group, tuple((field, seen[field.key]) for field in section.fields if field.key in seen))
        for section in sections
    )
    return tuple(one for one in found if one.rows)

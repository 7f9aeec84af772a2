"""A case record as a form: filled from what was opened, read back as what is to be stored.

What a person may not see in full is never put into the page. Its box stays empty, says that something is held, and
stays as it is unless something is typed. Which fields showed a value travels in the form (`had`), so that a box that
was emptied clears its field; which are held back travels too (`held`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.answers import Answer, plain
from app.schemas.answers import load_values
from app.schemas.texts import is_blank
from app.services.collation.revealable import may_reveal
from app.services.disclosure.gate import OpenedRecord, Shown
from app.services.research.compose import is_empty
from app.services.runtime import PolicyInForce
from app.web.field_forms import Form, error_links, errors_by_id, read_values
from app.web.hub.field_groups import Section
from app.web.typed_again import raw_values
from policies.engine.catalogue import Field
from policies.engine.vocabulary import Level


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A field that holds more than this person sees: what they see of it, and whether they may reveal the rest."""

    shown: Shown
    reveal: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it is shown: `open` is None where it is never folded; `so_far` names the fields that stand in it."""

    section: Section
    open: bool | None
    so_far: str


@dataclass(frozen=True, slots=True)
class RecordForm:
    """A form as it is shown. `version` is of the record it was filled from, None before the first save; `at` is the
    field in which a row was added or removed just now.
    """

    sections: tuple[Section, ...]
    raw: Mapping[str, Any]
    version: int | None
    had: tuple[str, ...] = ()
    held: Mapping[str, HeldBack] = field(default_factory=dict)
    stored_now: Mapping[str, Shown] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    at: str | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The sections; a folded one opens for whatever somebody must see in it now."""
        return tuple(self._part(one) for one in self.sections)

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields, in order."""
        return tuple(one for section in self.sections for one in section.fields)

    @property
    def context(self) -> dict[str, Any]:
        """What the page needs: the form, its errors by id and for the summary."""
        return {"form": self, "errors": errors_by_id(self.errors), "error_links": error_links(self.errors)}

    def _part(self, section: Section) -> Part:
        stands = [one for one in section.fields if one.key in self.held or not is_blank(self.raw.get(one.key))]
        wrong = {path.partition(".")[0] for path in self.errors}
        to_see = {*wrong, *self.stored_now, self.at}
        opened = any(one.key in to_see for one in section.fields) or (section.group.warns and bool(stands))
        return Part(section, opened if section.group.optional else None, "; ".join(one.label for one in stands))


def filled(
    policy: PolicyInForce, sections: Sequence[Section], opened: OpenedRecord | None, suggested: Mapping[str, Any]
) -> RecordForm:
    """The form filled from an opened record; `suggested` values stand where nothing is stored yet."""
    sections = tuple(sections)
    fields = {one.key: one for section in sections for one in section.fields}
    seen = held_back(policy, fields.values(), opened)
    values = {
        key: one.shown.answer.value for key, one in seen.items() if one.shown.answer and one.shown.level is Level.FULL
    }
    fresh = {key: value for key, value in suggested.items() if key in fields and key not in seen}
    return RecordForm(
        sections=sections,
        raw=raw_values({**fresh, **values}, fields),
        version=opened.record.version if opened else None,
        had=tuple(values),
        held={key: one for key, one in seen.items() if one.shown.level is not Level.FULL},
    )


def held_back(policy: PolicyInForce, fields: Iterable[Field], opened: OpenedRecord | None) -> dict[str, HeldBack]:
    """What this person sees of each of the fields that hold something, by its key."""
    keys = {one.key for one in fields}
    shown = (opened.fields if opened else {}).items()
    return {key: HeldBack(one, may_reveal(policy, one)) for key, one in shown if key in keys and not _cleared(one)}


def typed(form: Form, sections: Sequence[Section], before: RecordForm, **changes: Any) -> RecordForm:
    """The form as a person sent it, to be shown again; `before` is the same record opened for them."""
    fields = [one for section in sections for one in section.fields]
    kept = {
        "raw": read_values(form, fields),
        "version": seen_version(form),
        "had": tuple(form.getlist("had")),
        **changes,
    }
    return RecordForm(sections=tuple(sections), held=before.held, **kept)


def read_changes(form: Form, fields: Iterable[Field], *, today: date, complete: bool = True) -> dict[str, Answer]:
    """What is to be stored: typed values, and cleared ones as holding nothing. Raises InvalidInput."""
    fields = tuple(fields)
    raw = read_values(form, fields)
    held, had = set(form.getlist("held")), set(form.getlist("had"))
    asked = [one for one in fields if not (one.key in held and is_blank(raw[one.key]))]
    values = load_values({one.key: raw[one.key] for one in asked}, asked, today=today, complete=complete)
    cleared = [one.key for one in asked if one.key in had and one.key not in values]
    return {**{key: plain(value) for key, value in values.items()}, **{key: plain(None) for key in cleared}}


def seen_version(form: Form) -> int | None:
    """The version of the record the form was filled from; None for none, and 0 (never stored) for nonsense."""
    typed_version = form.get("version", "")
    if not typed_version:
        return None
    return int(typed_version) if typed_version.isascii() and typed_version.isdigit() and len(typed_version) < 10 else 0


def differing(before: RecordForm, now: RecordForm, opened: OpenedRecord) -> Mapping[str, Shown]:
    """What is stored now where it is not what was typed: shown beside it, so that nobody overwrites unseen."""
    return {
        key: opened.fields[key] for key in now.had if key in opened.fields and now.raw.get(key) != before.raw.get(key)
    }


def _cleared(shown: Shown) -> bool:
    return shown.answer is not None and is_empty(shown.answer)

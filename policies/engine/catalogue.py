"""What a field is. One table in one TOML file defines it; everything else reads it from here."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from dataclasses import dataclass, field
from datetime import date

from policies.engine.vocabulary import HUB, Level


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a `choice` or `choices` field."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a `rows` field."""

    key: str
    label: str
    type: str
    options: tuple[Option, ...] = ()
    check: str | None = None
    past: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One named field of a record: what it is, who needs it, and how it may be shown.

    `check` names the form its values must have, of those in the vocabulary; what is `past` is never after today.
    `procedural` says how an answer came about and may be used, and nothing of what is held. `sent_as` names for each
    option the request fields by which a partner can have been sent it. `without` is what a partner lacks that is not
    told it. `rest` lets “nothing found for the rest” answer it; without that word it is answered by itself.
    """

    key: str
    label: str
    type: str
    organisation: str
    record: str
    category: str
    audience: tuple[str, ...]
    keep_for: str
    example: object = field(hash=False)
    file: str
    shared: bool = False
    hint: str | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    check: str | None = None
    past: bool = False
    unit: str | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    required: bool = False
    tags: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    protects: tuple[str, ...] = ()
    from_case: str | None = None
    without: str | None = None
    gist_audience: tuple[str, ...] = ()
    gist: bool = False
    mask: str | None = None
    approval: str | None = None
    onward: str | None = None
    states: tuple[str, ...] = ()
    procedural: bool = False
    rest: bool = False
    sent_as: tuple[tuple[str, tuple[str, ...]], ...] = ()
    in_force_from: date | None = None
    retired: date | None = None

    @property
    def renditions(self) -> tuple[str, ...]:
        """The forms an author seals, least first: `gist` when typed, `masked` when there is a mask, `full` always."""
        gist = (Level.GIST.word,) if self.gist else ()
        masked = (Level.MASKED.word,) if self.mask else ()
        return (*gist, *masked, Level.FULL.word)

    def is_about(self, subject: str) -> bool:
        """Whether the field belongs to records about this kind of subject; without `subjects`, to all of them."""
        return not self.subjects or subject in self.subjects

    def protects_with(self, value: object) -> bool:
        """Whether this value makes every location in its record one of a protected person."""
        return value in self.protects

    def in_force(self, on: date) -> bool:
        """Whether new records may use the field on this day; old records keep showing it."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.retired is None or on < self.retired)


@dataclass(frozen=True, slots=True)
class Catalogue(Mapping[str, Field]):
    """All fields by key, in the order of their files."""

    fields: Mapping[str, Field]
    _found: dict[tuple[str, ...], tuple[Field, ...]] = field(default_factory=dict, repr=False, compare=False)
    """What was asked for before: it is the same as long as these are the fields."""

    def __getitem__(self, key: str) -> Field:
        return self.fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def values(self) -> ValuesView[Field]:
        """Every field, in that order."""
        return self.fields.values()  # asked so often that what `Mapping` makes of it is too slow

    def items(self) -> ItemsView[str, Field]:
        """Every key with its field, in that order."""
        return self.fields.items()

    def fields_for(self, record: str, organisation: str, on: date | None = None) -> tuple[Field, ...]:
        """Return the fields of a record kind that this organisation meets, in form order.

        A return begins with the envelope every organisation shares. Case and request fields are the hub's and are the
        same whoever asks. With `on`, only fields in force that day.
        """
        found = self._found.get((record, organisation))
        if found is None:
            theirs = [
                one
                for one in self.fields.values()
                if one.record == record and (one.shared or one.organisation in (organisation, HUB))
            ]
            found = self._found[record, organisation] = tuple(sorted(theirs, key=lambda one: not one.shared))
        return found if on is None else tuple(one for one in found if one.in_force(on))

    def stating(self, record: str) -> tuple[Field, ...]:
        """Return the fields of a kind of record that state what a legal basis asks for, in their files' order."""
        found = self._found.get(("states", record))
        if found is None:
            stating = (one for one in self.fields.values() if one.states and one.record == record)
            found = self._found["states", record] = tuple(stating)
        return found

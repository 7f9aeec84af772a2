"""Which case fields stand on which page, under which heading: data, so that a new field finds its place by its tags.

A field goes to the first group that takes it. Names of fields are here and nowhere else in this door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.services.intake.basis_reasons import asked_by
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import SAFETY

CASE = "case"


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the fields it takes: by key, or by any of its tags. `optional` groups are folded away; one that
    `warns` is not, once it holds something.
    """

    title: str
    keys: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    about: str = ""
    optional: bool = False
    warns: bool = False
    rest: bool = False

    def takes(self, field: Field) -> bool:
        """Whether the field stands under this heading."""
        return self.rest or field.key in self.keys or bool(set(self.tags) & set(field.tags))


@dataclass(frozen=True, slots=True)
class Section:
    """A group with the fields it got."""

    group: Group
    fields: tuple[Field, ...]


NAMES = ("case_subject_name", "case_premises_name")
"""What a subject is called where its record is open, the first that holds something."""

CONCERN = (
    Group("The notification", keys=("case_received_at", "case_channel", "case_source")),
    Group("The concern", keys=("case_concern_category", "case_concern_narrative", "case_purpose_reason")),
    Group("The household", tags=("third_party",), keys=("case_early_help_case_id",),
          about="Everybody in the case. If somebody’s household differs, say so on that person’s own page.",
          optional=True),
    Group("More", rest=True, optional=True),
)  # fmt: skip

ADDRESS_PROTECTED = "case_protected_address"
SUBJECT = (
    Group("Where they lived before", keys=("case_previous_addresses", "case_previous_authority"), optional=True),
    Group("Where", keys=(ADDRESS_PROTECTED, "case_not_protected_because"), tags=("location",),
          about="Partners search by it. An address not known to be unprotected counts as protected."),
    Group("Numbers to trace by", tags=("match_key",), about="Each partner is sent only the numbers it may search by.",
          optional=True),
    Group("Who", tags=("identity",)),
    Group("Family", tags=("third_party",), optional=True),
    Group("More", rest=True, optional=True),
)  # fmt: skip
SUBJECT_ORDER = ("Who", "Where", "Where they lived before", "Numbers to trace by", "Family", "More")
DIFFERENT = Group(
    "Contact and staff safety for this one alone",
    tags=tuple(SAFETY),
    optional=True,
    warns=True,
    about="Only where it differs from what holds for the whole case.",
)
OWN_HOUSEHOLD = Group(
    "A household of their own",
    tags=("third_party",),
    optional=True,
    about="Only where it differs from the household of the case.",
)


def concern_sections(release: PolicyRelease) -> tuple[Section, ...]:
    """What was reported, and the household: all fields of the case's own record."""
    return _sorted_in(CONCERN, _held(release, CASE))


def subject_sections(release: PolicyRelease, kind: str) -> tuple[Section, ...]:
    """Fields about this kind of subject, then those of the whole case that may differ for one."""
    fields = _held(release, kind)
    own = _sorted_in(SUBJECT, [one for one in fields if one.subjects])
    shared = [one for one in fields if not one.subjects]
    return (
        *sorted(own, key=lambda one: SUBJECT_ORDER.index(one.group.title)),
        *_sorted_in((DIFFERENT, OWN_HOUSEHOLD), shared),
    )


def statement_sections(release: PolicyRelease, kind: StatementKind, basis: str) -> tuple[Section, ...]:
    """A statement's words in their order, under no heading; what it may need is not marked optional.

    Of one that is made for the legal basis, those that this basis asks for.
    """
    needed = {one.field for one in kind.needs}
    words = [release.catalogue[key] for key in kind.words]
    if kind.for_basis:
        words = list(asked_by(release, kind, basis))
        needed = {one.key for one in words}
    return (Section(Group(""), tuple(replace(one, required=one.key in needed) for one in words)),)


def _held(release: PolicyRelease, kind: str) -> list[Field]:
    """What is held on record of this kind of subject: what nobody states under their own name."""
    reserved = release.reserved(kind)
    return [
        one for one in release.catalogue.fields_for("case", "hub") if one.is_about(kind) and one.key not in reserved
    ]


def _sorted_in(groups: Sequence[Group], fields: Sequence[Field]) -> tuple[Section, ...]:
    taken: dict[str, list[Field]] = {group.title: [] for group in groups}
    for field in fields:
        if group := next((one for one in groups if one.takes(field)), None):
            taken[group.title].append(field)
    return tuple(Section(group, tuple(taken[group.title])) for group in groups if taken[group.title])

"""Which case fields stand on which page, under which heading: data, so that a new field finds its place by its tags.

A field goes to the first group that takes it. Names of fields are here and nowhere else in this door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from policies.engine.catalogue import Catalogue, Field

CASE = "case"


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and the fields it takes: by key, or by any of its tags. `optional` groups are folded away."""

    title: str
    keys: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    about: str = ""
    optional: bool = False
    rest: bool = False

    def takes(self, field: Field) -> bool:
        """Whether the field stands under this heading."""
        return self.rest or field.key in self.keys or bool(set(self.tags) & set(field.tags))


@dataclass(frozen=True, slots=True)
class Section:
    """A group with the fields it got."""

    group: Group
    fields: tuple[Field, ...]


MANAGER_DECISION = ("case_manager_decision",)
DECIDED_BY, DECIDED_AT = "case_manager_decision_by", "case_manager_decision_at"
CONSENT = ("case_told_or_agreed", "case_reason_not_told", "case_reason_not_told_note", "case_told_decided_by")
TOLD_DECIDED_BY = "case_told_decided_by"
WISHES = (
    "case_capacity", "case_capacity_note", "case_adult_wishes", "case_told_or_agreed", "case_override_reason",
)  # fmt: skip
OUTCOME = ("case_decision", "case_decision_reason")
DECISIONS = frozenset({*MANAGER_DECISION, DECIDED_BY, DECIDED_AT, *CONSENT, *WISHES, *OUTCOME})
DECISION_PAGES = {
    **dict.fromkeys((*MANAGER_DECISION, DECIDED_BY, DECIDED_AT), "hub.decision"),
    **dict.fromkeys(CONSENT, "hub.consent"),
}
"""Where a field of a decision is filled in."""
NAMES = ("case_subject_name", "case_premises_name")
"""What a subject is called where its record is open, the first that holds something."""

SAFETY = Group("Contact safety", tags=("contact_safety",), keys=("case_do_not_contact",))
STAFF = Group("Staff safety", tags=("staff_safety",))
CONTACT_SAFETY = (SAFETY, STAFF)

CONCERN = (
    Group("The notification", keys=("case_received_at", "case_channel", "case_source")),
    Group("The concern", keys=("case_concern_category", "case_concern_narrative", "case_purpose_reason",
                               "case_necessity_note")),
    Group("The household", tags=("third_party",), keys=("case_early_help_case_id",),
          about="Everybody in the case. If somebody’s household differs, say so on that person’s own page."),
    Group("More", rest=True),
)  # fmt: skip

ADDRESS_PROTECTED = "case_protected_address"
SUBJECT = (
    Group("Where", keys=(ADDRESS_PROTECTED,), tags=("location",),
          about="Partners search by it. An address not known to be unprotected counts as protected."),
    Group("Numbers to trace by", tags=("match_key",), about="Each partner is sent only the numbers it may search by."),
    Group("Who", tags=("identity",)),
    Group("Family", tags=("third_party",)),
    Group("More", rest=True),
)  # fmt: skip
SUBJECT_ORDER = ("Who", "Where", "Numbers to trace by", "Family", "More")
DIFFERENT = Group(
    "Contact and staff safety for this one alone",
    tags=("contact_safety", "staff_safety"),
    optional=True,
    about="Only where it differs from what holds for the whole case.",
)
OWN_HOUSEHOLD = Group(
    "A household of their own",
    tags=("third_party",),
    optional=True,
    about="Only where it differs from the household of the case.",
)


def contact_safety_sections(catalogue: Catalogue) -> tuple[Section, ...]:
    """Contact and staff safety of the whole case."""
    return _sorted_in(CONTACT_SAFETY, [one for one in _case_fields(catalogue, CASE) if is_safety(one)])


def concern_sections(catalogue: Catalogue) -> tuple[Section, ...]:
    """What was reported, and the household: all other fields of the case's own record."""
    return _sorted_in(CONCERN, [one for one in _case_fields(catalogue, CASE) if not is_safety(one)])


def subject_sections(catalogue: Catalogue, kind: str) -> tuple[Section, ...]:
    """Fields about this kind of subject, then those of the whole case that may differ for one."""
    fields = _case_fields(catalogue, kind)
    own = _sorted_in(SUBJECT, [one for one in fields if one.subjects])
    shared = [one for one in fields if not one.subjects]
    return (
        *sorted(own, key=lambda one: SUBJECT_ORDER.index(one.group.title)),
        *_sorted_in((DIFFERENT, OWN_HOUSEHOLD), shared),
    )


def decision_sections(catalogue: Catalogue, keys: Sequence[str]) -> tuple[Section, ...]:
    """One decision's fields, in the order of `keys`, under no heading of their own; only notes are marked optional."""
    section = Section(Group(""), tuple(catalogue[key] for key in keys))
    return asked_for_certain((section,), [key for key in keys if not key.endswith("_note")])


def asked_for_certain(sections: Sequence[Section], keys: Sequence[str]) -> tuple[Section, ...]:
    """The same sections with these fields marked as needed on this page, whatever the catalogue asks elsewhere."""
    return tuple(
        replace(
            one, fields=tuple(replace(field, required=True) if field.key in keys else field for field in one.fields)
        )
        for one in sections
    )


def _case_fields(catalogue: Catalogue, kind: str) -> list[Field]:
    found = catalogue.fields_for("case", "hub")
    return [one for one in found if one.is_about(kind) and one.key not in DECISIONS]


def is_safety(field: Field) -> bool:
    """Whether a field belongs to contact or staff safety."""
    return any(group.takes(field) for group in CONTACT_SAFETY)


def _sorted_in(groups: Sequence[Group], fields: Sequence[Field]) -> tuple[Section, ...]:
    taken: dict[str, list[Field]] = {group.title: [] for group in groups}
    for field in fields:
        if group := next((one for one in groups if one.takes(field)), None):
            taken[group.title].append(field)
    return tuple(Section(group, tuple(taken[group.title])) for group in groups if taken[group.title])

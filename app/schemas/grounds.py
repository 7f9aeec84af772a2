"""The closed list of grounds on which a partner may decline, with the words a form shows."""

from __future__ import annotations

GROUNDS: dict[str, str] = {
    "no_lawful_basis": "We have no legal basis for sharing it",
    "more_detrimental_than_not": "Sharing it would do the child more harm than good",
    "not_proportionate": "It is more than this purpose needs",
    "identity_not_established": "We cannot be sure it is the same person",
    "legal_bar": "A law or a court order forbids it",
    "owner_other_body": "It belongs to another organisation: ask them",
    "subject_objects_adult_with_capacity": "The adult has capacity and objects",
}

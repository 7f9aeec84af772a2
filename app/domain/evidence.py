"""What is to be there before a hub goes live, item by item: who answers for it, where it lies, when to look again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that somebody says of. What is `nhs` is asked where one of the hub's partners is of the NHS."""

    label: str
    asks: str
    nhs: bool = False


ITEMS: Final[Mapping[str, Item]] = {
    "roles": Item(
        "Controller and processor roles",
        "For each organisation, what it decides on its own and what it does on another’s word.",
    ),
    "impact": Item("Data protection impact assessment", "Done, signed, and what it asks for carried out."),
    "policy_document": Item(
        "Appropriate policy document", "For special category and criminal offence data, and for law enforcement."
    ),
    "privacy_notice": Item("Privacy notice", "Published, and the page “Privacy notice” at the foot says the same."),
    "breaches": Item("Procedure for a breach", "Who is told within which hours, and who decides."),
    "own_data": Item(
        "Procedure for requests about oneself", "Who asks, how it is made sure who they are, and who reads it first."
    ),
    "retention": Item("Retention schedule", "How long a case and its answers are kept, and who has them erased."),
    "keys": Item("Keys", "Where they lie, who has the shares of the root key, and that two of them were tried."),
    "restored": Item("A backup restored as a trial", "On another machine, until the exchange started there."),
    "caldicott": Item("Caldicott approval", "Of each NHS partner’s Caldicott guardian.", nhs=True),
    "clinical_safety": Item("Clinical-safety position", "Whether its standards apply, and who said so.", nhs=True),
}
"""In the order in which they are asked. None is taken out: what was said of it stays."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was said of an item: whoever `answers` for it by name, the `reference` by which it is found where it lies.

    Of several the one said last counts.
    """

    id: UUID
    organisation_id: UUID
    item: str
    answers: str
    reference: str
    again_at: date
    said_by: UUID
    said_at: datetime

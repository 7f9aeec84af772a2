"""A change of who may: proposed by one, signed by others over its digest, applied by a program that is none of them.

A change is worth nothing until the signatures that its kind wants are there. Whoever proposes it signs it as well, so
that nobody is written in as its proposer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from app.domain.clock_settings import CLOSED, COVER, DUTY, HOURS

MEMBER_APPROVED: Final = "member_approved"
MEMBER_INVITED: Final = "member_invited"
MEMBER_ENDED: Final = "member_ended"
SUSPENSION_LIFTED: Final = "suspension_lifted"
PASSKEY_REGISTERED: Final = "passkey_registered"
PASSKEY_ENDED: Final = "passkey_ended"
RELEASE_ACTIVATED: Final = "release_activated"
ENTRIES_APPROVED: Final = "entries_approved"
ENTRIES_OBJECTED: Final = "entries_objected"
ENTRIES_ON_PAPER: Final = "entries_on_paper"
ORGANISATION_REGISTERED: Final = "organisation_registered"
ORGANISATION_ENDED: Final = "organisation_ended"
IN_LAW_SET: Final = "in_law_set"
ORGANISATION_DESCRIBED: Final = "organisation_described"
HOURS_SET: Final = "hours_set"
CLOSED_DAY_SET, CLOSED_DAY_TAKEN_BACK = "closed_day_set", "closed_day_taken_back"
COVER_SET: Final = "cover_set"
DUTY_NUMBER_SET: Final = "duty_number_set"
NUMBER_RUNG: Final = "number_rung"
PROVIDER_REGISTERED: Final = "provider_registered"
PROVIDER_ENDED: Final = "provider_ended"
PARTNERSHIP_OFFERED: Final = "partnership_offered"
PARTNERSHIP_UNOFFERED: Final = "partnership_unoffered"
PARTNERSHIP_MADE: Final = "partnership_made"
PARTNERSHIP_ENDED: Final = "partnership_ended"
FILE_DESTROYED: Final = "file_destroyed"
AGREEMENT_RECORDED: Final = "agreement_recorded"
AGREEMENT_SIGNED: Final = "agreement_signed"
AGREEMENT_ENDED: Final = "agreement_ended"
EVIDENCE_SAID: Final = "evidence_said"
GROUP_MAPPED: Final = "group_mapped"
GROUP_UNMAPPED: Final = "group_unmapped"

APPLIED, WITHDRAWN, OVERTAKEN, REFUSED = "applied", "withdrawn", "overtaken", "refused"
"""How a change can end: it is so; it was taken back; what it was about is other by now; it is not what was signed."""
OPEN_FOR = timedelta(days=14)
"""So long a change can be signed, from when it is proposed or, if that is later, is to begin."""
AN_HOUR: Final = timedelta(hours=1)
"""So long whoever may sign a weighty change can still take it back."""
SIGNS: Final = "administrator"
"""The role whose people propose and sign, each in their own organisation; what an owner proposes they sign as well."""


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """A kind of change: its words, and how many must sign besides whoever proposes it.

    What is `of_owners` an accountable owner proposes, and another or an administrator signs besides; `for_owners` they
    sign alone; what is `of_officers` a hub's officers propose and sign as administrators do. What is
    `weighty` is told to all who may sign it, and done `AN_HOUR` later or when it begins, unless taken back.
    """

    label: str
    others: int
    of_owners: bool = False
    for_owners: bool = False
    of_officers: bool = False
    weighty: bool = False


KINDS: Final[Mapping[str, ChangeKind]] = {
    MEMBER_APPROVED: ChangeKind("Give somebody a role", 1),
    MEMBER_INVITED: ChangeKind("Invite somebody", 1),
    MEMBER_ENDED: ChangeKind("End a role for good", 0),
    SUSPENSION_LIFTED: ChangeKind("Lift a suspension", 1),
    PASSKEY_REGISTERED: ChangeKind("Register a passkey", 1),
    PASSKEY_ENDED: ChangeKind("End a passkey for good", 0),
    RELEASE_ACTIVATED: ChangeKind("Put a policy release in force", 1, weighty=True),
    ENTRIES_APPROVED: ChangeKind("Approve what we disclose by", 1, of_owners=True),
    ENTRIES_ON_PAPER: ChangeKind("Enter what an owner approved on paper", 1, for_owners=True, weighty=True),
    ENTRIES_OBJECTED: ChangeKind("Object to what we disclose by", 0, of_owners=True),
    ORGANISATION_REGISTERED: ChangeKind("Take an organisation in", 1, weighty=True),
    ORGANISATION_ENDED: ChangeKind("End the organisation for good", 1, weighty=True),
    IN_LAW_SET: ChangeKind("Say what we are in law", 1, of_owners=True),
    ORGANISATION_DESCRIBED: ChangeKind("Say what we are called and where we are rung", 1, weighty=True),
    HOURS_SET: ChangeKind("Change opening hours", 0),
    CLOSED_DAY_SET: ChangeKind("Add a day on which we are closed", 0),
    CLOSED_DAY_TAKEN_BACK: ChangeKind("Take back a day on which we were to be closed", 0),
    COVER_SET: ChangeKind("Change who covers us while closed", 0),
    DUTY_NUMBER_SET: ChangeKind("Change the number for when we are closed", 0),
    NUMBER_RUNG: ChangeKind("Say that a number was rung", 0),
    PROVIDER_REGISTERED: ChangeKind("Take a sign-in in", 1, weighty=True),
    PROVIDER_ENDED: ChangeKind("End a sign-in for good", 1, weighty=True),
    PARTNERSHIP_OFFERED: ChangeKind("Offer to work together", 1),
    PARTNERSHIP_UNOFFERED: ChangeKind("Take an offer back", 0),
    PARTNERSHIP_MADE: ChangeKind("Agree to work together", 1),
    PARTNERSHIP_ENDED: ChangeKind("End working together", 0),
    FILE_DESTROYED: ChangeKind("Have a file destroyed for good", 1, of_officers=True, weighty=True),
    AGREEMENT_RECORDED: ChangeKind("Record a sharing agreement", 0),
    AGREEMENT_SIGNED: ChangeKind("Say that a sharing agreement is signed by us", 0),
    AGREEMENT_ENDED: ChangeKind("End a sharing agreement for us", 0),
    EVIDENCE_SAID: ChangeKind("Say what is there before going live", 0),
    GROUP_MAPPED: ChangeKind("Let a group of a sign-in in", 1, weighty=True),
    GROUP_UNMAPPED: ChangeKind("Let a group in no more", 0),
}
"""What tightens is one person's; what loosens is never. Hours and numbers are one's too: they open nothing, as an
agreement does. The end of an organisation, or of a file, takes two: nothing brings them back.
"""
OF_SETTINGS: Final[Mapping[str, str]] = {
    HOURS_SET: HOURS, CLOSED_DAY_SET: CLOSED, COVER_SET: COVER, DUTY_NUMBER_SET: DUTY,
}  # fmt: skip
"""Kinds that say something of an organisation's time, with the setting that each enters."""
OF_ORGANISATIONS: Final = frozenset({
    ORGANISATION_REGISTERED, ORGANISATION_DESCRIBED, ORGANISATION_ENDED, IN_LAW_SET, NUMBER_RUNG,
    CLOSED_DAY_TAKEN_BACK, *OF_SETTINGS,
})  # fmt: skip
"""Kinds that say what an organisation is, or when it is there."""
OF_PROVIDERS: Final = frozenset({PROVIDER_REGISTERED, PROVIDER_ENDED})
"""Kinds that say where people sign in: a hub's administrators sign them for everybody."""
OF_PARTNERSHIPS: Final = frozenset({PARTNERSHIP_OFFERED, PARTNERSHIP_UNOFFERED, PARTNERSHIP_MADE, PARTNERSHIP_ENDED})
"""Kinds that say with whom an organisation works; `about_id` is the other side."""
OF_AGREEMENTS: Final = frozenset({AGREEMENT_RECORDED, AGREEMENT_SIGNED, AGREEMENT_ENDED})
"""Kinds that say under which agreement organisations share."""
OF_ENTRIES: Final = frozenset({ENTRIES_APPROVED, ENTRIES_ON_PAPER, ENTRIES_OBJECTED})
"""Kinds that say what an organisation's owners make of entries of the policy."""
APPROVE: Final = frozenset({ENTRIES_APPROVED, ENTRIES_ON_PAPER})
"""Those of them that approve."""
OF_GROUPS: Final = frozenset({GROUP_MAPPED, GROUP_UNMAPPED})
"""Kinds that say which groups of a sign-in have a role."""
GIVES: Final = frozenset({MEMBER_APPROVED, MEMBER_INVITED})
"""Kinds that give a role."""
ENDS: Final = frozenset({
    MEMBER_ENDED, PASSKEY_ENDED, ORGANISATION_ENDED, PARTNERSHIP_ENDED, PROVIDER_ENDED, AGREEMENT_ENDED, GROUP_UNMAPPED,
})  # fmt: skip
"""Kinds that put a row out of use for good."""
OVERSEE: Final = frozenset({
    SIGNS, "accountable_owner", "auditor", "caldicott_guardian", "data_protection_officer", "ig_officer",
    "partner_ig_officer", "safeguarding_lead",
})  # fmt: skip
"""Roles whose people check what others do, or sign changes themselves: two others sign for each."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `about_id` is the row it is about, `before` the digest of that row as it stood.

    `body` is the rest in JSON; its `person`, whose access it is, is none of the others. It waits for its `begins_at`.
    """

    id: UUID
    what: str
    organisation_id: UUID
    about_id: UUID
    body: Mapping[str, Any]
    before: str
    digest: bytes
    proposed_by: UUID
    proposed_at: datetime
    closes_at: datetime
    announced_at: datetime | None = None
    settled_at: datetime | None = None
    outcome: str | None = None

    @property
    def gains(self) -> UUID | None:
        """Whose access it is; None for what is nobody's."""
        person = self.body.get("person")
        return None if person is None else UUID(person)

    @property
    def begins_at(self) -> datetime | None:
        """Before when it is not applied; None where that is as soon as it may be."""
        return begins_at(self.body)

    @property
    def done_at(self) -> datetime | None:
        """When it is done unless somebody takes it back; None for what is not announced, as most are not."""
        if self.announced_at is None:
            return None
        over = self.announced_at + AN_HOUR
        return over if self.begins_at is None else max(over, self.begins_at)

    @property
    def others(self) -> int:
        """How many must sign besides whoever proposes it."""
        more = self.what in GIVES and self.body["role"] in OVERSEE
        return KINDS[self.what].others + more


def begins_at(body: Mapping[str, Any]) -> datetime | None:
    """What the body of a change says of when it begins."""
    said = body.get("begins_at")
    return None if said is None else datetime.fromisoformat(said)


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's passkey over the digest of one change, as the browser gave it."""

    change_id: UUID
    person_id: UUID
    passkey_id: UUID
    assertion: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has signed, and who is still missing: the proposer, and so many others."""

    proposer: bool
    others: int

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.proposer and not self.others


def standing(change: Change, signers: Collection[UUID]) -> Standing:
    """What is missing of the signatures that this kind wants, when these people have signed."""
    others = set(signers) - {change.proposed_by, change.gains}
    return Standing(change.proposed_by in signers, max(0, change.others - len(others)))


def why_not(change: Change, person_id: UUID, signers: Collection[UUID], now: datetime) -> str | None:
    """Why a person cannot sign a change now, as a code; None if they can."""
    if change.settled_at is not None:
        return "settled"
    if now >= change.closes_at and change.announced_at is None:
        return "closed"
    if person_id in signers:
        return "signed"
    return None if person_id == change.proposed_by else _why_no_other(change, person_id, signers)


def _why_no_other(change: Change, person_id: UUID, signers: Collection[UUID]) -> str | None:
    """Why somebody else than the proposer cannot."""
    if person_id == change.gains:
        return "yours"
    still = standing(change, signers)
    if not still.proposer:
        return "unsigned"  # it is nobody's word yet
    return None if still.others else "complete"

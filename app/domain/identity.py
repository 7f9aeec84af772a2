"""Who acts, for which organisation and in which role. An e-mail domain selects an identity provider, never more."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.errors import ExchangeError
from app.domain.rehearsals import Rehearsal
from app.domain.web_session import WebSession


@dataclass(frozen=True, slots=True)
class Organisation:
    """One service of one controller: what asks, answers and holds keys. A hub is an organisation too.

    `in_law` is what it is in law, in words of the policy; None: as one of its kind is, and nothing where it
    is not `believed`, which says what no entry has signed (decision 123). A twin has a `rehearsal`.
    """

    id: UUID
    kind: str
    name: str
    controller: str
    service: str
    telephone: str
    created_at: datetime
    retired_at: datetime | None = None
    in_law: frozenset[str] | None = None
    rehearsal: Rehearsal | None = None
    believed: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. What they may do comes from their memberships alone."""

    id: UUID
    display_name: str
    email: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Where people prove who they are. One may serve many organisations; its client secret is never stored here.

    `algorithms` is pinned, whatever its metadata say; `strong` are values of `acr` and `amr` that prove strongly;
    `development` marks one that production settings refuse; `groups_claim` names the claim that may carry groups.
    """

    id: UUID
    key: str
    name: str
    issuer: str
    client_id: str
    created_at: datetime
    client_authentication: str = "client_secret_basic"
    algorithms: tuple[str, ...] = ("ES256",)
    strong: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    groups_claim: str | None = None
    help_telephone: str | None = None
    development: bool = False
    retired_at: datetime | None = None
    believed: bool = True


@dataclass(frozen=True, slots=True)
class Identity:
    """One account at one identity provider, and the person it belongs to."""

    id: UUID
    provider_id: UUID
    subject: str
    person_id: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's role in one organisation: approved by another person, or standing while a mapped group is held."""

    id: UUID
    person_id: UUID
    organisation_id: UUID
    role: str
    created_at: datetime
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    mapped_group: str | None = None
    ended_at: datetime | None = None
    suspended_at: datetime | None = None
    suspended_by: UUID | None = None
    change_id: UUID | None = None  # which gave it
    entry_id: UUID | None = None  # nobody acts under one that this does not name, or that no group gives
    mapping_id: UUID | None = None
    account_id: UUID | None = None

    def stands(self, groups: AbstractSet[str]) -> bool:
        """Whether somebody whose sign-in carried `groups` may act under it."""
        if self.ended_at is not None or self.suspended_at is not None:
            return False
        return self.approved_at is not None if self.mapped_group is None else self.mapped_group in groups


@dataclass(frozen=True, slots=True)
class HeldMembership:
    """A membership with the organisation it is in, as a person chooses among them."""

    membership: Membership
    organisation: Organisation

    def usable(self, groups: AbstractSet[str]) -> bool:
        """Whether it stands and its organisation still takes part."""
        return self.organisation.retired_at is None and self.membership.stands(groups)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands in for an approver, from when until when. What they may is what `role` of the membership may approve.

    `for_id` is the person of that membership; `bound` seals the rest under a key that no database holds.
    """

    id: UUID
    organisation_id: UUID
    membership_id: UUID
    for_id: UUID
    role: str
    stand_in_id: UUID
    from_at: datetime
    until_at: datetime
    named_at: datetime
    ended_at: datetime | None = None
    bound: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class StandsIn:
    """Whom somebody stands in for now, in which role, and by which naming."""

    stand_in: UUID
    for_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class SessionInUse:
    """A session with all that decides whether it may be used; `stopped`: a log of where they act was found changed."""

    session: WebSession
    person: Person
    provider: IdentityProvider
    held: HeldMembership | None
    memberships: int
    stopped: bool
    stands_in: bool = False
    newest_release: int | None = None
    newest_approval: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in this request, under one membership; `in_law`, `rehearsal` and `believed` are their organisation's.

    `stands_in` says for whom they approve as well, for a time; `strong` that they lately proved strongly who they are.
    """

    person_id: UUID
    membership_id: UUID
    organisation_id: UUID
    organisation_kind: str
    organisation_name: str
    role: str
    display_name: str
    session_id: UUID
    in_law: frozenset[str] | None = None
    stands_in: frozenset[StandsIn] = frozenset()
    strong: bool = False
    rehearsal: Rehearsal | None = None
    believed: bool = True


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody with a live session. `actor` is None until they have chosen one of their `memberships`.

    `stopped`: a log of theirs was found changed. It ends at `ends_at` if it is not used, at `expires_at` in any case.
    """

    display_name: str
    memberships: int
    actor: Actor | None
    stopped: bool
    ends_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """A started sign-in, kept on the server; used once, by the browser that started it. `bound` seals the rest."""

    id: UUID
    provider_id: UUID
    state_hash: bytes
    browser_hash: bytes
    nonce: str
    verifier: str
    next_path: str
    started_at: datetime
    expires_at: datetime
    bound: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ProvenIdentity:
    """What a verified id_token says, and when that was proved strongly. Nothing in it gives access to anything."""

    subject: str
    display_name: str
    email: str | None
    sid: str | None
    groups: tuple[str, ...]
    strong_at: datetime | None = None
    ways: tuple[str, ...] = field(default=(), compare=False)  # acr and amr as they came: what is tried shows them


class SignInRefused(ExchangeError):
    """A sign-in that cannot be trusted or was not finished. `reason` is a code for the log, never for the page."""

    code = "sign_in_refused"

    def __init__(self, reason: str, message: str = "Your sign-in could not be completed. Start again.") -> None:
        super().__init__(message)
        self.reason = reason


class NoMembership(ExchangeError):
    """Nobody has approved them here: `reference` finds them; or their role is suspended at organisations so called."""

    code = "no_membership"

    def __init__(self, reference: UUID, provider: IdentityProvider, suspended_at: tuple[str, ...] = ()) -> None:
        super().__init__("Nobody has approved you to use the exchange.")
        self.suspended_at = suspended_at
        self.reference = reference
        self.provider = provider

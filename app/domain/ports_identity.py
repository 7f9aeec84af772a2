"""What the identity services need from outside: where people and sessions are kept, and how a provider is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.covering import CoveringRepository
from app.domain.identity import (
    Identity,
    IdentityProvider,
    Organisation,
    Person,
    ProvenIdentity,
    SessionInUse,
    SignInAttempt,
    StandIn,
)
from app.domain.ports_members import MemberRepository
from app.domain.provider_said import SignOutNotice
from app.domain.search_defaults import KeptDefaults, SearchDefaults
from app.domain.web_session import WebSession


class PeopleRepository(Protocol):
    """Organisations, people and what connects them."""

    def add_organisation(self, organisation: Organisation) -> None: ...

    def set_in_law(self, organisation_id: UUID, in_law: Collection[str]) -> None:
        """Put what it is in law in the place of what was recorded of it."""
        ...

    def describe_organisation(self, organisation_id: UUID, called: Mapping[str, str]) -> None:
        """Put its name, controller, service and telephone in the place of those there are."""
        ...

    def retire_organisation(self, organisation_id: UUID, at: datetime) -> bool:
        """Whether it took part until now."""
        ...

    def organisation(self, organisation_id: UUID) -> Organisation:
        """Raises `NotFound`."""
        ...

    def organisations_of(self, organisation_ids: Collection[UUID]) -> Mapping[UUID, Organisation]:
        """Those of these organisations that there are, whether or not they still take part."""
        ...

    def organisations(self, kind: str | None = None) -> tuple[Organisation, ...]:
        """Those that take part, by name, twins as well."""
        ...

    def organisation_called(self, name: str) -> Organisation | None:
        """The one of exactly this name, whether or not it still takes part."""
        ...

    def organisations_named(
        self, part: str, most: int, after: UUID | None = None, of: Collection[UUID] | None = None
    ) -> tuple[Organisation, ...]:
        """Those that take part in whose name this part is, in whatever case, by name, at most so many; no twins.

        Those that come after one of them, and `of` these alone, where that is said.
        """
        ...

    def twins(self, hub_id: UUID | None = None) -> tuple[Organisation, ...]:
        """Those that take part in the rehearsal of a hub, its own twin among them, or in any rehearsal."""
        ...

    def add_person(self, person: Person) -> None: ...

    def person(self, person_id: UUID) -> Person:
        """Raises `NotFound`."""
        ...

    def people(self, person_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        """Those of these people that there are."""
        ...

    def people_in(self, organisation_id: UUID, role: str | None = None) -> tuple[Person, ...]:
        """Those with an approved membership that has not ended, by name."""
        ...

    def roles_in(self, organisation_id: UUID, roles: Sequence[str]) -> Mapping[UUID, frozenset[str]]:
        """Which of these roles each person of an organisation holds there; nobody who holds none of them."""
        ...

    def people_with(self, organisation_id: UUID, roles: Sequence[str]) -> tuple[Person, ...]:
        """Those of them in any of these roles, each once; nobody for none."""
        ...

    def people_named(self, organisation_id: UUID, roles: Sequence[str], part: str, most: int) -> tuple[Person, ...]:
        """Those of them in whose name this part is, in whatever case, by name; at most so many."""
        ...

    def add_identity(self, identity: Identity) -> None: ...

    def meet_person(self, provider_id: UUID, proven: ProvenIdentity, at: datetime) -> Person:
        """The person of an account, name and mailbox as the sign-in gives them, where it does.

        One who has just been made, with that account, when nobody has it.
        """
        ...

    def accounts_of(self, person_id: UUID) -> tuple[UUID, ...]:
        """The ids of a person's accounts."""
        ...

    def account_for(self, provider_id: UUID, subject: str) -> UUID | None:
        """The id of an account, known by its provider and what it calls itself there."""
        ...

    def person_for(self, provider_id: UUID, subject: str) -> Person | None: ...


class ProviderRepository(Protocol):
    """Identity providers and the e-mail domains that select them."""

    def add_provider(self, provider: IdentityProvider, domains: tuple[str, ...] = ()) -> None: ...

    def pin_algorithms(self, provider_id: UUID, algorithms: Sequence[str]) -> None:
        """Put them in the place of those that were pinned."""
        ...

    def read_groups_of(self, provider_id: UUID, claim: str | None) -> None:
        """Which claim names groups there."""
        ...

    def count_as_strong(self, provider_id: UUID, values: Sequence[str]) -> None:
        """Put these in the place of the values of `acr` and `amr` that counted as strong."""
        ...

    def retire_provider(self, provider_id: UUID, at: datetime) -> None: ...

    def provider(self, key: str) -> IdentityProvider | None:
        """One that is in use and believed: at no other does anybody sign in."""
        ...

    def provider_to_put_right(self, key: str) -> IdentityProvider | None:
        """One that is in use, also where it says what no entry has signed."""
        ...

    def provider_by_id(self, provider_id: UUID) -> IdentityProvider | None:
        """One that is in use."""
        ...

    def taken(self, key: str, domains: Sequence[str]) -> frozenset[str]:
        """Those of these that lead to a provider already, or led to one that is out of use: none is given anew."""
        ...

    def domains_of(self, provider_id: UUID) -> tuple[str, ...]:
        """The e-mail domains that lead to it, in order."""
        ...

    def provider_for_domain(self, domain: str) -> IdentityProvider | None: ...

    def providers(self, *, to_check: bool = False) -> tuple[IdentityProvider, ...]:
        """Those in use and believed, by name; `to_check` all in use."""
        ...


class SessionRepository(Protocol):
    """Browser sessions, started sign-ins and counts of attempts."""

    def add_session(self, session: WebSession, token_hash: bytes) -> None: ...

    def session(self, token_hash: bytes) -> SessionInUse | None: ...

    def touch_session(self, session_id: UUID, seen_at: datetime) -> None: ...

    def revoke_session(self, session_id: UUID, at: datetime) -> bool:
        """False if it was revoked before: of two who try, one is told so."""
        ...

    def revoke_other_sessions(self, person_id: UUID, keep: UUID, at: datetime) -> int: ...

    def revoke_sessions_at_provider(self, provider_id: UUID, notice: SignOutNotice, at: datetime) -> int: ...

    def add_attempt(self, attempt: SignInAttempt, keep: int) -> None:
        """Record it; forget what has expired and all but the newest `keep` of the same browser."""
        ...

    def take_attempt(self, state_hash: bytes, browser_hash: bytes, now: datetime) -> SignInAttempt | None:
        """Read and remove in one statement, so that a state is used once."""
        ...

    def count_in_window(self, key: str, window_start: datetime) -> int:
        """Count one more; the number so far in this window, this one included."""
        ...

    def counted_in_window(self, key: str, window_start: datetime) -> int:
        """How many tries there were; 0 when none are known."""

    def forget_windows(self, before: datetime) -> None: ...


class StandInRepository(Protocol):
    """Who stands in for an approver. Rows as they are stored: whether a seal fits is for whoever reads them."""

    def add_stand_in(self, stand_in: StandIn) -> None: ...

    def stand_ins_in(self, organisation_id: UUID, now: datetime) -> tuple[StandIn, ...]:
        """Those named there whose time is not over, nor was ended, and whose approver still is one; the first first."""
        ...

    def stand_ins_now(self, now: datetime) -> tuple[StandIn, ...]:
        """Those everywhere whose time is not over, for verifying."""
        ...

    def hold_stand_ins(self, stand_in_ids: Collection[UUID]) -> Mapping[UUID, StandIn]:
        """Those of these that have not been ended, nor the memberships they stand for; ending them waits for us."""
        ...

    def end_stand_in(self, stand_in_id: UUID, at: datetime) -> bool:
        """False if it was ended before."""
        ...


class SearchDefaultRepository(Protocol):
    """How people and organisations usually search."""

    def search_defaults(self, organisation_id: UUID, person_id: UUID) -> tuple[SearchDefaults, SearchDefaults]:
        """The person's there, and the organisation's own; empty ones where none were kept."""
        ...

    def keep_search_defaults(self, kept: KeptDefaults) -> None:
        """Put them in the place of the version that was seen. Raises `Stale` when there is another by now."""
        ...


class IdentityRepository(
    CoveringRepository,
    StandInRepository,
    PeopleRepository,
    MemberRepository,
    ProviderRepository,
    SessionRepository,
    SearchDefaultRepository,
    Protocol,
):
    """All of it; `work.identity` of a unit of work."""

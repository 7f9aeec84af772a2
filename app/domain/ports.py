"""What services need from the outside: storage, keys, log, clock. Adapters fulfil these; only wiring names one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.asked import Asked, Reachable
from app.domain.entry_approvals import ApprovalRows
from app.domain.files import CaseFile, File, Subject
from app.domain.groups import GroupRows
from app.domain.log_entry import StoredLeaf
from app.domain.ports_asking import AskingRows
from app.domain.ports_changes import ChangeRows, InvitationRows, PasskeyRows
from app.domain.ports_clocks import ClockSettingRows
from app.domain.ports_duty import DutyRows
from app.domain.ports_erasures import ErasureRows
from app.domain.ports_events import EventRows
from app.domain.ports_finding import FindingRows
from app.domain.ports_governance import GovernanceRows
from app.domain.ports_identity import IdentityRepository
from app.domain.ports_jobs import DigestRows, EndedRows, JobRows
from app.domain.ports_lists import ListRows
from app.domain.ports_log import LogRows, LogStops
from app.domain.ports_partnerships import PartnershipRows
from app.domain.ports_slips import SlipRows
from app.domain.proposed_release import ProposedRelease
from app.domain.records import BesidePlaces, Box, OrganisationKey, Record, StoredGrant, TenantKey
from app.domain.research import ResearchRequest
from app.domain.serving import Room

CURRENT, BEHIND, AHEAD = "current", "behind", "ahead"
"""How a database's schema stands beside the newest that this version knows."""


class Clock(Protocol):
    """The one source of time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Said:
    """The newest record that a case holds of a subject, and its author's key grant at rest, None where that is gone.
    Where it is `followed`, another record claims its place: then it is not the newest that there was.
    """

    record: Record
    sealed: bytes | None
    followed: bool


@dataclass(frozen=True, slots=True)
class Openable:
    """All that the gate must know of a record to decide on it and, after logging, to open it.
    `said` is what the hub's case holds now of its subject (or None), `said_now` what that says of protection; `rating`,
    `closed_at` and `held` tell the hub alone how the case stands. `erased` is since when, by file, nothing is opened.
    """

    record: Record
    tenant_id: UUID
    author_kind: str
    case_id: UUID
    rating: str | None
    closed_at: datetime | None
    held: bool
    request: ResearchRequest | None
    said: Said | None
    said_now: str | None
    grant: StoredGrant | None
    organisation_key: OrganisationKey | None
    organisation_wrap: TenantKey | None
    file_wrap: TenantKey
    erased: Mapping[UUID, datetime] = field(default_factory=dict)


class FileRows(Protocol):
    """Files, cases and requests."""

    def add_files(self, files: Sequence[File]) -> None: ...
    def add_case(self, case: CaseFile, subjects: Sequence[Subject]) -> None: ...
    def case(self, file_id: UUID) -> CaseFile | None: ...
    def subjects(self, file_id: UUID) -> tuple[Subject, ...]: ...
    def add_subject(self, subject: Subject) -> None: ...
    def add_requests(self, requests: Sequence[ResearchRequest]) -> None: ...
    def request(self, file_id: UUID) -> ResearchRequest | None: ...
    def with_reference(self, hub: UUID, reference: str) -> tuple[UUID, ...]: ...
    def requests_of(self, case_id: UUID) -> tuple[ResearchRequest, ...]: ...
    def lock_requests(self, case_id: UUID) -> tuple[ResearchRequest, ...]: ...
    def late(self, case_ids: Sequence[UUID]) -> Mapping[UUID, UUID]: ...
    def asked_as(self, partner: UUID, reference: str) -> ResearchRequest | None: ...
    def asked_of(self, case_id: UUID) -> tuple[Asked, ...]: ...
    def reachable_from(self, hub: UUID) -> tuple[Reachable, ...]: ...
    def save_requests(self, requests: Sequence[ResearchRequest]) -> None: ...
    def note_opened(self, file_id: UUID, at: datetime) -> None: ...
    def note_changed(self, file_ids: Sequence[UUID], at: datetime) -> None: ...
    def note_told(self, file_id: UUID, change: datetime, how: str, at: datetime) -> None: ...
    def note_since(self, file_ids: Sequence[UUID], what: str, since: datetime | None) -> None: ...
    def take_due(self, now: datetime) -> ResearchRequest | None: ...
    def put_off(self, file_id: UUID, now: datetime, until: datetime) -> None: ...
    def note_chased(self, request: ResearchRequest) -> None: ...
    def time_case(self, case: CaseFile) -> None: ...
    def lock_for_change(self, *file_ids: UUID) -> None: ...
    def hold(self, file_id: UUID, membership: UUID) -> bool: ...
    def hold_case(self, file_id: UUID, membership: UUID) -> bool: ...
    def lock_case(self, file_id: UUID) -> CaseFile | None: ...


class RecordRows(Protocol):
    """Sealed records, boxes and grants."""

    def add(self, *new: Record) -> None: ...
    def find(self, record_id: UUID) -> Record | None: ...
    def found(self, record_ids: Sequence[UUID]) -> Mapping[UUID, Record]: ...
    def of_file(self, file_id: UUID, kind: str) -> tuple[Record, ...]: ...
    def of_files(self, file_ids: Sequence[UUID], *kinds: str) -> tuple[Record, ...]: ...
    def at_partner(self, file_id: UUID) -> tuple[Record, ...]: ...
    def with_own_grants(self, file_ids: Sequence[UUID]) -> tuple[tuple[Record, tuple[bytes, ...]], ...]: ...
    def draft(self, file_id: UUID, subject_id: UUID, person: UUID) -> Record | None: ...
    def drafts(self, file_id: UUID) -> tuple[Record, ...]: ...
    def save(self, record: Record, expected_version: int) -> None: ...
    def drop_draft(self, record_id: UUID) -> None: ...
    def take_back(self, withdrawn: Mapping[UUID, UUID]) -> Mapping[UUID, Mapping[UUID, str]]: ...
    def take_back_about(self, subject_id: UUID, asked: Mapping[UUID, UUID]) -> Mapping[UUID, Mapping[UUID, str]]: ...
    def add_sealed(
        self, records: Sequence[Record], boxes: Mapping[UUID, Sequence[Box]], grants: Sequence[StoredGrant]
    ) -> None: ...
    def release(self, drafts: Sequence[Record]) -> None: ...
    def supersede(self, before: Sequence[Record], after: Sequence[Record]) -> None: ...
    def boxes(self, record_ids: Sequence[UUID]) -> Mapping[UUID, tuple[Box, ...]]: ...
    def boxes_beside_places(
        self, record_ids: Sequence[UUID], organisation: UUID, fields: Sequence[str], whats: Sequence[str] = ()
    ) -> BesidePlaces: ...
    def lock_shared(self, record_ids: Sequence[UUID], membership: UUID) -> bool: ...
    def openable(self, record_ids: Sequence[UUID], organisation: UUID) -> tuple[Openable, ...]: ...
    def add_reasoned(self, opening: ReasonedOpening, now: datetime) -> None: ...
    def reasoned(self, opening_id: UUID, person: UUID, now: datetime) -> ReasonedOpening | None: ...


@dataclass(frozen=True, slots=True)
class ReasonedOpening:
    """An act that needed a reason, kept for five minutes between the POST and the page it leads to."""

    id: UUID
    person_id: UUID
    record_id: UUID
    action: str
    fields: tuple[str, ...]
    reason: bytes
    expires_at: datetime


class KeyRows(Protocol):
    """Wrapped keys in the main database."""

    def add_tenant_key(self, key: TenantKey, at: datetime) -> None: ...
    def tenant_key(self, organisation: UUID, purpose: str) -> TenantKey | None: ...
    def tenant_keys(self, organisation: UUID, purpose: str) -> tuple[TenantKey, ...]: ...
    def every_tenant_key(self, organisation: UUID | None = None) -> tuple[TenantKey, ...]: ...
    def add_organisation_key(self, key: OrganisationKey, at: datetime) -> None: ...
    def organisation_keys(self, organisations: Sequence[UUID]) -> Mapping[UUID, OrganisationKey]: ...
    def every_organisation_key(self, organisation: UUID) -> tuple[OrganisationKey, ...]: ...
    def lock(self) -> None: ...
    def rewrap_tenant_key(self, key: TenantKey) -> None: ...
    def reseal_organisation_key(self, key: OrganisationKey) -> None: ...
    def revoke_organisation_keys(self, organisation: UUID, at: datetime) -> tuple[str, ...]: ...


class PolicyRows(Protocol):
    """Policy releases this installation has run on, and those proposed to it."""

    def latest(self) -> tuple[int, str] | None: ...
    def canonical(self, number: int) -> str | None: ...
    def add_proposed(self, proposed: ProposedRelease, canonical: str) -> None: ...
    def proposed(self, proposed_id: UUID) -> ProposedRelease | None: ...
    def proposed_canonical(self, proposed_id: UUID) -> str | None: ...

    def leaves(self, number: int) -> tuple[StoredLeaf, ...]:
        """What says that it is the leaf of a release, the first first."""

    def last_proposed(self, most: int) -> tuple[ProposedRelease, ...]:
        """The newest first."""

    def releases(self) -> tuple[tuple[int, str, datetime], ...]: ...
    def add(self, number: int, digest: str, canonical: str, at: datetime) -> None: ...


class Work(Protocol):
    """One transaction. Leaving without a commit rolls back."""

    files: FileRows
    events: EventRows
    erasures: ErasureRows
    records: RecordRows
    asking: AskingRows
    slips: SlipRows
    lists: ListRows
    finding: FindingRows
    log: LogRows
    stops: LogStops
    keys: KeyRows
    jobs: JobRows
    digests: DigestRows
    ended: EndedRows
    policy: PolicyRows
    duty: DutyRows
    governance: GovernanceRows
    identity: IdentityRepository
    clocks: ClockSettingRows
    changes: ChangeRows
    approvals: ApprovalRows
    passkeys: PasskeyRows
    invitations: InvitationRows
    partnerships: PartnershipRows
    groups: GroupRows

    def commit(self) -> None:
        """Commit, and wait until it is durable. Raises DatabaseUnavailable or CommitUncertain when that is not sure."""

    def commit_unflushed(self) -> None:
        """Commit without waiting for the disk; nothing may be acknowledged yet. Raises CommitUncertain."""

    def flush(self) -> None:
        """Wait until everything committed so far is durable. Raises CommitUncertain when the answer was lost."""

    def allow_pauses(self) -> None:
        """Let it be silent for longer than seconds: for long work that holds no lock that others wait for."""


class Database(Protocol):
    """Opens transactions as one organisation. `ping` and the rest raise DatabaseUnavailable; `close` ends it."""

    def work(self, organisation: UUID | None) -> AbstractContextManager[Work]:
        """One transaction, seeing the list rows of `organisation` only."""

    def ping(self) -> None: ...
    def hang_up_on_silence(self) -> None: ...
    def standby(self) -> str: ...  # one of require_standby.MEANS
    def room(self) -> Room: ...
    def takes_rows(self) -> bool: ...
    def schema(self) -> str: ...
    def may_administer(self) -> bool:
        """Whether the role that logs in may do what only administrators' commands do."""

    def close(self) -> None: ...

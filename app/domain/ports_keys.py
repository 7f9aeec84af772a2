"""What is asked of keys: handed out for the moment of use, and exchanged, by administrators' commands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.domain.records import OrganisationKey, TenantKey
from app.domain.serving import Room


class KeyRotation(Protocol):
    """Makes keys that take the place of others, and wraps anew what is under these. All raise KeysUnavailable."""

    def root_names(self) -> tuple[str, ...]:
        """What the root keys are called, the newest first: more than one while an exchange is not finished."""

    def begin_root(self) -> None:
        """Make a root key that wraps from now on; those before it still unwrap."""

    def rewrapped(self, key: TenantKey) -> TenantKey | None:
        """The same key under the newest root key; None where it is under that already."""

    def retire_roots(self) -> None:
        """Forget all root keys but the newest: what is still under them never opens again."""

    def log_public_keys(self) -> tuple[bytes, ...]:
        """The public halves of the log's keys, the newest first: more than one while an exchange is not finished."""

    def sign(self, data: bytes, public: bytes) -> bytes:
        """The Ed25519 signature of `data` by the log's key of this public half."""

    def begin_log_key(self) -> None:
        """Make a signing key of the log that signs nothing yet."""

    def retire_log_keys(self) -> None:
        """Forget all signing keys of the log but the newest."""

    def root_secret(self) -> bytes:
        """The newest root key itself, for escrow."""

    def log_key_wrapped(self) -> bytes:
        """The log's signing key wrapped by it: nothing without it, and nothing is signed again without this."""

    def next_tenant_key(self, key: TenantKey) -> TenantKey:
        """A fresh key for the same use, one version later."""

    def new_organisation_key(self, organisation: UUID, wrap: TenantKey) -> OrganisationKey:
        """A fresh key pair for an organisation, its private half sealed under `wrap`."""

    def resealed(self, key: OrganisationKey, before: TenantKey, after: TenantKey) -> OrganisationKey:
        """The same key pair, its private half sealed under another tenant key."""

    def files(self, hub: UUID) -> int:
        """How many files of a hub have a key."""

    def files_under_others(self, newest: TenantKey) -> int:
        """How many files' keys are under another version of their hub's tenant key."""

    def rewrap_files(self, newest: TenantKey, versions: Mapping[int, TenantKey], most: int) -> int:
        """Wrap some of them anew, durably, each under `newest`; how many were looked at: none once all are."""

    def forget_files_before(self) -> None:
        """Have the key store's table hold nothing of how files' keys were wrapped before."""


class KeyKeeper(Protocol):
    """Holds the root key and the key store; hands out keys only for the moment of use."""

    def new_tenant_key(self, organisation: UUID, purpose: str) -> TenantKey: ...
    def new_organisation_key(self, organisation: UUID, wrap: TenantKey) -> OrganisationKey: ...
    def new_file_keys(self, file_ids: Sequence[UUID], wrap: TenantKey, at: datetime) -> Mapping[UUID, bytes]: ...
    def file_keys(self, wraps: Mapping[UUID, TenantKey]) -> Mapping[UUID, bytes]: ...
    def destroy_file_key(self, file_id: UUID) -> None: ...
    def has_file_key(self, file_id: UUID) -> bool: ...
    def without_key(self, file_ids: Sequence[UUID]) -> AbstractSet[UUID]: ...
    def destroyed(self) -> Mapping[UUID, datetime]: ...
    def tenant_key(self, wrap: TenantKey) -> bytes: ...
    def private_key(self, key: OrganisationKey, wrap: TenantKey) -> Any: ...
    def sign(self, data: bytes, public: bytes) -> bytes: ...
    def log_public_keys(self, *, again: bool = False) -> tuple[bytes, ...]: ...
    def check(self) -> None: ...
    def hang_up_on_silence(self) -> None: ...
    def standby(self) -> str: ...
    def room(self) -> Room: ...
    def schema(self) -> str: ...
    def may_destroy(self) -> bool:
        """Whether this process could destroy keys. Raises KeysUnavailable."""

    def close(self) -> None: ...

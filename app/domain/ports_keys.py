"""What exchanging keys needs from the outside. Given to administrators' commands alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from app.domain.records import OrganisationKey, TenantKey


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

    def root_secret(self) -> bytes:
        """The newest root key itself, for escrow."""

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

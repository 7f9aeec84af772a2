"""The entry of a key that changed: it names the rows as they stand from now on, so that verifying knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.administered import RowName
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import OrganisationKey, TenantKey
from app.services.disclosure.naming_rows import name_rows
from app.services.runtime import Runtime

KIND = "key_changed"
ESCROWED = "root_escrowed"
"""What an entry of administration says of a root key that was split into shares."""


def key_changed(
    runtime: Runtime,
    work: Work,
    organisation: UUID,
    names: Sequence[RowName],
    *,
    what: str | None = None,
    said: Mapping[str, object] | None = None,
) -> Entry:
    """Build it, the rows being stored already: `what` was exchanged, None where an organisation is taken in.

    Raises NotFound when one of the rows is not there, KeysUnavailable.
    """
    return Entry(
        kind=KIND,
        to_id=organisation,
        what=what,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        extra={**(said or {}), **name_rows(runtime, work, KIND, names)},
    )


def tenant_row(key: TenantKey) -> RowName:
    """What the row of a tenant key is called."""
    return "tenant_key", f"{key.organisation_id}/{key.purpose}/{key.version}"


def organisation_row(key: OrganisationKey) -> RowName:
    """What the row of an organisation's key is called."""
    return "organisation_key", key.kid


def public_part(key: OrganisationKey) -> Mapping[str, object]:
    """What an entry says of an organisation's new key: whoever gives it grants uses this one."""
    return {"kid": key.kid, "public": dict(key.public)}

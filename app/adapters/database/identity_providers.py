"""Rows of identity providers and of the e-mail domains that select them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, insert, select, update

from app.adapters.database.believed import is_believed
from app.adapters.database.identity_members import labelled
from app.adapters.database.tables.identity import identity_provider, identity_provider_domain
from app.domain.identity import IdentityProvider

KEY = re.compile(r"[a-z0-9-]{1,40}")
in_use = identity_provider.c.retired_at.is_(None)


class ProviderRows:
    """Identity providers, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_provider(self, provider: IdentityProvider, domains: tuple[str, ...] = ()) -> None:
        self._connection.execute(
            insert(identity_provider).values(
                id=provider.id,
                key=provider.key,
                name=provider.name,
                issuer=provider.issuer,
                client_id=provider.client_id,
                client_authentication=provider.client_authentication,
                algorithms=list(provider.algorithms),
                strong=list(provider.strong),
                scopes=list(provider.scopes),
                groups_claim=provider.groups_claim,
                help_telephone=provider.help_telephone,
                development=provider.development,
                created_at=provider.created_at,
                retired_at=provider.retired_at,
            )
        )
        for domain in domains:
            self._connection.execute(insert(identity_provider_domain).values(domain=domain, provider_id=provider.id))

    def pin_algorithms(self, provider_id: UUID, algorithms: Sequence[str]) -> None:
        pinned = update(identity_provider).where(identity_provider.c.id == provider_id)
        self._connection.execute(pinned.values(algorithms=list(algorithms)))

    def count_as_strong(self, provider_id: UUID, values: Sequence[str]) -> None:
        counted = update(identity_provider).where(identity_provider.c.id == provider_id)
        self._connection.execute(counted.values(strong=list(values)))

    def read_groups_of(self, provider_id: UUID, claim: str | None) -> None:
        read = update(identity_provider).where(identity_provider.c.id == provider_id)
        self._connection.execute(read.values(groups_claim=claim))

    def retire_provider(self, provider_id: UUID, at: datetime) -> None:
        self._connection.execute(
            update(identity_provider).where(identity_provider.c.id == provider_id, in_use).values(retired_at=at)
        )

    def provider(self, key: str) -> IdentityProvider | None:
        if KEY.fullmatch(key) is None:  # it comes from an address: PostgreSQL would not even take every text
            return None
        row = (
            self._connection.execute(select(identity_provider).where(identity_provider.c.key == key, in_use))
            .mappings()
            .one_or_none()
        )
        return self._believed(row)

    def provider_to_put_right(self, key: str) -> IdentityProvider | None:
        found = select(identity_provider).where(identity_provider.c.key == key, in_use)
        row = self._connection.execute(found).mappings().one_or_none()
        return None if row is None else read_provider(self._connection, row)

    def provider_by_id(self, provider_id: UUID) -> IdentityProvider | None:
        found = select(identity_provider).where(identity_provider.c.id == provider_id, in_use)
        return self._believed(self._connection.execute(found).mappings().one_or_none())

    def taken(self, key: str, domains: Sequence[str]) -> frozenset[str]:
        keys = select(identity_provider.c.key).where(identity_provider.c.key == key)
        led = select(identity_provider_domain.c.domain).where(identity_provider_domain.c.domain.in_(list(domains)))
        return frozenset(self._connection.execute(keys.union_all(led)).scalars())

    def domains_of(self, provider_id: UUID) -> tuple[str, ...]:
        theirs = select(identity_provider_domain.c.domain).where(identity_provider_domain.c.provider_id == provider_id)
        return tuple(self._connection.execute(theirs.order_by(identity_provider_domain.c.domain)).scalars())

    def provider_for_domain(self, domain: str) -> IdentityProvider | None:
        leads = identity_provider_domain.c.provider_id == identity_provider.c.id
        query = (
            select(identity_provider, *labelled(identity_provider_domain))
            .join(identity_provider_domain, leads)
            .where(identity_provider_domain.c.domain == domain, in_use)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None or not is_believed(self._connection, identity_provider_domain, row, "identity_provider_domain_"):
            return None
        return self._believed(row)

    def providers(self, *, to_check: bool = False) -> tuple[IdentityProvider, ...]:
        rows = self._connection.execute(
            select(identity_provider).where(in_use).order_by(identity_provider.c.name)
        ).mappings()
        found = (read_provider(self._connection, row) for row in rows)
        return tuple(one for one in found if to_check or one.believed)

    def _believed(self, row: RowMapping | None) -> IdentityProvider | None:
        """One that says what its entry signed; nobody signs in at another."""
        found = None if row is None else read_provider(self._connection, row)
        return found if found is not None and found.believed else None


def read_provider(connection: Connection, row: RowMapping, prefix: str = "") -> IdentityProvider:
    """A row as a domain object, at which nothing proves strongly where it is not believed; `prefix` as `labelled`."""
    believed = is_believed(connection, identity_provider, row, prefix)
    return IdentityProvider(
        id=row[f"{prefix}id"],
        key=row[f"{prefix}key"],
        name=row[f"{prefix}name"],
        issuer=row[f"{prefix}issuer"],
        client_id=row[f"{prefix}client_id"],
        created_at=row[f"{prefix}created_at"],
        client_authentication=row[f"{prefix}client_authentication"],
        algorithms=tuple(row[f"{prefix}algorithms"]),
        strong=tuple(row[f"{prefix}strong"]) if believed else (),
        scopes=tuple(row[f"{prefix}scopes"]),
        groups_claim=row[f"{prefix}groups_claim"],
        help_telephone=row[f"{prefix}help_telephone"],
        development=row[f"{prefix}development"],
        retired_at=row[f"{prefix}retired_at"],
        believed=believed,
    )

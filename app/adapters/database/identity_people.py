"""Rows of organisations, people and their accounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select, text, update

from app.adapters.database.believed import is_believed
from app.adapters.database.fixed import fixed
from app.adapters.database.tables.identity import identity, membership, organisation, person
from app.domain.errors import NotFound
from app.domain.identity import Identity, Organisation, Person, ProvenIdentity
from app.domain.provider_said import NAMELESS
from app.domain.rehearsals import Rehearsal

MEET = text("""
    SELECT id, display_name, email, created_at
    FROM meet_person(:provider, :subject, :name, :email, :nameless, :at)
""").columns(*person.c)
ORGANISATIONS = fixed(select(organisation).where(organisation.c.id == func.any(bindparam("ids"))))
_TAKING_PART = select(organisation).where(organisation.c.retired_at.is_(None)).order_by(organisation.c.name)
TAKING_PART = fixed(_TAKING_PART)
OF_KIND = fixed(_TAKING_PART.where(organisation.c.kind == bindparam("kind")))
PEOPLE = fixed(select(person).where(person.c.id == func.any(bindparam("ids"))))

PEOPLE_WITH = fixed(
    select(person)
    .where(
        person.c.id.in_(
            select(membership.c.person_id).where(
                membership.c.organisation_id == bindparam("organisation"),
                membership.c.ended_at.is_(None),
                membership.c.suspended_at.is_(None),
                membership.c.approved_at.is_not(None),
                membership.c.role == func.any(bindparam("roles")),
            )
        )
    )
    .order_by(person.c.display_name, person.c.id)
)


class PeopleRows:
    """Organisations, people and what connects them, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_organisation(self, organisation_: Organisation) -> None:
        self._connection.execute(
            insert(organisation).values(
                id=organisation_.id,
                kind=organisation_.kind,
                name=organisation_.name,
                controller=organisation_.controller,
                service=organisation_.service,
                telephone=organisation_.telephone,
                created_at=organisation_.created_at,
                retired_at=organisation_.retired_at,
                in_law=None if organisation_.in_law is None else sorted(organisation_.in_law),
                rehearsal_of=organisation_.rehearsal.of if organisation_.rehearsal else None,
                rehearsal_id=organisation_.rehearsal.id if organisation_.rehearsal else None,
            )
        )

    def set_in_law(self, organisation_id: UUID, in_law: Collection[str]) -> None:
        changed = update(organisation).where(organisation.c.id == organisation_id).values(in_law=sorted(in_law))
        self._connection.execute(changed)

    def describe_organisation(self, organisation_id: UUID, called: Mapping[str, str]) -> None:
        self._connection.execute(update(organisation).where(organisation.c.id == organisation_id).values(**called))

    def retire_organisation(self, organisation_id: UUID, at: datetime) -> bool:
        still = update(organisation).where(organisation.c.id == organisation_id, organisation.c.retired_at.is_(None))
        return self._connection.execute(still.values(retired_at=at)).rowcount == 1

    def organisation(self, organisation_id: UUID) -> Organisation:
        found = self.organisations_of([organisation_id])
        if not found:
            raise NotFound
        return found[organisation_id]

    def organisations_of(self, organisation_ids: Collection[UUID]) -> Mapping[UUID, Organisation]:
        rows = self._connection.execute(ORGANISATIONS, {"ids": list(organisation_ids)}).mappings()
        return {row["id"]: read_organisation(self._connection, row) for row in rows}

    def organisations(self, kind: str | None = None) -> tuple[Organisation, ...]:
        query = TAKING_PART if kind is None else OF_KIND
        rows = self._connection.execute(query, {} if kind is None else {"kind": kind}).mappings()
        return tuple(read_organisation(self._connection, row) for row in rows)

    def organisation_called(self, name: str) -> Organisation | None:
        row = self._connection.execute(select(organisation).where(organisation.c.name == name)).mappings().first()
        return None if row is None else read_organisation(self._connection, row)

    def organisations_named(
        self, part: str, most: int, after: UUID | None = None, of: Collection[UUID] | None = None
    ) -> tuple[Organisation, ...]:
        query = select(organisation).where(organisation.c.retired_at.is_(None), organisation.c.rehearsal_of.is_(None))
        if part:
            query = query.where(organisation.c.name.icontains(part, autoescape=True))
        if of is not None:
            query = query.where(organisation.c.id == func.any(list(of)))
        if after is not None:
            last = select(organisation.c.name).where(organisation.c.id == after).scalar_subquery()
            query = query.where(organisation.c.name > last)  # no two have one name
        rows = self._connection.execute(query.order_by(organisation.c.name).limit(most)).mappings()
        return tuple(read_organisation(self._connection, row) for row in rows)

    def twins(self, hub_id: UUID | None = None) -> tuple[Organisation, ...]:
        hub = organisation.alias("rehearsing")
        query = select(organisation).join(hub, hub.c.id == organisation.c.rehearsal_id)
        if hub_id is not None:
            query = query.where(hub.c.rehearsal_of == hub_id)
        query = query.where(organisation.c.retired_at.is_(None)).order_by(hub.c.name, organisation.c.name)
        return tuple(read_organisation(self._connection, row) for row in self._connection.execute(query).mappings())

    def add_person(self, person_: Person) -> None:
        self._connection.execute(
            insert(person).values(
                id=person_.id,
                display_name=person_.display_name,
                email=person_.email,
                created_at=person_.created_at,
            )
        )

    def person(self, person_id: UUID) -> Person:
        found = self.people([person_id]).get(person_id)
        if found is None:
            raise NotFound
        return found

    def people(self, person_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        rows = self._connection.execute(PEOPLE, {"ids": list(person_ids)}).mappings()
        return {row["id"]: read_person(row) for row in rows}

    def people_in(self, organisation_id: UUID, role: str | None = None) -> tuple[Person, ...]:
        return self._people_in(organisation_id, None if role is None else [role])

    def people_with(self, organisation_id: UUID, roles: Sequence[str]) -> tuple[Person, ...]:
        rows = self._connection.execute(PEOPLE_WITH, {"organisation": organisation_id, "roles": list(roles)}).mappings()
        return tuple(read_person(row) for row in rows)

    def roles_in(self, organisation_id: UUID, roles: Sequence[str]) -> Mapping[UUID, frozenset[str]]:
        """Which of these roles each person of an organisation holds there; nobody who holds none of them."""
        query = select(membership.c.person_id, func.array_agg(membership.c.role).label("roles")).where(
            membership.c.organisation_id == organisation_id,
            membership.c.ended_at.is_(None),
            membership.c.suspended_at.is_(None),
            membership.c.approved_at.is_not(None),
            membership.c.role == func.any(list(roles)),
        )
        rows = self._connection.execute(query.group_by(membership.c.person_id))
        return {row.person_id: frozenset(row.roles) for row in rows}

    def people_named(self, organisation_id: UUID, roles: Sequence[str], part: str, most: int) -> tuple[Person, ...]:
        return self._people_in(organisation_id, roles, part, most)

    def _people_in(
        self, organisation_id: UUID, roles: Sequence[str] | None, part: str = "", most: int | None = None
    ) -> tuple[Person, ...]:
        members = select(membership.c.person_id).where(
            membership.c.organisation_id == organisation_id,
            membership.c.ended_at.is_(None),
            membership.c.suspended_at.is_(None),
            membership.c.approved_at.is_not(None),
        )
        if roles is not None:
            members = members.where(membership.c.role == func.any(list(roles)))
        query = select(person).where(person.c.id.in_(members)).order_by(person.c.display_name, person.c.id).limit(most)
        if part:
            query = query.where(person.c.display_name.icontains(part, autoescape=True))
        return tuple(read_person(row) for row in self._connection.execute(query).mappings())

    def add_identity(self, identity_: Identity) -> None:
        self._connection.execute(
            insert(identity).values(
                id=identity_.id,
                provider_id=identity_.provider_id,
                subject=identity_.subject,
                person_id=identity_.person_id,
                created_at=identity_.created_at,
            )
        )

    def meet_person(self, provider_id: UUID, proven: ProvenIdentity, at: datetime) -> Person:
        given = {
            "provider": provider_id,
            "subject": proven.subject,
            "name": None if proven.display_name == NAMELESS else proven.display_name,
            "nameless": NAMELESS,
            "email": proven.email,
            "at": at,
        }
        return read_person(self._connection.execute(MEET, given).mappings().one())

    def accounts_of(self, person_id: UUID) -> tuple[UUID, ...]:
        query = select(identity.c.id).where(identity.c.person_id == person_id).order_by(identity.c.id)
        return tuple(self._connection.execute(query).scalars())

    def account_for(self, provider_id: UUID, subject: str) -> UUID | None:
        query = select(identity.c.id).where(identity.c.provider_id == provider_id, identity.c.subject == subject)
        return self._connection.execute(query).scalar_one_or_none()

    def person_for(self, provider_id: UUID, subject: str) -> Person | None:
        query = (
            select(person)
            .join(identity, identity.c.person_id == person.c.id)
            .where(identity.c.provider_id == provider_id, identity.c.subject == subject)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else read_person(row)


def read_organisation(connection: Connection, row: RowMapping, prefix: str = "") -> Organisation:
    """A row as a domain object, nothing in law where it is not believed; `prefix` as `labelled` gave it."""
    believed, in_law = is_believed(connection, organisation, row, prefix), row[f"{prefix}in_law"]
    return Organisation(
        id=row[f"{prefix}id"],
        kind=row[f"{prefix}kind"],
        name=row[f"{prefix}name"],
        controller=row[f"{prefix}controller"],
        service=row[f"{prefix}service"],
        telephone=row[f"{prefix}telephone"],
        created_at=row[f"{prefix}created_at"],
        retired_at=row[f"{prefix}retired_at"],
        in_law=frozenset() if not believed else None if in_law is None else frozenset(in_law),
        rehearsal=_rehearsal(row[f"{prefix}rehearsal_of"], row[f"{prefix}rehearsal_id"]),
        believed=believed,
    )


def _rehearsal(of: UUID | None, id_: UUID | None) -> Rehearsal | None:
    return None if of is None or id_ is None else Rehearsal(of, id_)


def read_person(row: RowMapping, prefix: str = "") -> Person:
    """A row as a domain object; `prefix` as `labelled` gave it."""
    return Person(
        id=row[f"{prefix}id"],
        display_name=row[f"{prefix}display_name"],
        email=row[f"{prefix}email"],
        created_at=row[f"{prefix}created_at"],
    )

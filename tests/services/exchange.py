"""A whole exchange under its doors: a real database and key store, made-up organisations of any kind, and people."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import Engine, make_url, text

from app.adapters.database.work import SqlDatabase
from app.adapters.keys.keeper import KeyKeeper
from app.demonstration.database import SUPERUSER
from app.domain.identity import Actor, Identity, Membership, Organisation, Person
from app.domain.key_source import FileKeys, KeySource
from app.domain.ports import Clock
from app.domain.serving import Serving
from app.services.clocks.enter import adopt_profile, enter_hours
from app.services.identity.add_person import add_account, add_person
from app.services.identity.approve_member import approve_member
from app.services.identity.make_partnership import HUB, make_partnership
from app.services.identity.register_organisation import register_organisation
from app.services.policy_control.record_release import record_release
from app.services.runtime import Runtime
from app.settings import Settings
from app.wiring import checked_runtime, close_runtime, started_runtime
from crypto.errors import DevelopmentOnlyWarning
from crypto.keys.file_provider import FileKeyProvider
from tests.clock import SetClock
from tests.conftest import Database

POLICIES = Path(__file__).resolve().parents[2] / "policies"
START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday morning within hub hours."""

HOURS, HOLIDAYS, SINCE = ("mon-fri=9:00-17:00",), "england-and-wales", date(2020, 1, 1)
"""When every hub is there, and since when; partners have said nothing of their own."""

_numbers = count(1)


def engines_of(runtime: Runtime) -> tuple[Engine, Engine]:
    """The engines of the main database and of the key store."""
    return cast("SqlDatabase", runtime.database)._engine, cast("KeyKeeper", runtime.keys)._store._engine


@dataclass
class Exchange:
    """A running exchange, and what administrators' commands run on.

    `organisation` and `person` make what a test asks for, once for each kind.
    """

    runtime: Runtime
    admin: Runtime
    clock: SetClock
    settings: Settings
    database: Database
    keystore: Database
    organisations: dict[str, Organisation] = field(default_factory=dict)
    registrar: UUID | None = None
    accounts_at: UUID | None = None
    """The provider at which whoever comes from now on has an account, by which their roles can be taken up."""

    @property
    def engine(self) -> Engine:
        """The main database's engine, to put faults into."""
        return engines_of(self.runtime)[0]

    @property
    def keystore_engine(self) -> Engine:
        """The key store's engine."""
        return engines_of(self.runtime)[1]

    def organisation(self, kind: str) -> Organisation:
        """The made-up organisation of a kind, registered with its keys when first asked for."""
        if kind not in self.organisations:
            self.organisations[kind] = self.another(kind)
        return self.organisations[kind]

    def another(self, kind: str) -> Organisation:
        """One more organisation of a kind, a partner of every one of the other side."""
        number = next(_numbers)
        name = f"Madeup {kind} {number}"
        made = Organisation(uuid4(), kind, name, "Madeup Council", kind, "01632 960111", self.clock.now())
        register_organisation(self.admin, made)
        with self.runtime.database.work(None) as work:
            others = [one for one in work.identity.organisations() if (one.kind == HUB) != (kind == HUB)]
        for other in others:
            hub, partner = (made, other) if kind == HUB else (other, made)
            make_partnership(self.admin, hub.id, partner.id)
        if kind == HUB:
            keeps_time(self.admin, made, self.registrar_id())
        return made

    def person(self, kind: str, role: str, organisation: Organisation | None = None) -> Actor:
        """A new person with an approved membership in the organisation of a kind, acting under it."""
        person = Person(uuid4(), f"Madeup {role} {next(_numbers)}", None, self.clock.now())
        return self._join(person, organisation or self.organisation(kind), role, new=True)

    def member(self, kind: str, role: str, actor: Actor) -> Actor:
        """One more membership of somebody there already, acting under it."""
        person = Person(actor.person_id, actor.display_name, None, self.clock.now())
        return self._join(person, self.organisation(kind), role, new=False)

    def _join(self, person: Person, where: Organisation, role: str, *, new: bool) -> Actor:
        now = self.clock.now()
        member = Membership(uuid4(), person.id, where.id, role, now, self.registrar_id(), now)
        if new:
            add_person(self.admin, person)
        if new and self.accounts_at:
            add_account(self.admin, Identity(uuid4(), self.accounts_at, str(person.id), person.id, now))
        approve_member(self.admin, member)
        return Actor(
            *(person.id, member.id, where.id, where.kind, where.name, role, person.display_name, uuid4()),
            strong=True,
            rehearsal=where.rehearsal,
        )

    def registrar_id(self) -> UUID:
        """Who approves members and enters settings, made when first asked for."""
        if self.registrar is None:
            self.registrar = uuid4()
            add_person(self.admin, Person(self.registrar, "Registrar (made up)", None, self.clock.now()))
        return self.registrar

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement of SQL beside the exchange, as a superuser who sees all rows; its rows, if it has any."""
        return run_sql(self.database.owner_url, query, *values, role=SUPERUSER)

    def leaves(self) -> list[tuple[int, UUID, str]]:
        """Index in its log, id and kind of every leaf another connection can see, as they were written."""
        query = "SELECT idx, id, kind FROM log_leaf ORDER BY xmin::text::bigint, cmin::text::bigint"
        return [(index, one, kind) for index, one, kind in self.rows(query)]

    def stopped(self) -> dict[str, str]:
        """What was found of each log that is stopped, by label."""
        return dict(self.rows("SELECT label, says FROM log JOIN log_stop ON log_id = id ORDER BY id"))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
        close_runtime(self.admin)
        self.keystore_engine.dispose()


def run_sql(url: str, query: str, *values: object, role: str | None = None) -> list[tuple[Any, ...]]:
    """One statement on a connection of its own, as the address's role or another."""
    address = make_url(url)
    host, user = str(address.query["host"]), role or address.username
    with psycopg.connect(host=host, user=user, dbname=address.database, autocommit=True) as connection:
        cursor = connection.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description else []


def next_transaction(runtime: Runtime) -> int:
    """The number of the next transaction of the server that writes anything, to any database."""
    with engines_of(runtime)[0].connect() as connection:
        return int(connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")))


def keeps_time(admin: Runtime, hub: Organisation, by: UUID) -> None:
    """Have a hub say its hours and adopt the standard profile, without which it can send nothing."""
    enter_hours(admin, hub.id, SINCE, HOURS, HOLIDAYS, by)
    adopt_profile(admin, hub.id, "standard", by)


def administration(settings: Settings, database: Database, clock: Clock) -> Runtime:
    """What commands run on as the administering role, once a policy is in force."""
    admin = checked_runtime(replace(settings, database_url=database.admin_url), clock)
    return replace(admin, policy=record_release(admin))


def make_exchange(
    database: Database, keystore: Database, folder: Path, at: datetime = START, keys: KeySource | None = None
) -> Exchange:
    """An exchange without anybody in it, its clock set; `folder` is for checkpoints, and for keys if none are given."""
    settings = Settings(
        production=False,
        database_url=database.app_url,
        keystore_url=keystore.app_url,
        keys=keys or FileKeys(folder / "keys"),
        checkpoints=folder / "checkpoints",
        log_origin="madeup.example/disclosures",
        public_address="https://exchange.madeup.example",
        emergency_numbers=(("Madeupshire MASH", "01632 960000"),),
        secret="made-up-secret-of-forty-characters-0123456789",
        smtp=("127.0.0.1", 9),
        mail_from="exchange@madeup.example",
        policies=POLICIES,
        provider_secrets={},
        serving=Serving(servers=1, processes=1, threads=8),
    )
    clock = SetClock(at, database.owner_url)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        if keys is None and not (folder / "keys").exists():
            FileKeyProvider.create(folder / "keys")
        admin = administration(settings, database, clock)
        runtime = started_runtime(settings, clock)
    return Exchange(runtime, admin, clock, settings, database, keystore)

"""A whole exchange on a real database, with made-up organisations and people, and clients signed in as one of them."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient

from app.adapters.database.work import SqlDatabase
from app.adapters.keys.keeper import KeyKeeper
from app.domain.identity import Actor, Identity, IdentityProvider, Membership, Organisation, Person
from app.domain.key_source import FileKeys
from app.domain.serving import Serving
from app.domain.web_session import WebSession
from app.factory import create_app
from app.services.identity.add_person import add_account, add_person
from app.services.identity.approve_member import approve_member
from app.services.identity.make_partnership import HUB, make_partnership
from app.services.identity.open_session import open_session
from app.services.identity.register_organisation import register_organisation
from app.services.identity.register_provider import register_provider
from app.services.runtime import Runtime
from app.settings import Settings
from app.web.account.cookies import SESSION_COOKIE
from app.wiring import close_runtime, started_runtime
from crypto.errors import DevelopmentOnlyWarning
from crypto.keys.file_provider import FileKeyProvider
from tests.clock import SetClock
from tests.conftest import Database
from tests.services.exchange import administration, keeps_time, next_transaction

HOST = "localhost"
POLICIES = Path(__file__).resolve().parents[2] / "policies"
START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday morning within hub hours."""

ORGANISATIONS = {
    "hub": "Madeupshire MASH", "housing": "Madeupshire Homes", "police": "Madeup Police",
    "fire": "Madeupshire Fire and Rescue", "dwp": "Madeup Jobcentre", "probation": "Madeup Probation",
    "safeguarding_health": "Madeupshire Child Health", "mental_health": "Madeup Mental Health",
    "education": "Madeupshire Schools", "ambulance": "Madeup Ambulance",
    "childrens_social_care": "Madeupshire Children’s Social Care",
}  # fmt: skip
PEOPLE = {
    "cora": ("Cora Collator", "hub", "hub_collator"), "colin": ("Colin Collator", "hub", "hub_collator"),
    "dilys": ("Dilys Decision-Maker", "hub", "hub_decision_maker"),
    "ingrid": ("Ingrid Governance", "hub", "ig_officer"),
    "hugh": ("Hugh Housing", "housing", "partner_responder"),
    "harriet": ("Harriet Housing", "housing", "partner_responder"),
    "hilda": ("Hilda Housing-Manager", "housing", "partner_manager"),
    "polly": ("Polly Police", "police", "partner_responder"), "pavel": ("Pavel Police", "police", "partner_manager"),
    "fergus": ("Fergus Fire", "fire", "partner_responder"), "dwight": ("Dwight Jobcentre", "dwp", "partner_responder"),
    "dorothy": ("Dorothy Jobcentre", "dwp", "partner_manager"),
    "nora": ("Nora Nurse", "safeguarding_health", "partner_responder"),
    "callum": ("Callum Caldicott", "safeguarding_health", "caldicott_approver"),
    "peter": ("Peter Probation", "probation", "partner_responder"),
    "esther": ("Esther Education", "education", "partner_responder"),
}  # fmt: skip
MORE: dict[str, tuple[str, str, str]] = {}
"""Whom else an exchange is to have as it begins: a test puts them here before it is made."""


@dataclass(frozen=True)
class Exchange:
    """A running exchange: its application, its organisations by kind and its people by first name."""

    app: Flask
    runtime: Runtime
    admin: Runtime
    clock: SetClock
    provider: IdentityProvider
    organisations: Mapping[str, Organisation]
    actors: Mapping[str, Actor]
    began: int
    """The server's next transaction as the exchange began: as long as it is that, nothing was written."""

    def client(self, name: str) -> FlaskClient:
        """A browser in which this person is signed in; ask it for paths as usual."""
        client = self.app.test_client()
        sign_in(self, client, self.actors[name])
        return client

    def close(self) -> None:
        """Give all connections back; the database is dropped after it."""
        assert isinstance(self.runtime.database, SqlDatabase)
        assert isinstance(self.runtime.keys, KeyKeeper)
        self.runtime.database.close()
        self.runtime.keys.close()
        close_runtime(self.admin)


@dataclass(frozen=True)
class Town:
    """Who takes part in an exchange as it begins: what its databases, and its folder of keys, hold already."""

    provider: IdentityProvider
    organisations: Mapping[str, Organisation]
    actors: Mapping[str, Actor]


@dataclass(frozen=True)
class TownTemplate:
    """A town in two databases and a folder that are only copied from."""

    town: Town
    database: str
    keystore: str
    folder: Path


def make_exchange(database: Database, keystore: Database, folder: Path, *, policies: Path = POLICIES) -> Exchange:
    """An exchange with every organisation and person above; `folder` is for keys and checkpoints. To be closed."""
    return open_exchange(found_town(database, keystore, folder, policies), database, keystore, folder, policies)


def copied_exchange(template: TownTemplate, database: Database, keystore: Database, folder: Path) -> Exchange:
    """The same on copies of a template's databases: nobody need be registered again. To be closed."""
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    return open_exchange(template.town, database, keystore, folder, POLICIES)


def found_town(database: Database, keystore: Database, folder: Path, policies: Path = POLICIES) -> Town:
    """Registers every organisation and person above, on databases that are migrated and empty; connects to no more."""
    with made_up():
        FileKeyProvider.create(folder / "keys")
        clock = SetClock(START, database.owner_url)
        admin = administration(settings_for(database, keystore, folder, policies), database, clock)
        organisations = {kind: _organisation(admin, kind, name) for kind, name in ORGANISATIONS.items()}
        for kind, partner in organisations.items():
            if kind != HUB:
                make_partnership(admin, organisations[HUB].id, partner.id)
        provider = IdentityProvider(uuid4(), "madeup", "Madeup sign-in", "http://127.0.0.9", "exchange", clock.now(),
                                    development=True)  # fmt: skip
        register_provider(admin, provider, ("madeup.example",))
        registrar = _registrar(admin)
        keeps_time(admin, organisations[HUB], registrar)
        actors = _people(admin, organisations, provider, PEOPLE, registrar)
        close_runtime(admin)
    return Town(provider, organisations, actors)


def open_exchange(town: Town, database: Database, keystore: Database, folder: Path, policies: Path) -> Exchange:
    """The exchange of the town that these databases and this folder hold. To be closed."""
    with made_up():
        settings = settings_for(database, keystore, folder, policies)
        clock = SetClock(START, database.owner_url)
        admin = administration(settings, database, clock)
        runtime = started_runtime(settings, clock)
        app = create_app(settings, runtime)
    more = _people(admin, town.organisations, town.provider, MORE, _registrar(admin)) if MORE else {}
    app.config["PREFERRED_URL_SCHEME"] = "https"  # the cookies are Secure: clients ask as a browser would
    actors = {**town.actors, **more}
    began = next_transaction(admin)
    return Exchange(app, runtime, admin, clock, town.provider, dict(town.organisations), actors, began)


@contextmanager
def made_up() -> Iterator[None]:
    """Keys in files are for made-up data, as these are: what warns of them is not shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DevelopmentOnlyWarning)
        yield


def settings_for(database: Database, keystore: Database, folder: Path, policies: Path) -> Settings:
    return Settings(
        production=False,
        database_url=database.app_url,
        keystore_url=keystore.app_url,
        keys=FileKeys(folder / "keys"),
        checkpoints=folder / "checkpoints",
        log_origin="madeup.example/disclosures",
        public_address=f"https://{HOST}",
        emergency_numbers=(("Madeupshire MASH", "01632 960 000"),),
        secret="made-up-secret-of-forty-characters-0123456789",
        smtp=("127.0.0.1", 9),
        mail_from="exchange@madeup.example",
        policies=policies,
        provider_secrets={},
        serving=Serving(servers=1, processes=1, threads=8),
    )


def sign_in(
    exchange: Exchange, client: FlaskClient, actor: Actor, *, chosen: bool = True, strongly: bool = True
) -> None:
    """Give the client a session as finishing a sign-in leaves it; not `chosen`, the role is still to be chosen."""
    now = exchange.clock.now()
    session = WebSession(
        id=uuid4(),
        person_id=actor.person_id,
        provider_id=exchange.provider.id,
        issuer=exchange.provider.issuer,
        subject=str(actor.person_id),
        sid=None,
        groups=(),
        signed_in_at=now,
        last_seen_at=now,
        strong_at=now if strongly else None,
    )
    with exchange.runtime.database.work(None) as work:
        under = work.identity.hold_membership(actor.membership_id) if chosen else None
        token = open_session(exchange.runtime, work, session, under)
        work.commit()
    client.set_cookie(SESSION_COOKIE, token, domain=HOST, path="/", secure=True, httponly=True, samesite="Lax")


def _organisation(runtime: Runtime, kind: str, name: str) -> Organisation:
    number = list(ORGANISATIONS).index(kind)
    made = Organisation(uuid4(), kind, name, "Madeup controller", kind, f"01632 960{100 + number}", runtime.clock.now())
    register_organisation(runtime, made)
    return made


def _registrar(runtime: Runtime) -> UUID:
    registrar = Person(uuid4(), "Registrar (made up)", None, runtime.clock.now())
    add_person(runtime, registrar)
    return registrar.id


def _people(
    runtime: Runtime,
    organisations: Mapping[str, Organisation],
    provider: IdentityProvider,
    people: Mapping[str, tuple[str, str, str]],
    registrar: UUID,
) -> Mapping[str, Actor]:
    now = runtime.clock.now()
    actors = {}
    for key, (name, kind, role) in people.items():
        person = Person(uuid4(), name, f"{key}@madeup.example", now)
        add_person(runtime, person)
        add_account(runtime, Identity(uuid4(), provider.id, str(person.id), person.id, now))
        organisation = organisations[kind]
        member = Membership(uuid4(), person.id, organisation.id, role, now, registrar, now)
        approve_member(runtime, member)
        actors[key] = Actor(
            person.id, member.id, organisation.id, kind, organisation.name, role, name, session_id=uuid4(), strong=True
        )
    return actors

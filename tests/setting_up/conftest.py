"""An operator's server, for the whole folder: empty, and set up by the commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.governance.commands import Ran, flask, program_in
from tests.messages.servers import Authority, Post, listening
from tests.setting_up.operators_server import OperatorsServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OperatorsServer]:
    """The server, with nothing in it but what tests of this folder put there."""
    with OperatorsServer(Authority(tmp_path_factory.mktemp("authority"))) as running:
        yield running


@dataclass(frozen=True, slots=True)
class SetUp:
    """Two databases that the commands have made, and their names."""

    server: OperatorsServer
    main: str
    keystore: str

    def owners(self) -> dict[str, str]:
        """The settings that migrating needs."""
        return {
            "OWNER_DATABASE_URL": self.server.at(self.main, "prx_owner"),
            "OWNER_KEYSTORE_URL": self.server.at(self.keystore, "prx_owner"),
        }


@pytest.fixture(scope="session")
def migrated(server: OperatorsServer) -> SetUp:
    """Databases with both schemas, as `flask setup database` and `migrate` make them."""
    printed = flask(None, "setup", "database", "--main", "set_up", "--keystore", "set_up_keys")
    assert server.psql(printed.out).returncode == 0
    server.set_passwords()
    made = SetUp(server, "set_up", "set_up_keys")
    ran = flask(None, "setup", "migrate", extra=made.owners())
    assert ran.code == 0, ran.error
    return made


CANARY = "kanarienvogel"
Environment = dict[str, str]


@pytest.fixture(scope="session")
def sound(migrated: SetUp, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """The settings of an installation that is fit to serve, made by the commands alone."""
    folder = tmp_path_factory.mktemp("installation")
    (folder / "checkpoints").mkdir(mode=0o700)
    server = migrated.server
    with listening(Post()) as port:
        settings = {
            "PRX_ENVIRONMENT": "demonstration",
            "DATABASE_URL": server.at(migrated.main),
            "KEYSTORE_URL": server.at(migrated.keystore),
            "ADMIN_DATABASE_URL": server.at(migrated.main, "prx_admin"),
            "DESTROYER_KEYSTORE_URL": server.at(migrated.keystore, "prx_destroyer"),
            **migrated.owners(),
            "PRX_KEYS": f"file:{folder / 'keys'}",
            "PRX_CHECKPOINTS": str(folder / "checkpoints"),
            "PRX_LOG_ORIGIN": "madeup.example/disclosures",
            "PRX_PUBLIC_ADDRESS": "https://exchange.madeup.example",
            "PRX_EMERGENCY_NUMBERS": "Madeupshire MASH=01632 960000",
            "PRX_SECRET": f"{CANARY}-of-forty-characters-0123456789",
            "PRX_SMTP": f"127.0.0.1:{port}",
            "PRX_MAIL_FROM": "exchange@madeup.example",
        }
        for command in (("keys", "create"), ("policies", "begin")):
            ran = program_in(settings, *command)
            assert ran.code == 0, ran.error
        yield settings


def checked(settings: Environment, **changed: str) -> Ran:
    """What is said of these settings, after these changes; never a password or secret."""
    ran = flask(None, "setup", "check", extra={**settings, **changed})
    assert CANARY not in ran.out + ran.error
    return ran


def only(ran: Ran) -> str:
    """The only problem that is named."""
    assert ran.code == 1
    assert "\n1 problem." in f"\n{ran.error.removeprefix('Error: ')}", ran.out
    return ran.out

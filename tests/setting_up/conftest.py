"""An operator's server, for the whole folder: empty, and set up by the commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.governance.commands import flask
from tests.messages.servers import Authority
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

"""Backup commands as an operator gives them: with the addresses of the role of backups, or of the owner."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url

from app.demonstration.database import BACKUP, OWNER, Cluster
from app.settings import Settings
from tests.governance.commands import Ran, environment, flask
from tests.services.exchange import Exchange


def addresses(settings: Settings, cluster: Cluster, *, backs_up_as: str = BACKUP) -> Mapping[str, str]:
    """Both databases as whoever backs up and as the owner, and where PostgreSQL's programs are."""
    urls = {"DATABASE_URL": settings.database_url, "KEYSTORE_URL": settings.keystore_url}
    return {"PG_BIN": str(cluster.programs.folder)} | {
        f"{prefix}_{name}": make_url(url).set(username=role).render_as_string(False)
        for prefix, role in (("BACKUP", backs_up_as), ("OWNER", OWNER))
        for name, url in urls.items()
    }


class Operator:
    """Gives the commands, within this program."""

    def __init__(self, cluster: Cluster, exchange: Exchange) -> None:
        self._cluster = cluster
        self._exchange = exchange
        self.also: dict[str, str] = {}

    def given(self, backs_up_as: str = BACKUP) -> Mapping[str, str]:
        """The settings the commands find."""
        settings = self._exchange.settings
        return {**environment(settings), **addresses(settings, self._cluster, backs_up_as=backs_up_as), **self.also}

    def make(self, folder: Path, role: str = BACKUP) -> Ran:
        """`flask backup make` into two folders of `folder`."""
        return self.make_in(folder / "main", folder / "keys", role)

    def make_in(self, main: Path, keys: Path, role: str = BACKUP) -> Ran:
        """The same into these folders."""
        return self._flask("make", str(main), str(keys), backs_up_as=role)

    def restore(self, *halves: str) -> Ran:
        """`flask backup restore` with these options."""
        return self._flask("restore", *halves, backs_up_as=BACKUP)

    def lose(self, *names: str) -> None:
        """Databases as they are after a server was lost and new ones were made: empty."""
        self._exchange.close()
        for name in names:
            self._cluster.drop_database(name)
            self._cluster.create_database(name)

    def lose_all(self) -> None:
        """Both of them."""
        self.lose(self._exchange.database.name, self._exchange.keystore.name)

    def _flask(self, *arguments: str, backs_up_as: str) -> Ran:
        return flask(self._exchange.runtime, "backup", *arguments, extra=self.given(backs_up_as))


def both(folder: Path) -> tuple[str, ...]:
    """The options that name both halves."""
    return "--main", str(folder / "main"), "--keys", str(folder / "keys")

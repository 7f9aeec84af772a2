"""The page for operators, followed to the letter: a standby is made, the primary dies, and the exchange goes on."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from app.adapters.database.migrate import MIGRATIONS
from app.demonstration.database import OWNER, Cluster
from app.domain.errors import ExchangeError
from app.services.governance.check_log import check_log
from app.services.governance.require_standby import describe_standby
from tests.conftest import Database
from tests.database.killed import IDLE, exchange_on
from tests.database.standbys import WAITED_FOR, Standby, ask, until
from tests.services.exchange import Exchange, make_exchange
from tests.services.played import answered

STEP = re.compile(r"^(\d)\. On the (?:primary|second)[^\n]*\n(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
WITHIN = 30.0
"""Seconds in which the exchange finds the server that took over."""


def documented() -> Mapping[int, Sequence[str]]:
    """The commands of the page, by the number of their step."""
    page = (MIGRATIONS / "STANDBY.md").read_text(encoding="utf-8")
    return {
        int(number): [line.strip() for line in text.splitlines() if line.startswith(" " * 8)]
        for number, text in STEP.findall(page)
    }


class Documented(Standby):
    """A second server, made as the page says."""

    def _make_data(self) -> None:
        [command] = documented()[2]
        program, *options = shlex.split(command.replace("PRIMARY", str(self._primary.folder)))
        self.run(program, *(one for one in options if one != "--pgdata=DATA"))  # it is given the folder anyway


def follow(server: Cluster, step: int) -> list[tuple[Any, ...]]:
    """The commands of a step on a server; what the last of them says."""
    said: list[tuple[Any, ...]] = []
    for command in documented()[step]:
        said = ask(server, command)
    return said


def at_both(first: Cluster, second: Cluster, folder: Path) -> Exchange:
    """The exchange of `folder`, told of both servers in one address for each database."""

    def told(url: str) -> str:
        assert "&host=SECOND&target_session_attrs=read-write&" in (MIGRATIONS / "STANDBY.md").read_text()
        return f"{url}&host={second.folder}&target_session_attrs=read-write"

    def beside(url: str) -> str:
        return make_url(url).update_query_dict({"host": f"{first.folder},{second.folder}"}).render_as_string(False)

    main, keys = (Database(name, told(first.url(name)), beside(first.url(name, OWNER))) for name in ("main", "keys"))
    return make_exchange(main, keys, folder)


def test_the_exchange_goes_on_where_the_page_was_followed(tmp_path: Path) -> None:
    assert [*documented()] == [1, 2, 3, 4]
    with exchange_on(IDLE, tmp_path) as (primary, before):
        follow(primary, 1)
        with Documented(primary, IDLE) as second:
            follow(primary, 3)
            until(lambda: ask(primary, WAITED_FOR) == [(True,)])
            assert follow(primary, 3) == [("second", "streaming", "sync")]
            before.close()
            exchange = at_both(primary, second, tmp_path)
            assert "on a second server" in describe_standby(exchange.runtime)["main"]
            answered(exchange)
            leaves = exchange.leaves()
            primary.kill()
            follow(second, 4)
            until(lambda: ask(second, "SELECT pg_is_in_recovery()") == [(False,)])
            goes_on(exchange)
            assert set(leaves) <= set(exchange.leaves()), "nothing that was acknowledged is lost"
            assert check_log(exchange.runtime).problems == ()
            assert "single server" in describe_standby(exchange.runtime)["main"]
            exchange.close()


def goes_on(exchange: Exchange) -> None:
    """A case is played by the runtime that lost its server, once its connections were found dead."""
    deadline = time.monotonic() + WITHIN
    while True:
        try:
            exchange.runtime.database.ping()
            exchange.runtime.keys.check()
            exchange.admin.database.ping()
            break
        except ExchangeError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    answered(exchange)

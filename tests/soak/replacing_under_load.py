"""Two servers are replaced one after the other and back again, while people work: no request is lost, and no entry."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from app.demonstration.database import OWNER
from app.domain.identity import IdentityProvider
from app.services.identity.register_provider import register_provider
from app.web.account.cookies import SESSION_COOKIE
from tests.identity.signed_in import open_session
from tests.operating.served import ROOT, Served, exchange_now, serving
from tests.services.exchange import Exchange
from tests.soak.replacing import Proxy, migrate, next_version, people_asking

PEOPLE, EACH = 3, 6


def test_no_request_is_lost_on_the_way_to_the_next_version_and_back(tmp_path: Path) -> None:
    newer = next_version(tmp_path / "newer")
    with exchange_now(tmp_path, max_connections="90") as (cluster, exchange), ExitStack() as stack:
        before, headers = _reads(exchange), _signed_in(exchange)

        def two(tree: Path) -> list[tuple[Served, ExitStack]]:
            """Two servers of a version that are ready, each with what ends it."""
            ends = [stack.enter_context(ExitStack()) for _ in range(2)]
            started = [(end.enter_context(serving(exchange, tmp_path, tree, PRX_SERVING="4x1x4")), end) for end in ends]
            for server, _ in started:
                server.until(server.is_ready)
            return started

        serve = two(ROOT)
        proxy = Proxy(*(server for server, _ in serve))
        with people_asking(proxy, "/log", headers, PEOPLE) as asked:
            asked.more(EACH)
            migrate(newer, cluster.url("main", OWNER))
            for tree in (newer, ROOT):
                asked.more(EACH)
                for (old, its_end), (new, _) in zip(serve, then := two(tree), strict=True):
                    proxy.put_in(new)
                    asked.more(EACH)
                    proxy.take_out(old)
                    its_end.close()
                    asked.more(EACH)
                serve = then
        assert asked.lost == []
        assert _reads(exchange) - before == asked.answered


def _signed_in(exchange: Exchange) -> Mapping[str, str]:
    """The headers by which each server knows an officer who governs."""
    now, officer = exchange.clock.now(), exchange.person("hub", "ig_officer")
    provider = IdentityProvider(uuid4(), "town", "Town", "https://town.example", "exchange", now)
    register_provider(exchange.admin, provider, ("town.example",))
    token = open_session(exchange.runtime, provider, person_id=officer.person_id, membership_id=officer.membership_id)
    return {"Cookie": f"{SESSION_COOKIE}={token}", "Host": urlsplit(exchange.settings.public_address).netloc}


def _reads(exchange: Exchange) -> int:
    return sum(kind == "log_read" for _, _, kind in exchange.leaves())

"""The exchange of a page's test begins like every other's, and is nobody else's: what one does, no other sees."""

from __future__ import annotations

from app.demonstration.database import Cluster
from app.services.governance.check_log import check_log
from tests.services.exchange import run_sql
from tests.web.exchange import PEOPLE, Exchange, TownTemplate
from tests.web.hub.playing import HubBrowser


def test_what_is_done_in_one_is_not_seen_in_another(exchange: Exchange, another: Exchange) -> None:
    case = HubBrowser(exchange, "cora").start()
    assert HubBrowser(exchange, "cora").get(case).status == 200
    exchange.clock.forward(hours=1)
    assert HubBrowser(another, "cora").get(case).status == 404
    assert another.clock.now() < exchange.clock.now()
    assert check_log(another.runtime).problems == check_log(exchange.runtime).problems == ()


def test_both_read_the_stored_release_once(exchange: Exchange, another: Exchange) -> None:
    assert exchange.runtime.policy.release is another.runtime.policy.release
    assert exchange.runtime.policy.compiled is another.runtime.policy.compiled
    assert exchange.runtime.policy.number == 1


def test_nothing_was_done_in_the_one_that_is_copied(cluster: Cluster, town_template: TownTemplate) -> None:
    address = cluster.url(town_template.database)
    counts = [run_sql(address, f"SELECT count(*) FROM {one}", role="postgres") for one in ("file", "web_session")]
    assert counts == [[(0,)], [(0,)]]
    assert run_sql(address, "SELECT count(*) FROM membership", role="postgres") == [(len(PEOPLE),)]

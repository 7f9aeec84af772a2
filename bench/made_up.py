"""A made-up exchange in a database of its own, and a return of twenty fields that its decision-maker may open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from app.adapters.database.migrate import upgrade, upgrade_keystore
from app.demonstration.database import OWNER, Cluster
from app.domain.answers import Answer
from policies.engine.bases import Body, legal_bases_for
from tests.conftest import Database
from tests.web.exchange import Exchange, make_exchange
from tests.web.hub.playing import SEARCHED, answer
from tests.web.partner.asked import household, request_to

PARTNER, RESPONDER = "housing", "hugh"
FIELDS = 20


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A made-up exchange, where its databases are, and the folder of its keys."""

    exchange: Exchange
    main: Database
    keystore: Database
    keys: Path


@contextmanager
def made_up_exchange(cluster: Cluster) -> Iterator[MadeUp]:
    """Yield an exchange in two new databases of the cluster, which are dropped afterwards."""
    names = [f"{kind}_{uuid4().hex[:8]}" for kind in ("exchange", "keystore")]
    for name, migrate in zip(names, (upgrade, upgrade_keystore), strict=True):
        cluster.create_database(name)
        migrate(cluster.url(name, OWNER))
    main, keystore = (Database(name, cluster.url(name), cluster.url(name, OWNER)) for name in names)
    with tempfile.TemporaryDirectory(prefix="prx-bench-") as folder:
        exchange = make_exchange(main, keystore, Path(folder))
        try:
            yield MadeUp(exchange, main, keystore, Path(folder) / "keys")
        finally:
            exchange.close()
            for name in names:
                cluster.drop_database(name)


def returned_case(exchange: Exchange) -> UUID:
    """A case about one child, asked of one partner and answered with twenty fields; its id."""
    home = household(exchange)
    answers = _answers(exchange)
    request = request_to(exchange, home, PARTNER, tuple(answers))
    release = exchange.runtime.policy.release
    bases = legal_bases_for(
        release,
        Body(PARTNER, release.organisations[PARTNER].in_law),
        subject="child",
        purpose=request.purpose,
        act="return",
        on=exchange.clock.now().date(),
    )
    answer(exchange, RESPONDER, request, answers, bases[0].basis.key)
    return home.case_id


def _answers(exchange: Exchange) -> dict[str, Answer]:
    """So many of the partner's own fields that, with what says how was searched, the return has twenty."""
    today = exchange.clock.now().date()
    suitable = [
        field
        for field in exchange.runtime.policy.release.catalogue.fields_for("return", PARTNER, today)
        if not (field.shared or field.gist or field.approval)
        and "hub_decision_maker" in field.audience
        and field.is_about("child")
    ]
    return {field.key: Answer("value", field.example, "fact", today) for field in suitable[: FIELDS - len(SEARCHED)]}

"""A hub on a Friday at ten to five, its duty workers, and what it takes to say that somebody opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from app.demonstration.database import Cluster
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.lists import Page
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.duty.accept import accept
from app.services.duty.hand_back import find_with_duty, hand_back
from app.services.duty.hand_over import ToHandOver, find_to_hand_over, hand_to_duty
from app.services.intake.open_case import find_case, open_case
from app.services.research.list_requests import cases_of
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.services.played import Case

FRIDAY = datetime.fromisoformat("2026-11-27T16:50:00+00:00")
MONDAY = datetime.fromisoformat("2026-11-30T09:00:00+00:00")


@pytest.fixture(scope="module")
def copied(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """An exchange whose clock these tests set."""
    folder = tmp_path_factory.mktemp("duty")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as made:
        yield made


@pytest.fixture
def friday(copied: Exchange) -> Exchange:
    """Ten minutes before a hub closes for the weekend."""
    copied.clock.moment = FRIDAY
    return copied


def duty(exchange: Exchange) -> Actor:
    return exchange.person("hub", "duty_worker")


def page(exchange: Exchange, actor: Actor) -> ToHandOver:
    return find_to_hand_over(exchange.runtime, actor, Page())


def accepted(exchange: Exchange, actor: Actor, case: Case) -> bool:
    """Whether the page says that somebody has accepted it."""
    (line,) = [one for one in page(exchange, actor).lines if one.entry.file_id == case.id]
    return line.accepted


def opens_nothing(exchange: Exchange, actor: Actor, case: Case, *, forged: bool = False) -> None:
    """Neither the case nor any record of it, by any way in. A row that is forged may still make a link to nothing."""
    runtime = exchange.runtime
    with runtime.database.work(None) as work:
        records = [one.id for one in work.records.of_file(case.id, "case")]
    for act in (find_case, open_case, open_collation, find_with_duty):
        with pytest.raises(NotFound):
            act(runtime, actor, case.id)
    with pytest.raises(NotFound):
        open_records(runtime, actor, records)
    with pytest.raises(NotFound):
        hand_back(runtime, actor, case.id, "Nothing was to be done.")
    assert forged or cases_of(runtime, actor, [case.id]) == frozenset()


def taken(exchange: Exchange, case: Case, noor: Actor) -> None:
    """The case is handed to a duty worker, who accepts."""
    hand_to_duty(exchange.runtime, case.collator, noor.person_id, [case.id])
    accept(exchange.runtime, noor, [case.id])

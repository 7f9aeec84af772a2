"""The game: others do 0 to 20 acts between two receipts of one partner. From both whole receipts nobody can tell how
many, better than by guessing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from app.domain.log_entry import Entry
from app.services.disclosure.gate import open_records
from app.services.disclosure.recording import make_durable, record
from app.services.governance.prove_entry import prove_entry
from crypto.log.checkpoint import parse
from crypto.log.receipt import parse as parse_receipt
from tests.services.exchange import Exchange
from tests.services.played import answered

TRIALS, MOST = 200, 20
LUCK = 17
"""The 99th centile of right guesses among 200 of one in 21: the binomial distribution's."""


def told(receipt: str) -> Mapping[str, int]:
    """Every number that a whole receipt holds of the log, by name."""
    parts = parse_receipt(receipt)
    size = parse(parts.checkpoint.split("\n\n")[0] + "\n").size
    return {"index": parts.index, "size": size, "path": len(parts.path), "behind": size - parts.index}


def others_act(exchange: Exchange, chance: random.Random, count: int) -> None:
    """So many acts of the same hub with other partners, and of other organisations on their own."""
    runtime, hub = exchange.runtime, exchange.organisation("hub").id
    police, dwp = exchange.organisation("police").id, exchange.organisation("dwp").id
    entries = [
        chance.choice([
            Entry("request_sent", tenant_id=hub, from_id=hub, to_id=police),
            Entry("opened", tenant_id=hub, from_id=dwp, to_id=hub),
            Entry("log_read", tenant_id=hub, to_id=hub),
            Entry("refused", tenant_id=police, to_id=police),
        ])
        for _ in range(count)
    ]  # fmt: skip
    with runtime.database.work(None) as work:
        make_durable(runtime, work, record(runtime, work, [(entry, None) for entry in entries]))


@pytest.mark.slow
def test_no_number_of_two_receipts_says_how_much_others_did(own_exchange: Exchange) -> None:
    played, chance = answered(own_exchange), random.Random(11)
    guesses: dict[str, int] = {}
    earlier = told(prove_entry(own_exchange.runtime, played.responder, played.returned.entry.id))
    for _ in range(TRIALS):
        count = chance.randint(0, MOST)
        others_act(own_exchange, chance, count)
        own_exchange.clock.forward(seconds=61)
        shown = open_records(own_exchange.runtime, played.case.decider, [played.record.id])[0]
        later = told(prove_entry(own_exchange.runtime, played.responder, shown.entry.id))
        for name in later:
            for less in range(-1, 4):  # a guesser may know of so many acts that are its own
                guesses.setdefault(f"{name} less {less}", 0)
                guesses[f"{name} less {less}"] += later[name] - earlier[name] - less == count
        earlier = later
    assert {how: right for how, right in guesses.items() if right > LUCK} == {}

"""One request from the hub to a partner and its return back, below the pages; what everything else here builds on."""

from __future__ import annotations

from app.services.collation.open_collation import open_collation
from app.services.collation.reveal import prepare_reveal, reveal
from app.services.governance.check_log import check_log
from app.services.research.open_request import open_request
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, answered


def test_a_return_reaches_the_hub_as_far_as_policy_lets_it(own_exchange: Exchange) -> None:
    exchange = own_exchange  # the whole log is verified: what other tests break must not be in it
    played = answered(exchange, protected="yes")
    asked = open_request(exchange.runtime, played.responder, played.request.file_id).records[0]
    assert asked.value("request_address") == ADDRESS
    for actor, known, address in ((played.case.collator, Level.FULL, Level.WITHHELD),
                                  (played.case.decider, Level.FULL, Level.MASKED)):  # fmt: skip
        fields = open_collation(exchange.runtime, actor, played.case.id).sources[0].opened[0].fields
        assert (fields["housing_known"].level, fields["housing_address"].level) == (known, address)
    opening = prepare_reveal(
        exchange.runtime, played.case.decider, played.record.id, ["housing_address"], "To visit the child today"
    )
    assert reveal(exchange.runtime, played.case.decider, opening).value("housing_address") == ADDRESS
    assert check_log(exchange.runtime).problems == ()

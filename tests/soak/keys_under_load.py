"""For ten minutes (MINUTES): every key is exchanged again and again while returns are opened, and no opening fails."""

from __future__ import annotations

import os
import time
from itertools import count

from app.services.governance.check_log import check_log
from app.services.keys.rotate_organisation import rotate_organisation
from app.services.keys.rotate_root import rotate_root
from app.services.keys.rotate_tenant import rotate_tenant
from tests.services.exchange import Exchange
from tests.services.played import answered
from tests.services.rotating import Opening, opens, rotation

MINUTES = float(os.environ.get("MINUTES") or 10)


def test_no_opening_fails_while_keys_are_exchanged(own_exchange: Exchange) -> None:
    played, admin = answered(own_exchange), own_exchange.admin
    hub, partner = played.case.decider.organisation_id, played.responder.organisation_id
    opening, until = Opening(own_exchange, played), time.monotonic() + 60 * MINUTES
    with opening.beside(threads=4), rotation(own_exchange) as keys:
        for turn in count(1):
            rotate_root(admin, keys)
            for organisation in (hub, partner):
                rotate_tenant(admin, keys, organisation)
                rotate_organisation(admin, keys, organisation)
            if turn % 10 == 0:
                answered(own_exchange)  # more to wrap anew, sealed under what was exchanged last
            if time.monotonic() > until:
                break
    print(f"{turn} exchanges of each key, {opening.times} openings, {len(opening.failures)} failed")
    assert opening.failures == []
    assert opens(own_exchange, played)
    assert check_log(own_exchange.runtime).problems == ()

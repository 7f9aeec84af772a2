"""`flask keys rotate …` as programs of their own, beside an exchange that runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

from app.services.governance.check_log import check_log
from tests.clock import show_its_own
from tests.governance.commands import program
from tests.services.exchange import Exchange
from tests.services.played import answered
from tests.services.rotating import opens


def test_each_key_is_exchanged_by_a_program_of_its_own(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    hub, partner = (str(one.organisation_id) for one in (played.case.decider, played.responder))
    show_its_own(own_exchange.database.owner_url)
    settings, told = own_exchange.settings, []
    for arguments in (("root", "--dry-run"), ("root",), ("tenant", hub, "--dry-run"), ("tenant", hub),
                      ("organisation", partner, "--dry-run"), ("organisation", partner),
                      ("log", "--dry-run"), ("log",)):  # fmt: skip
        ran = program(settings, "keys", "rotate", *arguments, erases=arguments[0] == "tenant")
        assert ran.code == 0, ran.error
        told.append(ran.out)
    assert "Tenant keys to be wrapped anew: 7 of 7." in told[0]
    assert "wraps all 7 tenant keys. Forgotten: " in told[1]
    assert "keep its escrow for as long as you keep them" in told[1]
    assert told[2].startswith(
        "In use: detail 1, figures 1, file 1, index 1, organisation 1. Files' keys to be wrapped anew: "
    )
    assert told[3].startswith("In use: detail 2, figures 2, file 2, index 2, organisation 2.")
    assert told[4].startswith("What is sent now is for key ")
    assert told[5].startswith("What is sent from now on is for key ")
    now, then = (re.findall(r"for key ([\w-]+)", one)[0] for one in told[4:6])
    rows = own_exchange.rows("SELECT kid, revoked_at IS NULL FROM organisation_key WHERE organisation_id = %s", partner)
    assert dict(rows) == {now: False, then: True}, "a look changes nothing"
    logs = len(own_exchange.rows("SELECT id FROM log"))
    assert told[6].startswith(f"Logs: {logs}. Summaries are verified with ")
    assert f"The new key signs for all {logs} logs; the one before is forgotten." in told[7]
    assert told[6].split("verified with ")[1].split()[0] not in told[7], "another key verifies summaries"
    assert all("run flask keys escrow again" in one for one in told[6:])
    own_exchange.clock.moment = datetime.now(UTC)  # as late as the programs' own
    assert opens(own_exchange, played)
    assert check_log(own_exchange.runtime).problems == ()


def test_who_may_not_is_told_what_is_missing(own_exchange: Exchange) -> None:
    settings = own_exchange.settings
    ran = program(settings, "keys", "rotate", "root", administers=False)
    assert (ran.code, "ADMIN_DATABASE_URL: missing" in ran.error) == (1, True)
    ran = program(settings, "keys", "rotate", "tenant", str(uuid4()))
    assert (ran.code, "DESTROYER_KEYSTORE_URL: missing" in ran.error) == (1, True)
    nobody = str(uuid4())
    ran = program(settings, "keys", "rotate", "organisation", nobody)
    assert (ran.code, f"There is no organisation {nobody} with keys." in ran.error) == (1, True)

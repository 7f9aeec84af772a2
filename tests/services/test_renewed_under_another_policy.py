"""A fact told under one policy release and changed under the next: in today's words, and only in fields of both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.services.governance.check_log import check_log
from app.services.policy_control.follow_release import follow_release
from app.services.research.open_request import open_request
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.other_words import under_other_words
from tests.services.played import claim, ready_case, send
from tests.services.test_facts_that_change import say, told

__all__ = ["own_exchange"]

WITHOUT_TIMES = {"organisations.toml": ((' "request_safe_contact_times",', ""),)}
TIMES = "request_safe_contact_times"


def under(exchange: Exchange, folder: Path, *, times: bool) -> Exchange:
    """The exchange under the next release, which gives partners the safe times or does not."""
    changes = {} if times else WITHOUT_TIMES
    runtime = under_other_words(exchange.runtime, exchange.admin, folder, changes)
    return replace(exchange, runtime=runtime, admin=follow_release(exchange.admin))


def test_only_fields_that_both_releases_give_the_partner_are_sent_again(own_exchange: Exchange, tmp_path: Path) -> None:
    case = ready_case(own_exchange)
    first = send(own_exchange, case, "housing")
    hugh = claim(own_exchange, first)

    second = under(own_exchange, tmp_path / "second", times=False)
    other = ready_case(second)
    later = send(second, other, "housing")
    hana = claim(second, later)
    say(second, case, case_do_not_contact="Not in front of father.", case_safe_contact_times="Madeup mornings")
    now = told(second, hugh, first)
    assert now["request_do_not_contact"] == "Not in front of father."
    assert TIMES not in now, "today's policy gives it to no partner"
    record = open_request(second.runtime, hugh, first.file_id).records[0].record
    assert record.policy_release == second.runtime.policy.number, "so it is read in today's words"

    third = under(second, tmp_path / "third", times=True)
    for about in (case, other):
        say(third, about, case_do_not_contact="Not in front of uncle.", case_safe_contact_times="Madeup evenings")
    assert told(third, hugh, first)[TIMES] == "Madeup evenings"
    assert "Not in front of uncle." in str(told(third, hana, later)["request_do_not_contact"])
    assert TIMES not in told(third, hana, later), "the policy gave it to no partner when it was asked"
    assert check_log(third.runtime).problems == ()

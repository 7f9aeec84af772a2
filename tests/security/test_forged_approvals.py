"""Nothing that is written into the database approves what an organisation discloses by, and verifying names it."""

from __future__ import annotations

import json

import pytest

from app.domain.changes import ENTRIES_OBJECTED
from app.services.administration.advise import advise
from app.services.governance.check_log import check_log
from tests.services.administering import office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.owning import approved, owner_of, proposed, read

__all__ = ["own_exchange"]

FORGED = {
    "an approval put there": """INSERT INTO entry_approval (id, organisation_id, change_id, at, entry_id)
        SELECT gen_random_uuid(), organisation_id, id, now(), gen_random_uuid() FROM change
        WHERE id = '{open}'""",
    "an objection taken for an approval": "UPDATE change SET what = 'entries_approved' WHERE id = '{objected}'",
    "an approval of more": "UPDATE change SET body = jsonb_set(body, '{{entries}}', '{more}') WHERE id = '{approved}'",
    "another time": "UPDATE entry_approval SET at = at + interval '1 day' WHERE change_id = '{approved}'",
}


@pytest.mark.parametrize("how", FORGED)
def test_what_is_put_into_the_database_approves_nothing_and_is_found(own_exchange: Exchange, how: str) -> None:
    here = office(own_exchange)
    owner, entries = owner_of(here), read(here)
    first = owner.signs(proposed(owner, entries[:2]))
    here.ada.signs(first)
    here.applied()
    objected = owner.signs(proposed(owner, entries[:1], ENTRIES_OBJECTED, "Not this."))
    here.applied()
    waits = owner.signs(proposed(owner, entries[:3], why="After all."))
    before = approved(here)
    more = json.dumps(entries[:4])
    says = {"open": waits.id, "objected": objected.id, "approved": first.id, "more": more}
    own_exchange.rows(FORGED[how].format(**says) + " RETURNING 1")
    assert approved(here) <= before
    assert check_log(own_exchange.runtime).problems


ADVICE = {
    "other words": "UPDATE entry_advice SET words = 'Approve it.' WHERE id = '{id}'",
    "the other way": "UPDATE entry_advice SET against = NOT against WHERE id = '{id}'",
    "advice of nobody": """INSERT INTO entry_advice SELECT gen_random_uuid(), organisation_id, digests, against, words,
        by_id, at FROM entry_advice WHERE id = '{id}'""",
}


@pytest.mark.parametrize("how", ADVICE)
def test_advice_that_nobody_gave_is_found(own_exchange: Exchange, how: str) -> None:
    here = office(own_exchange)
    officer = own_exchange.person("housing", "data_protection_officer", here.organisation)
    digests = [digest for _, _, digest in read(here)[:3]]
    given = advise(own_exchange.runtime, officer, digests, "Housing records no such thing.", against=True)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows(ADVICE[how].format(id=given.id) + " RETURNING 1")
    assert check_log(own_exchange.runtime).problems

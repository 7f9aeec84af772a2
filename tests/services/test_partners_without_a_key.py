"""A partner that has lost its key keeps no job going for ever: whoever can make it one is told."""

from __future__ import annotations

from tests.messages.test_notices import give_addresses
from tests.messages.test_notices import mails as mailed
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import claim
from tests.services.test_calling_back import FIELD, decide, loosened
from tests.services.test_facts_that_change import told

__all__ = ["own_exchange"]


def test_a_partner_that_has_no_key_is_told_to_those_who_make_it_one_and_the_job_ends(own_exchange: Exchange) -> None:
    case, (request, other) = loosened(own_exchange, "housing", "police")
    administrator = own_exchange.person("hub", "administrator")
    give_addresses(own_exchange)
    decide(own_exchange, case, request, other)
    mailed(own_exchange)
    own_exchange.rows("UPDATE organisation_key SET revoked_at = now() WHERE organisation_id = %s", request.partner_id)
    own_exchange.clock.forward(minutes=10)
    letters = mailed(own_exchange)
    assert [to for to, subject, _ in letters if "has no key" in subject] == [administrator.person_id]
    assert [to for to, subject, _ in letters if "was not sent" in subject] == [case.decider.person_id]
    police = claim(own_exchange, other)
    assert told(own_exchange, police, other)[FIELD] == "yes", "it keeps nothing from another partner"
    own_exchange.clock.forward(minutes=120)
    mailed(own_exchange)
    query = "SELECT kind, failure FROM job WHERE finished_at IS NULL AND kind NOT IN ('ring_partner', 'look_at_words')"
    assert own_exchange.rows(query) == []

"""Somebody who may write any row of the database: what they edit, swap or put back must not open more to anybody."""

from __future__ import annotations

import pytest

from app.domain.errors import ExchangeError, KeysUnavailable
from app.services.collation.open_returns import open_returns
from app.services.disclosure.gate import open_records
from app.services.intake.open_case import open_case
from tests.services.exchange import Exchange
from tests.services.played import answered, ready_case

FACTS = {
    "protection": "none",
    "purpose": "other_safeguarding",
    "legal_basis": "madeup_basis",
    "subject_kind": "adult",
    "released_at": "2026-01-01T00:00:00Z",
}


@pytest.mark.parametrize(("column", "edited"), FACTS.items())
def test_a_return_whose_facts_were_edited_opens_nothing(exchange: Exchange, column: str, edited: str) -> None:
    played = answered(exchange, protected="yes")
    assert open_returns(exchange.runtime, played.case.decider, played.case.id)[0].opened
    exchange.rows(f"UPDATE record SET {column} = %s WHERE id = %s", edited, played.record.id)
    with pytest.raises(KeysUnavailable):
        open_returns(exchange.runtime, played.case.decider, played.case.id)


def test_a_return_turned_to_another_person_of_the_case_opens_nothing(exchange: Exchange) -> None:
    played = answered(exchange)
    exchange.rows("UPDATE record SET subject_id = %s WHERE id = %s", played.case.whole, played.record.id)
    with pytest.raises(KeysUnavailable):
        open_returns(exchange.runtime, played.case.decider, played.case.id)


def test_another_signatory_cannot_be_written_under_a_return(exchange: Exchange) -> None:
    played = answered(exchange)
    exchange.rows("UPDATE record SET approved_by = %s WHERE id = %s", played.case.collator.person_id, played.record.id)
    with pytest.raises(KeysUnavailable):
        open_returns(exchange.runtime, played.case.decider, played.case.id)


def test_a_protected_address_in_the_hubs_file_cannot_be_unmasked_by_editing_its_row(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("yes",))
    exchange.rows("UPDATE record SET protection = 'none' WHERE file_id = %s", case.id)
    with pytest.raises(KeysUnavailable):
        open_case(exchange.runtime, case.collator, case.id)


@pytest.mark.parametrize(
    "theft",
    [
        (
            "INSERT INTO key_grant SELECT record_id, %s, kid, version, sealed, policy_release, granted_at "
            "FROM key_grant WHERE record_id = %s AND organisation_id = %s"
        ),
        "UPDATE key_grant SET organisation_id = %s WHERE record_id = %s AND organisation_id = %s",
    ],
)
def test_a_grant_given_to_another_organisation_opens_nothing(exchange: Exchange, theft: str) -> None:
    played = answered(exchange)
    thief = exchange.person("hub", "hub_decision_maker", exchange.another("hub"))
    exchange.rows(theft, thief.organisation_id, played.record.id, played.case.decider.organisation_id)
    exchange.rows(
        "UPDATE research_request SET hub_id = %s WHERE file_id = %s", thief.organisation_id, played.request.file_id
    )
    exchange.rows("INSERT INTO assignment VALUES (%s, %s, %s, now())", played.case.id, thief.person_id, thief.person_id)
    for action in ("open", "reveal"):
        with pytest.raises(ExchangeError):
            open_records(exchange.runtime, thief, [played.record.id], action=action, reason="Because I can")


def test_a_box_or_grant_of_another_record_opens_nothing(exchange: Exchange) -> None:
    first, second = answered(exchange), answered(exchange)
    exchange.rows(
        "UPDATE key_grant AS mine SET sealed = other.sealed FROM key_grant AS other WHERE mine.record_id = %s "
        "AND other.record_id = %s AND mine.organisation_id = other.organisation_id", second.record.id, first.record.id,
    )  # fmt: skip
    with pytest.raises(KeysUnavailable):
        open_returns(exchange.runtime, second.case.decider, second.case.id)

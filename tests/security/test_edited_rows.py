"""Somebody who may write any row of the database: what they edit, swap or put back must not open more to anybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.demonstration.database import Cluster
from app.domain.errors import ExchangeError, KeysUnavailable
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.intake.open_case import open_case
from app.services.research.save_draft import start_correction
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.services.played import answered, ready_case

FACTS = {
    "protection": "none",
    "purpose": "other_safeguarding",
    "legal_basis": "madeup_basis",
    "subject_kind": "adult",
    "released_at": "2026-01-01T00:00:00Z",
}


@pytest.fixture(scope="module")
def exchange(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """An exchange for this module alone: what is edited here would be found by everybody who verifies the log."""
    with exchange_copied(cluster, exchange_template, keystore_template, tmp_path_factory.mktemp("edited")) as made:
        yield made


@pytest.mark.parametrize(("column", "edited"), FACTS.items())
def test_a_return_whose_facts_were_edited_opens_nothing(exchange: Exchange, column: str, edited: str) -> None:
    played = answered(exchange, protected="yes")
    assert open_collation(exchange.runtime, played.case.decider, played.case.id).sources[0].opened
    exchange.rows(f"UPDATE record SET {column} = %s WHERE id = %s", edited, played.record.id)
    with pytest.raises(KeysUnavailable):
        open_collation(exchange.runtime, played.case.decider, played.case.id)


def test_a_return_turned_to_another_person_of_the_case_opens_nothing(exchange: Exchange) -> None:
    played = answered(exchange)
    exchange.rows("UPDATE record SET subject_id = %s WHERE id = %s", played.case.whole, played.record.id)
    with pytest.raises(KeysUnavailable):
        open_collation(exchange.runtime, played.case.decider, played.case.id)


def test_another_signatory_cannot_be_written_under_a_return(exchange: Exchange) -> None:
    played = answered(exchange)
    exchange.rows("UPDATE record SET approved_by = %s WHERE id = %s", played.case.collator.person_id, played.record.id)
    with pytest.raises(KeysUnavailable):
        open_collation(exchange.runtime, played.case.decider, played.case.id)


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
    exchange.rows(
        "INSERT INTO file_event SELECT file_id, 900, what, %s, by_id, %s, at, codes, before, sealed FROM file_event "
        "WHERE file_id = %s AND seq = 1", thief.person_id, thief.organisation_id, played.case.id,
    )  # fmt: skip
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
        open_collation(exchange.runtime, second.case.decider, second.case.id)


HIDDEN_ANSWERS = {
    "taken away": "DELETE FROM field_box WHERE record_id = %s AND field = 'housing_known'",
    "renamed": "UPDATE field_box SET field = 'housing_madeup' WHERE record_id = %s AND field = 'housing_known'",
    "called another form": "UPDATE field_box SET rendition = 'gist' WHERE record_id = %s AND field = 'housing_known'",
    "called another version": "UPDATE field_box SET version = 9 WHERE record_id = %s AND field = 'housing_known'",
}


@pytest.mark.parametrize("edit", HIDDEN_ANSWERS)
def test_an_answer_taken_out_is_not_passed_over_in_silence(own_exchange: Exchange, edit: str) -> None:
    played = answered(own_exchange)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows(HIDDEN_ANSWERS[edit], played.record.id)
    for opener in (played.case.collator, played.case.decider):
        with pytest.raises(KeysUnavailable):
            open_collation(own_exchange.runtime, opener, played.case.id)
    with pytest.raises(KeysUnavailable):  # nor is it lost on the way into a correction
        start_correction(own_exchange.runtime, played.responder, played.request.file_id)
    assert len(check_log(own_exchange.runtime).problems) == 1


GONE = {
    "its key grant is gone": "DELETE FROM key_grant WHERE record_id = {record} AND organisation_id = {hub}",
    "its key grant is another's": "UPDATE key_grant SET organisation_id = {other} "
    "WHERE record_id = {record} AND organisation_id = {hub}",
    "its boxes are gone": "DELETE FROM field_box WHERE record_id = {record}",
    "it is said to be of another kind": "UPDATE record SET kind = 'request' WHERE id = {record}",
    "it was moved to another file": "UPDATE record SET file_id = {case} WHERE id = {record}",
    "its facts were edited": "UPDATE record SET protection = 'protected' WHERE id = {record}",
}


@pytest.mark.parametrize("edit", GONE)
def test_a_return_that_is_hidden_from_the_hub_is_found_by_verifying(own_exchange: Exchange, edit: str) -> None:
    played = answered(own_exchange)
    given = {"record": played.record.id, "hub": played.case.decider.organisation_id, "case": played.case.id}
    given["other"] = own_exchange.another("hub").id
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows(GONE[edit].format(**{name: f"'{one}'" for name, one in given.items()}))
    problems = check_log(own_exchange.runtime).problems
    number = own_exchange.rows("SELECT idx FROM log_leaf WHERE kind = 'return_released'")[0][0]
    assert [one for one in problems if f"number {number} " in one], problems

"""The readable side of the log: edited, emptied, swapped or taken away, verifying the log says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.governance.check_log import check_log
from app.services.governance.open_entry import open_entry
from tests.services.exchange import Exchange
from tests.services.played import answered

LAST = "id = (SELECT id FROM log_detail WHERE kind = 'return_released' ORDER BY id DESC LIMIT 1)"
EDITS = {
    "actor_id": "(SELECT id FROM person WHERE id <> actor_id LIMIT 1)",
    "role": "'auditor'",
    "level": "'gist'",
    "to_id": "from_id",
    "from_id": "to_id",
    "tenant_id": "from_id",
    "file_id": "(SELECT id FROM file WHERE id <> file_id LIMIT 1)",
    "purpose": "'other_safeguarding'",
    "legal_basis": "'madeup_basis'",
    "at": "at + interval '1 hour'",
    "kind": "'opened'",
    "log": "log + 1000",
    "fields": "fields - 1",
    "rules": "ARRAY['madeup-rule']",
    "facts": "'{}'",
    "sealed": "NULL",
    "sealed_under": "'none'",
    "policy_release": "policy_release + 1",
}


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Exchange:
    """An exchange whose log holds an answered request."""
    answered(exchange)
    return exchange


@pytest.mark.parametrize(("column", "edited"), EDITS.items())
def test_an_edited_line_of_the_log_is_found(played: Exchange, column: str, edited: str) -> None:
    assert check_log(played.runtime).problems == ()
    played.rows("CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM log_detail WITH NO DATA")
    played.rows(f"INSERT INTO kept SELECT * FROM log_detail WHERE {LAST}")
    number, entry = played.rows(f"SELECT idx, id FROM log_detail WHERE {LAST}")[0]
    try:
        played.rows(f"UPDATE log_detail SET {column} = {edited} WHERE id = %s", entry)
        found = check_log(played.runtime).problems
    finally:
        played.rows("DELETE FROM log_detail WHERE id = %s", entry)
        played.rows("INSERT INTO log_detail SELECT * FROM kept")
        played.rows("DROP TABLE kept")
    assert found
    assert all(f"number {number} " in problem for problem in found)


def test_a_line_taken_out_of_the_log_is_found(own_exchange: Exchange) -> None:
    answered(own_exchange)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows(f"DELETE FROM log_detail WHERE {LAST}")
    assert len(check_log(own_exchange.runtime).problems) == 1


def test_two_lines_that_changed_places_are_found(own_exchange: Exchange) -> None:
    answered(own_exchange)
    own_exchange.rows(
        "UPDATE log_detail AS one SET sealed = other.sealed FROM log_detail AS other "
        "WHERE one.kind = 'request_sent' AND other.kind = 'return_released'"
    )
    assert len(check_log(own_exchange.runtime).problems) == 1


def test_a_key_of_somebody_elses_in_place_of_an_organisations_is_found(own_exchange: Exchange) -> None:
    hub = own_exchange.organisation("hub")
    other = own_exchange.another("police")
    mine = "SELECT kid FROM organisation_key WHERE organisation_id = %s"
    keys = {own_exchange.rows(mine, one.id)[0][0] for one in (hub, other)}
    own_exchange.rows("UPDATE organisation_key SET revoked_at = now() WHERE organisation_id = %s", hub.id)
    own_exchange.rows("UPDATE organisation_key SET organisation_id = %s WHERE organisation_id = %s", hub.id, other.id)
    problems = check_log(own_exchange.runtime).problems
    assert len(problems) == 2
    assert all(key in "".join(problems) for key in keys)


def test_a_policy_release_in_other_words_is_found_and_its_words_are_not_shown(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    runtime, officer = own_exchange.runtime, own_exchange.person("hub", "ig_officer")
    later = replace(runtime, policy=replace(runtime.policy, number=runtime.policy.number + 1))
    assert open_entry(later, officer, played.returned.entry.id).release is not None
    rules = "replace(canonical, 'sees nothing of it, ever', 'sees all of it, always')"
    own_exchange.rows(f"UPDATE policy_release SET canonical = {rules}")
    restarted = replace(later, releases={})
    assert open_entry(restarted, officer, played.returned.entry.id).release is None
    assert check_log(runtime).problems == (
        "The row 1 of policy_release is not as its entry names it: it was changed without the exchange's commands.",
    )

"""Whoever owns the tables edits what a case says of somebody's protection: nobody is shown more, and it is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from psycopg.types.json import Jsonb

from app.adapters.keys.keeper import KeyKeeper
from app.demonstration.database import Cluster
from app.domain.answers import plain
from app.domain.identity import Actor
from app.domain.records import TenantKey
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.services.played import NOT_PROTECTED, Answered, answered

EDITS = {
    "that they are protected": "protection = 'none'",
    "its codes": """codes = '{"made": "up"}', protection = 'none'""",
    "when": "protection = 'none', released_at = released_at - interval '1 day'",
    "who": "protection = 'none', author_person_id = (SELECT id FROM person WHERE id <> author_person_id LIMIT 1)",
    "how it came": "protection = 'none', channel = 'telephone'",
    "what it is": "what = 'made_up'",
    "its kind": "kind = 'request'",
    "about whom": "subject_id = (SELECT subject_id FROM case_subject WHERE kind = 'case' LIMIT 1)",
    "its place": "version = 0",
    "what it follows": "protection = 'none', supersedes = NULL",
}


@pytest.fixture(scope="module")
def exchange(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """An exchange for this module alone: what is edited here would be found by everybody who verifies the log."""
    folder = tmp_path_factory.mktemp("edited_protection")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as made:
        yield made


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Answered:
    """A return with an address that was sent before the case said that nobody may learn it."""
    made = answered(exchange)
    say(exchange, made, "yes")
    return made


def say(exchange: Exchange, played: Answered, protected: str) -> None:
    case, child = played.case, played.case.people[0]
    known = find_case(exchange.runtime, case.decider, case.id).records[child]
    answers = {"case_protected_address": plain(protected), **NOT_PROTECTED}
    save_case_record(exchange.runtime, case.decider, case.id, child, answers, known.version)


def newest(exchange: Exchange, played: Answered) -> Mapping[str, Any]:
    """The row in which the case says so."""
    [(row,)] = exchange.rows(
        "SELECT to_jsonb(record) FROM record WHERE file_id = %s AND subject_id = %s ORDER BY version DESC LIMIT 1",
        played.case.id, played.case.people[0],
    )  # fmt: skip
    return dict(row)


@contextmanager
def edited(exchange: Exchange, row: Mapping[str, Any], how: str) -> Iterator[None]:
    """The row as its owner edits it, and as it was afterwards."""
    exchange.rows(f"UPDATE record SET {how} WHERE id = %s", row["id"])
    yield
    columns = ", ".join(f"{one} = old.{one}" for one in row)
    exchange.rows(
        f"UPDATE record SET {columns} FROM jsonb_populate_record(CAST(NULL AS public.record), %s) AS old "
        "WHERE record.id = old.id", Jsonb(dict(row)),
    )  # fmt: skip


def shown(exchange: Exchange, played: Answered, actor: Actor) -> Level:
    """How much of the address one person gets."""
    named = {"action": "reveal", "fields": ["housing_address"], "reason": "Made up: to check who knew."}
    how: dict[str, Any] = named if actor.role == "ig_officer" else {}
    [opened] = open_records(exchange.runtime, actor, [played.record.id], **how)
    return opened.fields["housing_address"].level


@pytest.mark.parametrize("how", EDITS.values(), ids=EDITS)
def test_an_edited_protection_still_protects_and_is_found(exchange: Exchange, played: Answered, how: str) -> None:
    readers = (played.case.decider, exchange.person("hub", "ig_officer"))
    assert [shown(exchange, played, one) for one in readers] == [Level.MASKED] * 2
    with edited(exchange, newest(exchange, played), how):
        assert [shown(exchange, played, one) for one in readers] == [Level.MASKED] * 2
        assert check_log(exchange.runtime).problems
    assert check_log(exchange.runtime).problems == ()


@pytest.mark.parametrize("how", ["policy_release = policy_release, version = version + 1", "protection = 'unknown'"])
def test_a_damaged_word_that_nobody_is_protected_permits_nothing(exchange: Exchange, how: str) -> None:
    played = answered(exchange)
    assert shown(exchange, played, played.case.decider) is Level.FULL
    with edited(exchange, newest(exchange, played), how):
        assert shown(exchange, played, played.case.decider) is Level.MASKED
    assert shown(exchange, played, played.case.decider) is Level.FULL


def test_a_word_written_in_beside_it_permits_nothing(exchange: Exchange, played: Answered) -> None:
    row = newest(exchange, played)
    exchange.rows(
        "INSERT INTO record SELECT made.* FROM jsonb_populate_record(CAST(NULL AS public.record), %s) AS made",
        Jsonb({**row, "id": str(played.case.id), "protection": "none", "version": row["version"] + 1}),
    )
    try:
        assert shown(exchange, played, played.case.decider) is Level.MASKED
        assert any("was changed or written in" in one for one in check_log(exchange.runtime).problems)
    finally:
        exchange.rows("DELETE FROM record WHERE id = %s", played.case.id)


def test_without_its_authors_grant_it_protects(exchange: Exchange) -> None:
    played = answered(exchange)
    assert shown(exchange, played, played.case.decider) is Level.FULL
    grant = "key_grant WHERE record_id = %s"
    exchange.rows(f"CREATE TABLE kept_grant AS SELECT * FROM {grant}", newest(exchange, played)["id"])
    exchange.rows(f"DELETE FROM {grant}", newest(exchange, played)["id"])
    assert shown(exchange, played, played.case.decider) is Level.MASKED
    exchange.rows("INSERT INTO key_grant SELECT * FROM kept_grant")
    exchange.rows("DROP TABLE kept_grant")
    assert shown(exchange, played, played.case.decider) is Level.FULL


def test_believing_it_takes_no_call_for_keys_of_its_own(exchange: Exchange, played: Answered) -> None:
    asked: list[int] = []
    real = KeyKeeper.file_keys

    def counted(keeper: KeyKeeper, wraps: Mapping[UUID, TenantKey]) -> Mapping[UUID, bytes]:
        asked.append(len(wraps))
        return real(keeper, wraps)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeyKeeper, "file_keys", counted)
        shown(exchange, played, played.case.decider)
        shown(exchange, played, exchange.person("hub", "ig_officer"))
        shown(exchange, played, exchange.person("hub", "ig_officer"))
    assert asked == [2, 2, 2], "the case's key comes with the request's"

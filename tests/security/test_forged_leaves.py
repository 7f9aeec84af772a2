"""The application's role appends through one function: what it hands over is a whole leaf, filed as what it says."""

from __future__ import annotations

import json
from uuid import uuid4

import psycopg
import pytest

from app.domain.errors import LogChanged
from app.services.governance.check_log import check_log
from app.services.governance.prove_entry import prove_entry
from tests.services.exchange import Exchange, run_sql
from tests.services.played import answered

APPEND = "SELECT * FROM log_append(%s::jsonb, %s)"
WHOLE = {"before": "{", "middle": ",%s,", "after": "}", "kind": "opened"}
FORGED: dict[str, dict[str, str]] = {
    "no JSON": {"after": ""},
    "no text": {"after": "\udcff}"},
    "no object": {"before": "[{", "after": "}]"},
    "another kind behind its own": {"after": ',"k":"revealed"}'},
    "another time behind its own": {"after": ',"at":"2000-01-01T00:00:00.000Z"}'},
    "another entry's id": {"middle": f',"id":"{uuid4()}",'},
    "no id": {"middle": ","},
    "one member twice": {"after": ',"to":null,"to":null}'},
}


def append(exchange: Exchange, parts: dict[str, str], log: int | None = None) -> None:
    """Call the function as the application's role does, for a log or that of nobody, with these parts of a leaf."""
    entry_id = str(uuid4())
    told = WHOLE | parts
    middle = told["middle"] % f'"id":"{entry_id}"' if "%s" in told["middle"] else told["middle"]
    spelled = {"before": told["before"], "middle": middle, "after": told["after"]}
    leaf = {name: f"\\x{text.encode('utf-8', 'surrogateescape').hex()}" for name, text in spelled.items()}
    given = json.dumps([{"id": entry_id, "log": log, "kind": told["kind"], **leaf}])
    run_sql(exchange.database.app_url, APPEND, given, exchange.clock.now())


def test_none_is_taken_for_a_log_that_is_not_there(exchange: Exchange) -> None:
    """Nobody would ever verify it."""
    before = exchange.leaves()
    with pytest.raises(psycopg.Error, match="There is no log"):
        append(exchange, {}, log=2**30)
    assert exchange.leaves() == before


@pytest.mark.parametrize("forged", FORGED)
def test_a_leaf_that_is_none_or_says_other_than_it_is_filed_under_is_not_taken(exchange: Exchange, forged: str) -> None:
    before = exchange.leaves()
    with pytest.raises(psycopg.Error):
        append(exchange, FORGED[forged])
    assert exchange.leaves() == before


def test_a_whole_one_is_taken(exchange: Exchange) -> None:
    """So that the others are refused for what is wrong with them."""
    before = len(exchange.leaves())
    append(exchange, {})
    assert len(exchange.leaves()) == before + 1


def test_of_many_logs_the_others_are_not_walked_through(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    own_exchange.rows(
        "INSERT INTO organisation (id, kind, name, controller, service, telephone, created_at) SELECT "
        "gen_random_uuid(), 'police', 'Made-up ' || n, 'x', 'x', 'x', now() FROM generate_series(1, 3000) AS n"
    )
    own_exchange.rows(
        "INSERT INTO log (label, hub_id, other_id, started_at) SELECT md5(id::text), id, id, now() FROM organisation "
        "WHERE name LIKE 'Made-up %'"
    )
    own_exchange.rows("VACUUM ANALYZE log")
    hub, housing = played.case.collator.organisation_id, played.responder.organisation_id
    given = [
        {"id": str(uuid4()), "kind": "opened", "before": "\\x7b", "hub": one and str(one), "other": two and str(two)}
        for one, two in ((hub, housing), (hub, hub), (None, None))
    ]
    for leaf in given:
        member = f',"id":"{leaf["id"]}",'
        leaf |= {"middle": f"\\x{member.encode().hex()}", "after": "\\x7d"}
    with own_exchange.engine.connect() as connection:
        connection.exec_driver_sql(APPEND, (json.dumps(given), own_exchange.clock.now()))
        read = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'log'"
        assert connection.exec_driver_sql(read).scalar_one() == 0
    assert check_log(own_exchange.runtime).problems != (), "rows that no command wrote are found"


@pytest.mark.parametrize("edited", ["replace(convert_from(leaf, 'UTF8'), '\"n\":', '\"n\":1')", "'no leaf'"])
def test_no_receipt_is_handed_out_that_would_not_verify(own_exchange: Exchange, edited: str) -> None:
    played = answered(own_exchange)
    own_exchange.rows("ALTER TABLE log_leaf DISABLE TRIGGER append_only")
    own_exchange.rows(f"UPDATE log_leaf SET leaf = {edited}::bytea WHERE id = %s", played.returned.entry.id)
    with pytest.raises(LogChanged, match="so it was changed"):
        prove_entry(own_exchange.runtime, played.responder, played.returned.entry.id)

"""A change of the policy is felt by every server at once, and nothing that only stands in a table is a change of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from psycopg.errors import InsufficientPrivilege

from app.domain.errors import OutOfStep, PolicyChanged
from app.services.disclosure.own_log import record_own
from app.services.disclosure.recording import make_durable
from app.services.governance.check_log import check_log
from app.services.governance.find_attention import find_attention
from app.services.policy_control.follow_release import find_release, follow_release
from app.services.runtime import Runtime
from app.wiring import close_runtime, started_runtime
from policies.engine.canonical import canonical, digest
from tests.policy_control.releases import LABEL, OTHER_LABEL, other_words, recorded
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

pytestmark = pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")
PATIENCE = 20.0


@pytest.fixture
def servers(own_exchange: Exchange) -> Iterator[tuple[Runtime, Runtime]]:
    """Two servers of one installation, each with connections of its own."""
    other = started_runtime(own_exchange.settings, own_exchange.clock)
    yield own_exchange.runtime, other
    close_runtime(other)


def act(exchange: Exchange, runtime: Runtime) -> int:
    """Something that is recorded; the policy release its entry names."""
    actor = exchange.person("housing", "partner_responder")
    with runtime.database.work(actor.organisation_id) as work:
        made = record_own(runtime, work, actor, "tried", "Made up", b"made up")
        make_durable(runtime, work, [made])
    return int(json.loads(made.leaf)["policy"]["number"])


def label(runtime: Runtime) -> str:
    return runtime.policy.release.catalogue["housing_rent_arrears"].label


def test_nobody_records_anything_under_the_release_before(
    own_exchange: Exchange, servers: tuple[Runtime, Runtime], tmp_path: Path
) -> None:
    assert [act(own_exchange, one) for one in servers] == [1, 1]
    own_exchange.admin = follow_release(own_exchange.admin)
    recorded(own_exchange, other_words(tmp_path / "other"))
    own_exchange.admin = follow_release(own_exchange.admin)
    leaves = own_exchange.leaves()
    for one in servers:
        with pytest.raises(PolicyChanged):
            act(own_exchange, one)
    assert [kind for _, _, kind in own_exchange.leaves()[len(leaves) :] if kind == "worked"] == []
    followed = [follow_release(one) for one in servers]
    assert [(one.policy.number, label(one)) for one in followed] == [(2, OTHER_LABEL)] * 2
    assert [act(own_exchange, one) for one in followed] == [2, 2]
    assert [label(one) for one in servers] == [LABEL] * 2, "what was begun under the one before keeps its words"


def test_following_what_is_in_force_changes_nothing(own_exchange: Exchange) -> None:
    assert follow_release(own_exchange.runtime) is own_exchange.runtime


def test_whoever_is_recording_is_waited_for(own_exchange: Exchange, tmp_path: Path) -> None:
    """Nothing decided under the release before is committed once the next one is in force."""
    runtime, folder = own_exchange.runtime, other_words(tmp_path / "other")
    actor, done = own_exchange.person("housing", "partner_responder"), Event()

    def change() -> None:
        recorded(own_exchange, folder)
        done.set()

    changing = Thread(target=change)
    with runtime.database.work(actor.organisation_id) as work:
        made = record_own(runtime, work, actor, "tried", "Made up", b"made up")
        changing.start()
        assert not done.wait(1.0), "an entry under release 1 is not committed yet"
        make_durable(runtime, work, [made])
    changing.join(PATIENCE)
    assert done.is_set()
    [first, second] = own_exchange.rows(
        "SELECT kind FROM log_leaf WHERE id = %s OR kind = 'policy_released' AND idx > "
        "(SELECT min(idx) FROM log_leaf WHERE kind = 'policy_released') ORDER BY xmin::text::bigint",
        made.id,
    )
    assert (first, second) == (("worked",), ("policy_released",))


def words_of(runtime: Runtime) -> str:
    """Another release, as canonical JSON."""
    document = json.loads(runtime.policy.release.canonical)
    document["files"]["fields/housing.toml"]["field"][0]["label"] = "Slipped in"
    return canonical(document).decode()


INSERT = "INSERT INTO policy_release VALUES (%s, %s, %s, now())"
APPEND = "SELECT * FROM log_append(%s::jsonb, %s)"


def forged(exchange: Exchange, number: int, words: str, rows: object) -> str:
    """A leaf that says that these words were put in force, as whoever may call the database's function writes it."""
    [(leaf,)] = exchange.rows("SELECT leaf FROM log_leaf WHERE kind = 'policy_released'")
    [(one,)] = exchange.rows("SELECT gen_random_uuid()")
    body = {**json.loads(bytes(leaf)), "id": str(one), "at": None, "k": None}
    body |= {"policy": {"number": number, "digest": digest(words.encode())}, "rows": rows}
    before, rest = canonical(body).split(b'"at":null', 1)
    middle, after = rest.split(b'"k":null', 1)
    detail = {"policy_release": number, "fields": 0, "rules": [], "facts": {}, "sealed_under": "none"}
    parts = {"before": before, "middle": middle, "after": after}
    said = {name: f"\\x{part.hex()}" for name, part in parts.items()}
    return json.dumps([{"id": str(one), "kind": "policy_released", **said, "detail": detail}])


@pytest.mark.parametrize("leaf", ["none", "with the note of the first", "with no note"])
def test_rows_and_leaves_that_the_administering_role_writes_by_sql_put_nothing_in_force(
    own_exchange: Exchange, leaf: str
) -> None:
    runtime, words = own_exchange.runtime, words_of(own_exchange.runtime)
    administers = own_exchange.database.admin_url
    if leaf != "none":
        [(first,)] = own_exchange.rows("SELECT leaf FROM log_leaf WHERE kind = 'policy_released'")
        note = json.loads(bytes(first))["rows"] if leaf == "with the note of the first" else None
        run_sql(administers, APPEND, forged(own_exchange, 2, words, note), own_exchange.clock.now())
    run_sql(administers, INSERT, 2, digest(words.encode()), words)
    followed = follow_release(runtime)
    assert (followed.policy.number, followed.policy.newest, label(followed)) == (1, 2, LABEL)
    assert find_release(runtime).number == 1, "nor for a server that starts"
    own_exchange.admin = follow_release(own_exchange.admin)
    assert act(own_exchange, followed) == 1, "the last good one stays in use"
    assert "Policy release 2 is stored and cannot be relied on here" in find_attention(followed)["release"]
    assert any("policy_release" in one for one in check_log(followed).problems)


def test_the_application_writes_none(own_exchange: Exchange) -> None:
    words = words_of(own_exchange.runtime)
    for query, values in (
        (INSERT, (2, digest(words.encode()), words)),
        ("UPDATE policy_release SET canonical = %s", (words,)),
        (APPEND, (forged(own_exchange, 2, words, None), own_exchange.clock.now())),
    ):
        with pytest.raises(InsufficientPrivilege):
            run_sql(own_exchange.database.app_url, query, *values)
    assert follow_release(own_exchange.runtime) is own_exchange.runtime


def test_of_a_release_that_was_edited_afterwards_the_one_before_is_in_force(
    own_exchange: Exchange, tmp_path: Path
) -> None:
    recorded(own_exchange, other_words(tmp_path / "other"))
    words = words_of(own_exchange.runtime)
    own_exchange.rows("UPDATE policy_release SET canonical = %s WHERE number = 2 RETURNING number", words)
    assert find_release(own_exchange.runtime).number == 1
    own_exchange.rows("UPDATE policy_release SET digest = %s WHERE number = 2", digest(words.encode()))
    assert find_release(own_exchange.runtime).number == 1
    own_exchange.rows("UPDATE policy_release SET canonical = %s WHERE number = 1 RETURNING number", words)
    with pytest.raises(OutOfStep, match="None of the 2 stored policy releases is as its entry in the log has it"):
        find_release(own_exchange.runtime)


def test_a_release_taken_away_gives_nobody_the_one_before_back(own_exchange: Exchange, tmp_path: Path) -> None:
    recorded(own_exchange, other_words(tmp_path / "other"))
    followed = follow_release(own_exchange.runtime)
    own_exchange.rows("DELETE FROM policy_release WHERE number = 2")
    after = follow_release(followed)
    assert (after.policy.number, label(after)) == (2, OTHER_LABEL)


def test_nothing_starts_before_a_release_is_in_force(own_exchange: Exchange) -> None:
    own_exchange.rows("DELETE FROM policy_release")
    with pytest.raises(OutOfStep, match="run `flask policies begin`"):
        find_release(own_exchange.runtime)

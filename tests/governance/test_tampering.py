"""A log that was changed rather than restored: refused, named, and never gone on with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.checkpoints import CheckpointFolder
from app.demonstration.database import Cluster
from app.domain.errors import RefusesToStart
from app.services.governance.check_start import check_start
from app.services.governance.summaries import publish_summary
from tests.governance.commands import dump, flask, restore
from tests.services.exchange import Exchange
from tests.services.played import answered

UNGUARDED = "SELECT set_config('session_replication_role', 'replica', false); "
EDITED = "convert_to(replace(convert_from(leaf, 'UTF8'), '2026', '2025'), 'UTF8')"
PAIR = "log = (SELECT log FROM log_leaf WHERE kind = 'return_released' LIMIT 1)"
"""The log of the hub and the partner who answered: entry number 0 is the request, 1 its opening."""
EDITED_LEAF = f"UPDATE log_leaf SET leaf = {EDITED} WHERE {PAIR} AND idx = 1"
EDITED_NODE = f"UPDATE log_node SET hash = sha256('made up') WHERE {PAIR} AND (level, idx) = (0, 1)"
EDITED_EDGE = (
    f"UPDATE log_node SET hash = sha256('made up') WHERE {PAIR} AND idx = 0 "
    f"AND level = (SELECT max(level) FROM log_node WHERE {PAIR})"
)
NO_LAST_LEAF = f"DELETE FROM log_leaf WHERE {PAIR} AND idx = (SELECT max(idx) FROM log_leaf WHERE {PAIR})"
NO_NODE = f"DELETE FROM log_node WHERE {PAIR} AND (level, idx) = (0, 1)"
RELABELLED = f"UPDATE log_leaf SET kind = 'origin_started' WHERE {PAIR} AND idx = 1"


def test_the_log_refuses_to_be_changed_even_by_its_owner(own_exchange: Exchange) -> None:
    for change in (EDITED_LEAF, NO_LAST_LEAF, EDITED_NODE):
        with pytest.raises(Exception, match="append-only"):
            own_exchange.rows(change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (EDITED_LEAF, "Leaf number 1 does not fit the stored tree"),
        (EDITED_NODE, "Leaf number 1 does not fit the stored tree"),
        (NO_NODE, "A node is missing"),
        (RELABELLED, "Leaf number 1 is filed under"),
        (NO_LAST_LEAF, "the stored one has"),
    ],
)
def test_checking_names_what_was_changed(own_exchange: Exchange, change: str, told: str) -> None:
    answered(own_exchange)
    publish_summary(own_exchange.runtime)
    own_exchange.rows(UNGUARDED + change)
    check = flask(own_exchange.runtime, "log", "check")
    assert check.code == 1
    assert told in check.error
    assert "Not looked at: what stands beside the leaves" in check.error, "it may be changed as well"
    assert flask(None, "log", "resume", admin=own_exchange.admin).code == 1


@pytest.mark.parametrize("change", [EDITED_EDGE, NO_LAST_LEAF])
def test_serving_goes_on_without_that_log(own_exchange: Exchange, change: str) -> None:
    """The database has all that was signed, so it is no older one: one log was changed, and the others are not."""
    answered(own_exchange)
    publish_summary(own_exchange.runtime)
    [(label, size)] = own_exchange.rows(
        f"SELECT label, (SELECT count(*) FROM log_leaf WHERE {PAIR}) FROM log WHERE {PAIR.replace('log =', 'id =', 1)}"
    )
    own_exchange.rows(UNGUARDED + change)
    check_start(own_exchange.runtime)
    assert [*own_exchange.stopped()] == [label]
    assert f"log {label} with {size} entries and root " in own_exchange.stopped()[label]
    resume = flask(None, "log", "resume", admin=own_exchange.admin)
    assert resume.code == 1
    assert resume.out == ""


@pytest.mark.parametrize("change", [EDITED_EDGE, NO_LAST_LEAF])
def test_serving_refuses_a_database_that_lacks_what_was_signed(own_exchange: Exchange, change: str) -> None:
    """As after a restore: who has joined or left meanwhile is not in it either."""
    answered(own_exchange)
    publish_summary(own_exchange.runtime)
    own_exchange.rows(UNGUARDED + change + "; DELETE FROM log_summary")
    for _ in range(2):
        with pytest.raises(RefusesToStart, match="the stored one has"):
            check_start(own_exchange.runtime)
        assert flask(own_exchange.runtime, "log", "publish").code == 1  # puts nothing into it that it lacks
    assert own_exchange.stopped() == {}


@pytest.mark.parametrize("change", [EDITED_LEAF, EDITED_NODE, EDITED_EDGE, NO_NODE, RELABELLED])
def test_a_change_cannot_hide_behind_a_restore(cluster: Cluster, own_exchange: Exchange, change: str) -> None:
    answered(own_exchange)
    publish_summary(own_exchange.runtime)
    backup = dump(cluster, own_exchange.database.name)
    answered(own_exchange)
    publish_summary(own_exchange.runtime)
    own_exchange.close()
    restore(cluster, own_exchange.database.name, backup)
    own_exchange.rows(UNGUARDED + change + "; DELETE FROM log_checkpoint; DELETE FROM log_summary")
    resume = flask(None, "log", "resume", admin=own_exchange.admin)
    assert resume.code == 1, resume.out
    assert "cannot be resumed" in resume.error
    assert not [kind for _, _, kind in own_exchange.leaves() if kind == "origin_started"][1:]


def test_an_emptied_checkpoint_folder_is_noticed(own_exchange: Exchange, tmp_path: Path) -> None:
    publish_summary(own_exchange.runtime)
    elsewhere = replace(own_exchange.runtime, checkpoints=CheckpointFolder(tmp_path / "elsewhere"))
    with pytest.raises(RefusesToStart, match="PRX_CHECKPOINTS"):
        check_start(elsewhere)
    assert flask(elsewhere, "log", "publish").code == 0
    check_start(elsewhere)


def test_a_checkpoint_of_another_key_is_refused(own_exchange: Exchange) -> None:
    text = publish_summary(own_exchange.runtime).text
    last = own_exchange.settings.checkpoints / "last-checkpoint"
    last.write_text(text.replace(text.rsplit(" ", 1)[1][8:20], "A" * 12))
    with pytest.raises(RefusesToStart, match="not signed by this exchange's log key"):
        check_start(own_exchange.runtime)
    assert flask(None, "log", "resume", admin=own_exchange.admin).code == 1

"""The folder of checkpoints stays small, and start and `flask log resume` still find in it what they compare with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.adapters.checkpoints import LAST, CheckpointFolder
from app.services.governance.check_start import check_start
from app.services.governance.kept_summaries import kept_below, newest_kept
from app.services.governance.summaries import publish_summary
from tests.security.test_forged_leaves import append
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

BEGUN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ORIGIN = "madeup.example/disclosures/summary"


def put(folder: CheckpointFolder, origin: str, size: int, at: datetime) -> None:
    folder.put(origin, size, f"{origin}\n{size}\nroot\n\n— made up\n", "", at)


def test_a_day_stays_whole_and_one_an_hour_before_it(tmp_path: Path) -> None:
    folder, each = CheckpointFolder(tmp_path), timedelta(minutes=10)
    written = {number: BEGUN + number * each for number in range(1, 6 * 72 + 1)}
    for number, at in written.items():
        put(folder, ORIGIN, number, at)
    left = [number for (_, number), _ in folder.numbered()][::-1]
    last_hour = max(written.values()).replace(minute=0)
    whole = {number for number, at in written.items() if last_hour - at <= timedelta(days=1)}
    firsts: dict[datetime, int] = {}
    for number, at in written.items():
        firsts.setdefault(at.replace(minute=0), number)
    assert left == sorted(whole | {*firsts.values()})


def test_a_name_that_went_on_after_a_restore_has_its_own(tmp_path: Path) -> None:
    folder = CheckpointFolder(tmp_path)
    put(folder, ORIGIN, 10, BEGUN)
    put(folder, f"{ORIGIN}/r1", 7, BEGUN + timedelta(minutes=10))
    put(folder, f"{ORIGIN}/r1", 8, BEGUN + timedelta(days=3))
    assert [number for number, _ in folder.numbered()] == [(1, 8), (1, 7), (0, 10)]


def test_the_newest_stays_however_old_it_is(tmp_path: Path) -> None:
    folder = CheckpointFolder(tmp_path)
    for size, minutes in ((9, 0), (12, 5)):
        put(folder, ORIGIN, size, BEGUN + timedelta(minutes=minutes))
    put(folder, ORIGIN, 10, BEGUN + timedelta(days=3))
    assert next(folder.numbered())[0] == (0, 12)


def test_what_is_left_is_found_at_start_and_below_a_backup(own_exchange: Exchange) -> None:
    runtime = own_exchange.runtime
    for _ in range(9):
        for _ in range(3):
            append(own_exchange, {})
            own_exchange.clock.forward(minutes=5)
            publish_summary(runtime)
        own_exchange.clock.forward(hours=7)
    with runtime.database.work(None) as work:
        newest = newest_kept(runtime, work)
        assert newest is not None
        older = kept_below(runtime, work, (0, newest.checkpoint.size - 1), 100)
    assert 9 <= len(older) < 26
    assert all(one.lines is not None for one in older)
    (own_exchange.settings.checkpoints / LAST).unlink()
    check_start(runtime)
    with runtime.database.work(None) as work:
        found = newest_kept(runtime, work)
    assert found is not None
    assert found.checkpoint == newest.checkpoint

"""Before the exchange starts: the stored logs must hold what was last signed and kept outside the database.

A database that is older than that is not started on. One whose logs were changed since is: those logs are stopped.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.errors import RefusesToStart
from app.domain.ports import Work
from app.services.governance.kept_summaries import is_older, newest_kept
from app.services.governance.stop_logs import add_stops
from app.services.governance.summaries import find_broken
from app.services.runtime import Runtime


def check_start(runtime: Runtime) -> None:
    """Compare every stored log with the newest summary kept outside the database, and stop each that was changed.

    Raises RefusesToStart naming each log that differs and what, when the database is older than that summary: after a
    restore, `flask log resume` is the way on.
    """
    with runtime.database.work(None) as work:
        if broken := find_changed(runtime, work):
            add_stops(work, broken, runtime.clock.now())
            work.commit()


def find_changed(runtime: Runtime, work: Work) -> Mapping[str, str]:
    """What was changed of the stored logs since that summary, by label. Raises RefusesToStart as `check_start` does."""
    kept = newest_kept(runtime, work)
    if kept is None:
        if work.log.summaries(None, 1):
            raise RefusesToStart(
                "The checkpoint folder (PRX_CHECKPOINTS) is empty, but the database has a checkpoint. "
                "Name the right folder. If it is lost, run `flask log check`, then `flask log publish`."
            )
        return {}
    broken = find_broken(work, kept.lines or (), work.log.standing(None))
    if not broken or not is_older(runtime, work, kept, broken):
        return broken
    told = "".join(f"\n  {one}" for one in broken.values())
    raise RefusesToStart(
        f"The stored logs do not hold the last checkpoint kept outside the database:{told}\n"
        "If the database was restored from a backup, run `flask log resume`. Otherwise the log has been changed: "
        "do not use it, and call your security lead."
    )

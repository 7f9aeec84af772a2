"""Before the exchange starts: the stored logs must hold what was last signed and kept outside the database."""

from __future__ import annotations

from app.domain.errors import RefusesToStart
from app.services.governance.kept_summaries import broken_lines, newest_kept
from app.services.runtime import Runtime


def check_start(runtime: Runtime) -> None:
    """Compare every stored log with the newest summary kept outside the database.

    Raises RefusesToStart naming each log that differs and what: after a restore, `flask log resume` is the way on.
    """
    with runtime.database.work(None) as work:
        kept = newest_kept(runtime, work)
        if kept is None:
            inside = work.log.summaries(None, 1)
            if inside:
                raise RefusesToStart(
                    "The checkpoint folder (PRX_CHECKPOINTS) is empty, but the database has a checkpoint. "
                    "Name the right folder. If it is lost, run `flask log check`, then `flask log publish`."
                )
            return
        broken = list(broken_lines(work, kept.lines or (), work.log.standing(None)))
    if broken:
        told = "".join(f"\n  {one}" for one in broken)
        raise RefusesToStart(
            f"The stored logs do not hold the last checkpoint kept outside the database, which has:{told}\n"
            "If the database was restored from a backup, run `flask log resume`. Otherwise the log has been changed: "
            "do not use it, and call your security lead."
        )

"""Which policy release is in force: the newest that this exchange itself has put there.

A row is not believed. Its leaf names it by a digest of all its columns, signed by the log's key, which no role of the
database has: so nobody who writes rows, or leaves beside them, puts anything in force.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from app.domain.errors import OutOfStep
from app.domain.ports import Work
from app.services.disclosure.naming_rows import named_by
from app.services.policy_control.past_release import stored_release
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.compiled import compile_policy

TABLE = "policy_release"
_log = structlog.get_logger()


def follow_release(runtime: Runtime) -> Runtime:
    """The runtime under the release in force; the very same where it is that already, or was given one to keep to.

    Where what is stored after it cannot be relied on, it stays, and that is logged; `newest` says that there is more.
    Raises DatabaseUnavailable, KeysUnavailable.
    """
    with runtime.database.work(None) as work:
        newest = work.policy.latest()
        number = newest[0] if newest else 0
        if runtime.policy.newest in (None, number):
            return runtime
        found = _newest_believed(runtime, work, number, after=runtime.policy.number)
    policy = replace(found or runtime.policy, newest=number)
    if policy.number != number:
        _log.error("policy_not_believed", newest=number, in_force=policy.number)
    return replace(runtime, policy=policy)


def find_release(runtime: Runtime) -> PolicyInForce:
    """The release in force, whatever the runtime has. Raises OutOfStep where there is none that can be relied on."""
    with runtime.database.work(None) as work:
        newest = work.policy.latest()
        if newest is None:
            raise OutOfStep(
                "No policy release is in force yet. To begin with PRX_POLICIES, run `flask policies begin`."
            )
        found = _newest_believed(runtime, work, newest[0], after=0)
    if found is None:
        raise OutOfStep(
            f"None of the {newest[0]} stored policy releases is as its entry in the log has it, or this version cannot "
            "read them. Restore the table policy_release, or run the version that put the last one in force."
        )
    return replace(found, newest=newest[0])


def _newest_believed(runtime: Runtime, work: Work, newest: int, *, after: int) -> PolicyInForce | None:
    for number in range(newest, after, -1):
        if _put_there(runtime, work, number) and (release := stored_release(work, number)):
            runtime.releases[number] = release
            return PolicyInForce(number, release, compile_policy(release))
    return None


def _put_there(runtime: Runtime, work: Work, number: int) -> bool:
    """Whether a leaf that this exchange signed names the row as it stands."""
    row = (TABLE, str(number))
    return bool(named_by(runtime, work, {(row, leaf.id) for leaf in work.policy.leaves(number)}))

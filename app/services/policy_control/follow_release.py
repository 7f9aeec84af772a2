"""Which policy release is in force: the newest that this exchange itself has put there; in production also what owners
have approved of it.

A row is not believed. Its leaf names it by a digest of all its columns, signed by the log's key, which no role of the
database has: so nobody who writes rows, or leaves beside them, puts anything in force.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from app.domain.errors import OutOfStep
from app.domain.ports import Work
from app.services.administration.approved_entries import words_of_owners
from app.services.administration.entries import DIGESTS
from app.services.disclosure.naming_rows import named_by
from app.services.policy_control.past_release import stored_release
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.compiled import compile_policy

TABLE = "policy_release"
_log = structlog.get_logger()


def follow_release(runtime: Runtime) -> Runtime:
    """The runtime under the release in force and what owners approve of it; the very same where it is that already, or
    was given one to keep to.

    Where what is stored after it cannot be relied on, it stays, and that is logged; `newest` says that there is more.
    Raises DatabaseUnavailable, KeysUnavailable.
    """
    with runtime.database.work(None) as work:
        newest = work.policy.latest()
        number, place = newest[0] if newest else 0, work.approvals.newest() if runtime.production else 0
        if not is_behind(runtime, number, place):
            return runtime
        found = None
        if runtime.policy.newest != number:
            found = _newest_believed(runtime, work, number, after=runtime.policy.number)
        policy = _approved(runtime, work, replace(found or runtime.policy, newest=number))
    if policy.number != number:
        _log.error("policy_not_believed", newest=number, in_force=policy.number)
    return replace(runtime, policy=policy)


def is_behind(runtime: Runtime, newest: int | None, approved_to: int) -> bool:
    """Whether another release is the newest, or in production owners have said something since; never of a runtime
    that was given a release to keep to.
    """
    policy = runtime.policy
    if policy.newest is None:
        return False
    unread = runtime.production and (policy.approvals is None or policy.approved_to != approved_to)
    return policy.newest != newest or unread


def find_release(runtime: Runtime) -> PolicyInForce:
    """The release in force, whatever the runtime has. Raises OutOfStep where there is none that can be relied on."""
    with runtime.database.work(None) as work:
        newest = work.policy.latest()
        if newest is None:
            raise OutOfStep(
                "No policy release is in force yet. To begin with PRX_POLICIES, run `flask policies begin`."
            )
        found = _newest_believed(runtime, work, newest[0], after=0)
        policy = None if found is None else _approved(runtime, work, replace(found, newest=newest[0]))
    if policy is None:
        raise OutOfStep(
            f"None of the {newest[0]} stored policy releases is as its entry in the log has it, or this version cannot "
            "read them. Restore the table policy_release, or run the version that put the last one in force."
        )
    return policy


def _approved(runtime: Runtime, work: Work, policy: PolicyInForce) -> PolicyInForce:
    """With what owners have approved, where it is asked. The place is read first: what comes after is found later."""
    if not runtime.production:
        return policy
    place = work.approvals.newest()
    found = replace(policy, approvals=words_of_owners(runtime, work), approved_to=place)
    if policy.number == runtime.policy.number:  # its entries read the same, and are not worked out anew
        found.seen.update((key, one) for key, one in runtime.policy.seen.items() if key[0] == DIGESTS)
    return found


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

"""A policy release is put in force: a numbered row with a leaf. Nothing else does that; starting only looks it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.domain.errors import RefusesToStart, WrongState
from app.domain.log_entry import INSTALLATION, Entry
from app.domain.ports import Work
from app.services.clocks.holidays_changed import rebase_where_holidays_changed
from app.services.disclosure.naming_rows import name_rows
from app.services.disclosure.recording import Recorded, make_durable, record
from app.services.policy_control.compare_releases import breaks
from app.services.policy_control.past_release import stored_release
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.compiled import compile_policy
from policies.engine.release import PolicyRelease


def begin_with_release(runtime: Runtime) -> PolicyInForce:
    """Put the runtime's release in force as the first; nothing is done where it is in force.

    Raises WrongState where another one is.
    """
    with runtime.database.work(None) as work:
        latest = work.policy.latest()
    if latest is not None and latest[1] != runtime.policy.release.digest:
        raise WrongState(
            f"Policy release {latest[0]} is in force, so this installation has begun, and with other policy files. To "
            "put these in force, run `flask policies propose`: two administrators of a hub sign for them."
        )
    return record_release(runtime)


def record_release(runtime: Runtime) -> PolicyInForce:
    """Put the runtime's release in force, unless it is in force; says which number it has.

    Raises RefusesToStart as `put_in_force` does.
    """
    release = runtime.policy.release
    with runtime.database.work(None) as work:
        _in_turn(work)
        latest = work.policy.latest()
        if latest is not None and latest[1] == release.digest:
            return PolicyInForce(latest[0], release, runtime.policy.compiled, latest[0])
        policy, recorded = put_in_force(runtime, work, release)
        make_durable(runtime, work, recorded)
    return policy


def put_in_force(
    runtime: Runtime, work: Work, release: PolicyRelease, said: Mapping[str, str] | None = None
) -> tuple[PolicyInForce, tuple[Recorded, ...]]:
    """Store a release with the next number, and its leaf, which also says what is `said`; the caller makes it durable.

    From the commit on every server decides under it, and nobody records anything under the one before. Raises
    RefusesToStart when it removes, retypes or reuses a word of its predecessor, naming each.
    """
    _in_turn(work)
    latest = work.policy.latest()
    if stored := require_fit(work, release):
        rebase_where_holidays_changed(work, stored, release, runtime.clock.now())
    number = latest[0] + 1 if latest else 1
    work.policy.add(number, release.digest, release.canonical.decode(), runtime.clock.now())
    entry = Entry(
        kind="policy_released",
        policy_release=number,
        policy_digest=release.digest,
        extra={
            **(said or {}),
            "previous": latest[1] if latest else None,
            **name_rows(runtime, work, "policy_released", [("policy_release", str(number))]),
        },
    )
    policy = PolicyInForce(number, release, compile_policy(release), number)
    return policy, record(replace(runtime, policy=policy), work, [(entry, None)])


def require_fit(work: Work, release: PolicyRelease) -> PolicyRelease | None:
    """The release that it would follow, None where it would be the first. Raises RefusesToStart as `put_in_force`."""
    latest = work.policy.latest()
    return None if latest is None else _require_successor(work, latest[0], release)


def _in_turn(work: Work) -> None:
    """Of several who put one in force, one after the other; nobody appends meanwhile."""
    work.log.keep_key()
    work.log.change_policy()
    work.log.lock(work.log.log(INSTALLATION))


def _require_successor(work: Work, number: int, release: PolicyRelease) -> PolicyRelease:
    stored = stored_release(work, number)
    if stored is None:
        raise RefusesToStart(
            f"Policy release {number}, which the policy files would follow, is not stored as the log has it, or this"
            " version cannot read it. Restore its row in the table policy_release, or run the version that recorded it."
        )
    problems = breaks(stored, release)
    if problems:
        listed = "\n  ".join(problems)
        raise RefusesToStart(f"The policy files cannot follow policy release {number}:\n  {listed}")
    return stored

"""The policy folder's release becomes a numbered row with a leaf, by command; starting only looks it up."""

from __future__ import annotations

from app.domain.errors import OutOfStep, RefusesToStart
from app.domain.log_entry import INSTALLATION, Entry
from app.domain.ports import Work
from app.services.clocks.holidays_changed import rebase_where_holidays_changed
from app.services.disclosure.naming_rows import name_rows
from app.services.disclosure.recording import make_durable, record
from app.services.policy_control.compare_releases import breaks
from app.services.policy_control.past_release import stored_release
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.release import PolicyRelease


def record_release(runtime: Runtime) -> PolicyInForce:
    """Store the runtime's release and its leaf unless it is the last one stored; says which number it has.

    The log's lock is taken first, so of several commands running together one writes. Raises RefusesToStart when the
    release removes, retypes or reuses a word of its predecessor, naming each.
    """
    release = runtime.policy.release
    with runtime.database.work(None) as work:
        work.log.lock(work.log.log(INSTALLATION))
        latest = work.policy.latest()
        if latest is not None and latest[1] == release.digest:
            return PolicyInForce(latest[0], release, runtime.policy.compiled)
        if latest is not None:
            stored = _require_successor(work, latest[0], release)
            rebase_where_holidays_changed(work, stored, release, runtime.clock.now())
        number = latest[0] + 1 if latest else 1
        work.policy.add(number, release.digest, release.canonical.decode(), runtime.clock.now())
        entry = Entry(
            kind="policy_released",
            policy_release=number,
            policy_digest=release.digest,
            extra={
                "previous": latest[1] if latest else None,
                **name_rows(runtime, work, "policy_released", [("policy_release", str(number))]),
            },
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return PolicyInForce(number, release, runtime.policy.compiled)


def find_release(runtime: Runtime) -> PolicyInForce:
    """The runtime's release under its number. Raises OutOfStep unless it is the last one recorded."""
    release = runtime.policy.release
    with runtime.database.work(None) as work:
        releases = work.policy.releases()
    if releases and releases[0][1] == release.digest:
        return PolicyInForce(releases[0][0], release, runtime.policy.compiled)
    in_force = f"Policy release {releases[0][0]} is in force" if releases else "No policy release is in force yet"
    earlier = [number for number, digest, _ in releases if digest == release.digest]
    these = f"are those of release {earlier[0]}" if earlier else "are not recorded"
    raise OutOfStep(
        f"{in_force}, and the policy files here {these} (digest {release.digest}). To put these in force, run "
        "`flask policies record`; otherwise name the right folder in PRX_POLICIES."
    )


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

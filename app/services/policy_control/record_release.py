"""At start: the policy folder's release becomes a numbered row with a leaf, if it differs from the last one."""

from __future__ import annotations

from app.domain.log_entry import Entry
from app.services.disclosure.recording import make_durable, record
from app.services.runtime import PolicyInForce, Runtime


def record_release(runtime: Runtime) -> PolicyInForce:
    """Store the runtime's release and its leaf unless it is the last one stored; says which number it has.

    The log's lock is taken first, so of several workers starting together one writes.
    """
    release = runtime.policy.release
    with runtime.database.work(None) as work:
        work.log.lock()
        latest = work.policy.latest()
        if latest is not None and latest[1] == release.digest:
            return PolicyInForce(latest[0], release, runtime.policy.compiled)
        number = latest[0] + 1 if latest else 1
        work.policy.add(number, release.digest, release.canonical.decode(), runtime.clock.now())
        entry = Entry(
            kind="policy_released",
            policy_release=number,
            policy_digest=release.digest,
            extra={"previous": latest[1] if latest else None},
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return PolicyInForce(number, release, runtime.policy.compiled)

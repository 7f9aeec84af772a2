"""Exchange an organisation's tenant keys: what they wrap is wrapped anew, what is sealed from now on is under new ones.

Files' keys and private keys are wrapped anew. What is sealed by a tenant key itself (figures, and what its log keeps of
people beside files) stays as it is and opens by the version before, which is kept for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import NotFound
from app.domain.ports import Work
from app.domain.ports_keys import KeyRotation
from app.domain.records import TenantKey
from app.services.disclosure.recording import make_durable, record
from app.services.keys.key_changed import key_changed, organisation_row, tenant_row
from app.services.runtime import Runtime

TENANT = "tenant"
FILE, PRIVATE = "file", "organisation"
"""Purposes whose keys wrap others: files' keys, and private keys."""
AT_ONCE = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class TenantExchange:
    """How it stands: the newest version of each purpose, and how many files' keys are to be wrapped anew.

    `unfinished` says that these are under a version that was exchanged before.
    """

    versions: Mapping[str, int]
    files_left: int
    unfinished: bool


def look_at_tenant(runtime: Runtime, keys: KeyRotation, organisation: UUID) -> TenantExchange:
    """How it stands now; nothing is changed. Raises NotFound, KeysUnavailable."""
    with runtime.database.work(None) as work:
        newest = _newest(work, organisation)
    left = _left(keys, newest)
    return TenantExchange(_versions(newest), left or (keys.files(organisation) if FILE in newest else 0), left > 0)


def rotate_tenant(
    runtime: Runtime, keys: KeyRotation, organisation: UUID, progress: Progress | None = None
) -> TenantExchange:
    """Exchange them, or finish what was begun: an exchange that has not come to every file is gone on with.

    New versions, private keys under them and the entry are one transaction; then files' keys, some at a time, each in
    its place only if it is as it was read. Raises NotFound for no such organisation, KeysUnavailable: do it again.
    """
    with runtime.database.work(None) as work:
        work.keys.lock()
        newest = _newest(work, organisation)
        if not _left(keys, newest):
            newest = _begin(runtime, work, keys, newest)
    if FILE in newest:
        _rewrap_files(runtime, keys, newest[FILE], progress)
    return TenantExchange(_versions(newest), 0, unfinished=False)


def _newest(work: Work, organisation: UUID) -> Mapping[str, TenantKey]:
    """The newest key of each purpose. Raises NotFound."""
    found = {one.purpose: one for one in reversed(work.keys.every_tenant_key(organisation))}
    if not found:
        raise NotFound(f"There is no organisation {organisation} with keys.")
    return found


def _versions(newest: Mapping[str, TenantKey]) -> Mapping[str, int]:
    return {one.purpose: one.version for one in newest.values()}


def _left(keys: KeyRotation, newest: Mapping[str, TenantKey]) -> int:
    return keys.files_under_others(newest[FILE]) if FILE in newest else 0


def _begin(runtime: Runtime, work: Work, keys: KeyRotation, before: Mapping[str, TenantKey]) -> Mapping[str, TenantKey]:
    now = runtime.clock.now()
    after = {purpose: keys.next_tenant_key(one) for purpose, one in before.items()}
    organisation = before[PRIVATE].organisation_id
    pairs = [
        keys.resealed(one, before[PRIVATE], after[PRIVATE]) for one in work.keys.every_organisation_key(organisation)
    ]
    for key in after.values():
        work.keys.add_tenant_key(key, now)
    for pair in pairs:
        work.keys.reseal_organisation_key(pair)
    rows = [*(tenant_row(one) for one in after.values()), *(organisation_row(one) for one in pairs)]
    entry = key_changed(runtime, work, organisation, rows, what=TENANT)
    make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return after


def _rewrap_files(runtime: Runtime, keys: KeyRotation, newest: TenantKey, progress: Progress | None) -> None:
    with runtime.database.work(None) as work:
        every: Sequence[TenantKey] = work.keys.tenant_keys(newest.organisation_id, FILE)
    versions, left = {one.version: one for one in every}, keys.files_under_others(newest)
    done = 0
    while looked_at := keys.rewrap_files(newest, versions, AT_ONCE):
        done += looked_at
        if progress:
            progress(min(done, left), left)
    keys.forget_files_before()

"""Exchange the root key: every tenant key is wrapped anew under a new one, then those before it are forgotten.

While it goes on, all of them unwrap, so that what is opened meanwhile opens. Stopped at any step, it is gone on with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.domain.ports import Work
from app.domain.ports_keys import KeyRotation
from app.domain.records import TenantKey
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.keys.key_changed import key_changed, tenant_row
from app.services.runtime import Runtime

ROOT, EXCHANGED = "root", "root_exchanged"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RootExchange:
    """How it stands: the root keys, the newest first, how many tenant keys there are and are to be wrapped."""

    roots: tuple[str, ...]
    keys: int
    left: int


def look_at_roots(runtime: Runtime, keys: KeyRotation) -> RootExchange:
    """How it stands now; nothing is changed. Raises KeysUnavailable."""
    with runtime.database.work(None) as work:
        every = work.keys.every_tenant_key()
    roots = keys.root_names()
    left = [one for one in every if len(roots) == 1 or keys.rewrapped(one)]
    return RootExchange(roots, len(every), len(left))


def rotate_root(runtime: Runtime, keys: KeyRotation, progress: Progress | None = None) -> RootExchange:
    """Exchange it, or finish what was begun; what was done, with all root keys there were.

    Each organisation's keys and their entry are one transaction. The entry that says it is done comes first, then those
    before are forgotten: each key made since the new one was begun is under that. Raises KeysUnavailable: then do it
    again.
    """
    with runtime.database.work(None) as work:
        work.keys.lock()  # whoever takes in an organisation wraps before this, or under the new one
        if len(keys.root_names()) == 1:
            keys.begin_root()
        every = work.keys.every_tenant_key()
    roots, done = keys.root_names(), 0
    for organisation, _ in groupby(every, key=lambda one: one.organisation_id):
        with runtime.database.work(None) as work:
            work.keys.lock()
            done += len(under := work.keys.every_tenant_key(organisation))
            if changed := _rewrap(work, keys, under):
                entry = key_changed(runtime, work, organisation, changed, what=ROOT, said={"root": roots[0]})
                make_durable(runtime, work, record(runtime, work, [(entry, None)]))
        if progress:
            progress(done, len(every))
    _retire(runtime, keys, roots)
    return RootExchange(roots, len(every), 0)


def _rewrap(work: Work, keys: KeyRotation, every: Sequence[TenantKey]) -> list[tuple[str, str]]:
    rewrapped = [one for key in every if (one := keys.rewrapped(key))]
    for one in rewrapped:
        work.keys.rewrap_tenant_key(one)
    return [tenant_row(one) for one in rewrapped]


def _retire(runtime: Runtime, keys: KeyRotation, roots: Sequence[str]) -> None:
    with runtime.database.work(None) as work:
        work.keys.lock()
        changed = _rewrap(work, keys, work.keys.every_tenant_key())  # nothing may be left under what goes
        said = {"root": roots[0], "before": " ".join(roots[1:])}
        entry = administered(runtime, work, EXCHANGED, changed, said=said)
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    keys.retire_roots()

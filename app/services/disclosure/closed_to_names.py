"""Who of a hub may know of a case that is closed to named people, as events say it whose seals fit.

Lists read the same of the rows (`app/adapters/database/for_reader.py`); what is done in a case is asked for here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from app.domain.errors import KeysUnavailable
from app.domain.events import NAMED, Event
from app.domain.named import ABOUT_NAMES, named_in
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_DECIDES, roles_for
from app.services.disclosure.working import is_sound
from app.services.runtime import Runtime


def named_of(runtime: Runtime, work: Work, hub: UUID, case_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Those of these cases that are closed, each with who is named. A key is fetched for no other.

    What is erased is taken as it stands. Raises KeysUnavailable.
    """
    found = _ever_closed(work, case_ids)
    kept = [one for one in found if one not in work.erasures.of(list(found))] if found else []
    wrap = work.keys.tenant_key(hub, "file") if kept else None
    if kept and wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be read. Ask your administrator.")
    keys = runtime.keys.file_keys(dict.fromkeys(kept, wrap)) if wrap else {}

    def is_believed(event: Event) -> bool:
        return event.file_id not in keys or is_sound(event, keys[event.file_id])

    named = {one: named_in(events, is_believed) for one, events in found.items()}
    return {one: names for one, names in named.items() if names is not None}


def is_shut_out(runtime: Runtime, work: Work, hub: UUID, case_id: UUID, person: UUID) -> bool:
    """Whether somebody of the hub may not know of a case.

    Of whom the rows do not name, no key is fetched: what they may not know of leaves the traces of what does not exist.
    """
    found = _ever_closed(work, [case_id])
    if not found:
        return False
    stands = named_in(found[case_id], lambda _: True)
    if stands is not None and person not in stands:
        return True
    closed = named_of(runtime, work, hub, [case_id])
    return case_id in closed and person not in closed[case_id]


def who_decides(runtime: Runtime, work: Work, hub: UUID, named: Collection[UUID]) -> frozenset[UUID]:
    """Those of the people named who decide at the hub now: while there is any, nobody else need know of the case."""
    people = work.identity.people_with(hub, roles_for(runtime.policy.release, HUB_DECIDES))
    return frozenset(one.id for one in people).intersection(named)


def _ever_closed(work: Work, case_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Event]]:
    events = work.events.of_kinds(case_ids, ABOUT_NAMES) if case_ids else {}
    return {one: each for one, each in events.items() if any(event.what == NAMED for event in each)}

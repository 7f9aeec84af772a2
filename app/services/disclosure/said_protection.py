"""What the hub's case says now of a person's protection, believed only as far as its seal goes.

It restricts what was released before. Whoever edits it in the database gets no more than by leaving it alone: one that
does not fit its seal counts as saying that the person is protected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from app.domain.identity import Actor
from app.domain.ports import Openable
from app.domain.records import TenantKey
from app.services.disclosure.facts import is_for_the_case_to_say
from app.services.disclosure.grant_at_rest import is_own
from policies.engine.vocabulary import PROTECTED


def keys_to_believe(actor: Actor, openables: Sequence[Openable]) -> Mapping[UUID, TenantKey]:
    """The files whose keys are needed to open these records and what their cases say of them, each with its wrap."""
    wanted = {one.record.file_id: one.file_wrap for one in openables}
    return wanted | {one.case_id: one.file_wrap for one in openables if is_for_the_case_to_say(actor, one) and one.said}


def as_believed(actor: Actor, openable: Openable, file_keys: Mapping[UUID, bytes]) -> Openable:
    """The same, but protected if what its case says of that is damaged. `file_keys` are those of `keys_to_believe`."""
    said = openable.said
    if said is None or not is_for_the_case_to_say(actor, openable):
        return openable
    key = file_keys[openable.case_id]
    whole = said.sealed is not None and is_own(openable.tenant_id, said.record, said.sealed, key)
    sound = whole and not said.followed
    return openable if sound else replace(openable, said_now=PROTECTED)

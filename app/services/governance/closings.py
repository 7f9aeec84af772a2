"""Closings: entries whose detail a hub's IG officer keeps from a partner's officers, as the leaves themselves say.

There is no row beside the log that says so: a closing, or the lifting of one, is an entry of the hub's own log, found
by what its leaf says. It says so with a sealed part that fits the leaf, which nobody without the hub's key can make:
one without closes, whatever it says, until one that has it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.log_entry import Detail, StoredLeaf, Whose
from app.domain.ports import Work
from app.services.governance.check_details import misfits
from app.services.governance.leaf_body import leaf_body
from app.services.governance.prove_entry import hidden_part
from app.services.runtime import Runtime

KIND = "entry_closed"
CLOSED, LIFTED = "closed", "lifted"
SAID = ("what", "about", "party", "until")
"""What a leaf of the kind says openly; its sealed part vouches for the same."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What was last said of an entry, or of all entries of a case (`about` is its id), towards one partner.

    It ends by itself after the day `until`, if there is one.
    """

    id: UUID
    what: str
    about: UUID
    party: UUID
    until: date | None

    def stands(self, today: date) -> bool:
        """Whether it keeps anything closed on a day."""
        return self.what != LIFTED and (self.until is None or today <= self.until)


def closings_about(
    runtime: Runtime, work: Work, party: UUID, about: Iterable[UUID], hubs: Iterable[UUID]
) -> Mapping[UUID, Closing]:
    """The last closing or lift about each of these towards a partner; only those in these hubs' own logs count."""
    wanted = list(about)
    leaves = work.log.closings(wanted) if wanted else ()
    if not leaves:
        return {}
    own = {log.id for hub in set(hubs) if (log := work.log.log(Whose(hub, hub)))}
    details = work.governance.details([leaf.id for leaf in leaves])
    found: dict[UUID, Closing] = {}
    for leaf in (one for one in leaves if one.log in own):
        body = leaf_body(leaf)
        if body and _is_vouched_for(runtime, work, leaf, body, details.get(leaf.id)):
            said_of = [_read(body)]
        else:
            said_of = [Closing(leaf.id, CLOSED, one, party, None) for one in wanted if _names(leaf, one, party)]
        found |= {one.about: one for one in said_of if one.party == party}
    return found


def _names(leaf: StoredLeaf, *ids: UUID) -> bool:
    """Whether each of these ids stands anywhere in a leaf, which may be none that can be read."""
    return all(str(one).encode() in leaf.leaf for one in ids)


def _read(body: Mapping[str, Any]) -> Closing:
    until = date.fromisoformat(body["until"]) if body["until"] else None
    return Closing(UUID(body["id"]), body["what"], UUID(body["about"]), UUID(body["party"]), until)


def _is_vouched_for(
    runtime: Runtime, work: Work, leaf: StoredLeaf, body: Mapping[str, Any], detail: Detail | None
) -> bool:
    hidden = hidden_part(runtime, work, detail) if detail else None
    if detail is None or hidden is None or misfits(detail, leaf, body, hidden):
        return False
    return said(body) == said(detail.facts)


def said(body: Mapping[str, Any]) -> Sequence[Any]:
    """What a leaf, or the facts beside it, say of a closing."""
    return [body.get(name) for name in SAID]

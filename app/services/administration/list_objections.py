"""What owners have objected to in the policy, and what became of each objection: it stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.entry_approvals import OwnersWord
from app.domain.identity import Actor
from app.services.administration.approved_entries import words_of_these
from app.services.administration.entries import digests_in_force
from app.services.administration.refusing import refused
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Overruled:
    """That what was objected to was approved after all: by whom, when, and why."""

    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Objection:
    """That an organisation objects to an entry, as it read then: since when, and why.

    `overruled` is how it ended there; `in_force` whether the policy in force still says the entry so.
    """

    organisation: str
    kind: str
    key: str
    since: datetime
    why: str
    overruled: Overruled | None
    in_force: bool

    @property
    def stands(self) -> bool:
        """Whether it keeps the entry out of new requests."""
        return self.in_force and self.overruled is None


def list_objections(runtime: Runtime, actor: Actor) -> Sequence[Objection]:
    """What a hub's partners, and the hub itself, have objected to: what stands first, each the newest first.

    Raises NotFound, after logging the refusal, for whoever does not govern at a hub.
    """
    if not has_duty(runtime.policy.release, actor, HUB_GOVERNS):
        refused(runtime, actor, "list_objections")
    with runtime.database.work(actor.organisation_id) as work:
        here = {actor.organisation_id, *work.partnerships.partners_of(actor.organisation_id)}
        words = words_of_these(runtime, work, here)
        organisations = work.identity.organisations_of(words.keys())
        found = [(id_, *pair) for id_, said in words.items() for pair in _with_what_followed(said)]
        people = work.identity.people({then.by for _, _, then in found if then is not None})
    in_force = {id_: set(digests_in_force(runtime.policy, one.kind).values()) for id_, one in organisations.items()}
    names = {id_: one.display_name for id_, one in people.items()}

    def told(id_: UUID, one: OwnersWord, then: OwnersWord | None) -> Objection:
        over = None if then is None else Overruled(names[then.by], then.at, then.why or "")
        name, stands = organisations[id_].name, one.digest in in_force[id_]
        return Objection(name, one.what, one.key, one.at, one.why or "", over, stands)

    listed = sorted((told(*one) for one in found), key=lambda one: one.since, reverse=True)
    return sorted(listed, key=lambda one: not one.stands)


def _with_what_followed(said: Sequence[OwnersWord]) -> Sequence[tuple[OwnersWord, OwnersWord | None]]:
    """Each objection, and the approval of the same words that came after it, if one did. One said again counts once."""
    found: dict[int, tuple[OwnersWord, OwnersWord | None]] = {}
    standing: dict[str, int] = {}
    for place, one in enumerate(said):
        before = standing.pop(one.digest, None)
        if not one.approved:
            if before is not None:
                del found[before]
            standing[one.digest] = place
            found[place] = (one, None)
        elif before is not None:
            found[before] = (found[before][0], one)
    return list(found.values())

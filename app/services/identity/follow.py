"""Name and mailbox follow what somebody's own sign-in says of them; each change is shown to them and logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.identity import HeldMembership, Person
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.recording import make_durable, organisation_detail_key, record
from app.services.runtime import Runtime

NAME, MAILBOX = "name", "mailbox"


@dataclass(frozen=True, slots=True)
class Followed:
    """What changed (`name`, `mailbox`), what it was, and what it is now."""

    what: str
    was: str
    now: str


def follow(
    runtime: Runtime, work: Work, before: Person, person: Person, held: Sequence[HeldMembership]
) -> tuple[Followed, ...]:
    """Record durably, in the own log of each organisation they act for, what has followed; nothing where nothing has.

    Codes stand in the leaf, the words under the organisation's key alone: who looks at an old entry finds the name it
    was made under.
    """
    pairs = ((NAME, before.display_name, person.display_name), (MAILBOX, before.email, person.email))
    found = tuple(Followed(what, was or "", now or "") for what, was, now in pairs if was != now)
    places = sorted({one.organisation.id: one.membership.role for one in held}.items()) if found else []
    entries = [
        (
            Entry(
                kind="renamed",
                tenant_id=place,
                to_id=place,
                actor_id=person.id,
                role=role,
                policy_release=runtime.policy.number,
                policy_digest=runtime.policy.release.digest,
                what="_and_".join(one.what for one in found),
                reason="; ".join(f"{one.what}: {one.was or 'none'}, now {one.now or 'none'}" for one in found),
            ),
            organisation_detail_key(runtime, work, place),
        )
        for place, role in places
    ]
    if entries:
        make_durable(runtime, work, record(runtime, work, entries))
    elif found:
        work.commit()
    return found

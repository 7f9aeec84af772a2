"""Somebody who acts by a command: under the role that counts for them in one organisation, without a session."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.errors import WrongState
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.identity.named_by_id import organisation_named, person_named
from app.services.identity.roles_that_count import people_acting_as
from app.services.runtime import Runtime


def acting_as(runtime: Runtime, work: Work, person_id: UUID, organisation_id: UUID, roles: Sequence[str]) -> Actor:
    """A person in the first of these roles that they have there. Raises NotFound, WrongState where they have none."""
    person, where = person_named(work, person_id), organisation_named(work, organisation_id)
    for role in roles:
        if person_id in people_acting_as(runtime, work, organisation_id, (role,)):
            there = work.identity.memberships_in(organisation_id, role)
            held = next(one for one in there if one.person_id == person_id)
            return Actor(
                person_id, held.id, where.id, where.kind, where.name, role, person.display_name, held.id,
                in_law=where.in_law, rehearsal=where.rehearsal, believed=where.believed,
            )  # fmt: skip
    labels = " or ".join(runtime.policy.release.roles[role].label.lower() for role in roles)
    raise WrongState(f"Give with --by the id of somebody who is {labels} at {where.name}.")

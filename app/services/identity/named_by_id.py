"""What an operator names by its id: found, or an error that says which id is of nothing.

Pages do not say so: there an unknown id and one that somebody may not know of are one answer (law 5).
"""

from __future__ import annotations

from uuid import UUID

from app.domain.errors import NotFound
from app.domain.identity import Organisation, Person
from app.domain.ports import Work


def organisation_named(work: Work, organisation_id: UUID) -> Organisation:
    """The organisation of this id. Raises NotFound, naming it."""
    found = work.identity.organisations_of([organisation_id]).get(organisation_id)
    if found is None:
        raise NotFound(f"There is no organisation {organisation_id}: `flask clocks show` prints each with its id.")
    return found


def person_named(work: Work, person_id: UUID) -> Person:
    """The person of this id. Raises NotFound, naming it."""
    found = work.identity.people([person_id]).get(person_id)
    if found is None:
        raise NotFound(
            f"There is no person {person_id}: whoever signs in is shown their reference, and `flask people add NAME` "
            "takes in somebody who approves."
        )
    return found

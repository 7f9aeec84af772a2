"""Say what an organisation is in law, where it is not what others of its kind are."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.domain.errors import InvalidInput
from app.services.disclosure.recording import make_durable, record
from app.services.identity.administer import administered
from app.services.identity.named_by_id import organisation_named
from app.services.runtime import Runtime
from policies.engine.vocabulary import IN_LAW


def in_law_of(runtime: Runtime, organisation_id: UUID) -> Collection[str] | None:
    """What it was said to be in law, None for what others of its kind are. Raises NotFound."""
    with runtime.database.work(None) as work:
        return organisation_named(work, organisation_id).in_law


def set_in_law(runtime: Runtime, organisation_id: UUID, in_law: Collection[str]) -> Collection[str] | None:
    """From now on it is all of this in law and nothing else; what it released before stays as it was then.

    What it was before, None for what others of its kind are; where it is the same, nothing is written.
    Raises InvalidInput for a word that policy does not have, NotFound.
    """
    if strange := sorted(set(in_law) - set(IN_LAW)):
        raise InvalidInput({"facts": f"{strange[0]} is nothing in law. Give any of {', '.join(IN_LAW)}."})
    with runtime.database.work(None) as work:
        found = organisation_named(work, organisation_id)
        before = found.in_law
        if found.believed and before is not None and before == set(in_law):
            return before
        work.identity.set_in_law(organisation_id, in_law)
        named = [("organisation", str(organisation_id))]
        entry = administered(
            runtime,
            work,
            "in_law_set",
            named,
            to_id=organisation_id,
            said={"in_law": ", ".join(one for one in IN_LAW if one in in_law)},
        )
        make_durable(runtime, work, record(runtime, work, [(entry, None)]))
    return before

"""Propose what the actor's organisation is in law: an accountable owner does, and a second person signs too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from app.domain.changes import IN_LAW_SET, Change
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.administration.propose_by_command import propose_for
from app.services.administration.propose_change import propose_change
from app.services.runtime import Runtime
from policies.engine.vocabulary import IN_LAW


def propose_in_law(runtime: Runtime, actor: Actor, facts: Collection[str], *, nothing: bool) -> Change:
    """The change that says that it is all of these and nothing else; `nothing` says openly that it is none of them.

    Raises InvalidInput for neither and for both, and for a word that policy does not have; WrongState where this is
    said already; NotFound, after logging the refusal, for whoever owns no policy there.
    """
    asked = _asked(facts)
    if nothing == bool(facts):
        raise InvalidInput({"facts": "Tick what it is, or that it is none of these."})
    return propose_change(runtime, actor, IN_LAW_SET, actor.organisation_id, asked)


def propose_in_law_for(runtime: Runtime, by: UUID, organisation_id: UUID, facts: Collection[str]) -> Change:
    """The same in the name of an accountable owner there, who signs it first. `runtime` is of the administering role.

    Raises InvalidInput for a word that policy does not have; WrongState for whoever owns no policy there, and where
    this is said already.
    """
    return propose_for(runtime, by, IN_LAW_SET, organisation_id, organisation_id, _asked(facts))


def _asked(facts: Collection[str]) -> Mapping[str, Any]:
    if strange := sorted(set(facts) - set(IN_LAW)):
        raise InvalidInput({"facts": f"{strange[0]} is nothing in law. Give any of {', '.join(IN_LAW)}."})
    return {"in_law": sorted(facts)}

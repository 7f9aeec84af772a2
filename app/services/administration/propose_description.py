"""Propose what the actor's organisation is called: its name, controller, service and the number others ring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from app.domain.changes import ORGANISATION_DESCRIBED, Change
from app.domain.errors import InvalidInput, WrongState
from app.domain.identity import Actor
from app.services.administration.organisation_subjects import DESCRIBES
from app.services.administration.propose_by_command import propose_for
from app.services.administration.propose_change import propose_change
from app.services.administration.refusing import require_administrator
from app.services.identity.named_by_id import organisation_named
from app.services.identity.register_organisation import in_few_words
from app.services.runtime import Runtime


def propose_description(runtime: Runtime, actor: Actor, typed: Mapping[str, str]) -> Change:
    """The change that says all of it anew; what is typed as it stands stays.

    Raises InvalidInput naming all that is wrong at once, the name where another has it or nothing is said otherwise;
    NotFound, after logging the refusal, for whoever does not administer.
    """
    require_administrator(runtime, actor, ORGANISATION_DESCRIBED)
    own = actor.organisation_id
    try:
        return propose_change(runtime, actor, ORGANISATION_DESCRIBED, own, _asked(runtime, own, typed))
    except WrongState as cannot:
        raise InvalidInput({"name": cannot.message}) from cannot


def propose_description_for(runtime: Runtime, by: UUID, organisation_id: UUID, typed: Mapping[str, str]) -> Change:
    """The same in the name of an administrator there, who signs it first: what is not `typed` stays as it stands.

    `runtime` is of the administering role. Raises InvalidInput, NotFound, WrongState for whoever does not administer.
    """
    asked = _asked(runtime, organisation_id, typed)
    return propose_for(runtime, by, ORGANISATION_DESCRIBED, organisation_id, organisation_id, asked)


def _asked(runtime: Runtime, organisation_id: UUID, typed: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    with runtime.database.work(None) as work:
        own = organisation_named(work, organisation_id)
    name, controller, service, telephone = (typed.get(one, getattr(own, one)) for one in DESCRIBES)
    said = in_few_words(replace(own, name=name, controller=controller, service=service, telephone=telephone))
    return {"called": {one: str(getattr(said, one)) for one in DESCRIBES}}

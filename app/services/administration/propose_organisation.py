"""Propose that an organisation is taken in, by a hub's administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid4

from app.domain.changes import ORGANISATION_REGISTERED, Change
from app.domain.errors import InvalidInput, WrongState
from app.domain.identity import Actor, Organisation
from app.services.administration.propose_by_command import propose_for
from app.services.administration.propose_change import ALL_OPEN, propose_change
from app.services.administration.refusing import refused, require_administrator
from app.services.identity.make_partnership import HUB
from app.services.identity.register_organisation import in_few_words
from app.services.runtime import Runtime

WORDS: Final = ("kind", "name", "controller", "service", "telephone")
"""What is said of one."""


def propose_organisation(runtime: Runtime, actor: Actor, typed: Mapping[str, str]) -> Change:
    """The change that takes it in once another of the hub has signed it; the one there is if the same is open already.

    Raises InvalidInput naming what is wrong; NotFound, after logging the refusal, for whoever administers no hub.
    """
    require_administrator(runtime, actor, ORGANISATION_REGISTERED)
    if actor.organisation_kind != HUB:
        refused(runtime, actor, ORGANISATION_REGISTERED)
    asked = _asked(runtime, typed)
    if there := _open_already(runtime, actor.organisation_id, asked):
        return there
    try:
        return propose_change(runtime, actor, ORGANISATION_REGISTERED, uuid4(), asked)
    except WrongState as taken:
        raise InvalidInput({"name": taken.message}) from taken


def propose_organisation_for(runtime: Runtime, by: UUID, hub_id: UUID, typed: Mapping[str, str]) -> Change:
    """The same in the name of an administrator of a hub, who signs it first. `runtime` is of the administering role.

    Raises InvalidInput naming what is wrong, WrongState for whoever does not administer it, and where the name is
    taken; NotFound where that is no hub.
    """
    asked = _asked(runtime, typed)
    there = _open_already(runtime, hub_id, asked)
    return there or propose_for(runtime, by, ORGANISATION_REGISTERED, hub_id, uuid4(), asked)


def _asked(runtime: Runtime, typed: Mapping[str, str]) -> Mapping[str, str]:
    """What is to be signed, each word as it is kept. Raises InvalidInput naming all that is wrong at once."""
    wrong: dict[str, str] = {}
    if typed["kind"] not in runtime.policy.release.organisations:
        wrong["kind"] = "Choose what kind of organisation it is."
    kind, name, controller, service, telephone = (typed[one] for one in WORDS)
    made = Organisation(uuid4(), kind, name, controller, service, telephone, runtime.clock.now())
    try:
        made = in_few_words(made)
    except InvalidInput as mistyped:
        wrong |= mistyped.errors
    if wrong:
        raise InvalidInput(wrong)
    return {name: str(getattr(made, name)) for name in WORDS}


def _open_already(runtime: Runtime, hub_id: UUID, asked: Mapping[str, str]) -> Change | None:
    """The change that says the same and can still be signed."""
    now = runtime.clock.now()
    with runtime.database.work(hub_id) as work:
        there = work.changes.open_in(hub_id, ALL_OPEN, [ORGANISATION_REGISTERED])
    return next((one for one in there if dict(one.body) == asked and now < one.closes_at), None)

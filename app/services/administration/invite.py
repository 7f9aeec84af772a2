"""Invite somebody who is not here yet: a change that is signed like any other, and then sends them a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.changes import MEMBER_INVITED, Change
from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.domain.invitations import DAYS
from app.services.administration.add_somebody import roles_here
from app.services.administration.invitation_link import key_for
from app.services.administration.propose_by_command import propose_for
from app.services.administration.propose_change import ALL_OPEN, propose_change
from app.services.administration.refusing import require_administrator
from app.services.messages.addresses import MAILBOX
from app.services.runtime import Runtime

LONGEST_NAME: Final = 100
HAS_IT: Final = (
    "Somebody with this address has the role already. If it is suspended, propose on their page to lift that."
)
NO_SIGN_IN: Final = (
    "No sign-in is set up for this address. Check it for mistakes, or ask whoever runs the exchange to set up the "
    "sign-in of that organisation."
)


def invite(runtime: Runtime, actor: Actor, role: str, name: str, email: str, days: int | None) -> Change:
    """The change that sends somebody a link once others have signed it.

    Raises InvalidInput naming what is wrong; NotFound, after logging the refusal, for whoever does not administer.
    """
    require_administrator(runtime, actor, "invite")
    here = {one.key for one in roles_here(runtime, actor)}
    invitation_id = uuid4()
    asked = _asked(runtime, invitation_id, role if role in here else "", name, email, days)
    if there := _already(runtime, actor.organisation_id, asked):
        return there
    try:
        return propose_change(runtime, actor, MEMBER_INVITED, invitation_id, asked)
    except NotFound as nowhere:
        raise InvalidInput({"email": NO_SIGN_IN}) from nowhere


def invite_for(
    runtime: Runtime, by: UUID, organisation_id: UUID, role: str, name: str, email: str, days: int
) -> Change:
    """The same in the name of an administrator, who signs it first. `runtime` is of the administering role.

    Raises InvalidInput naming what is wrong, WrongState for whoever does not administer.
    """
    invitation_id = uuid4()
    asked = _asked(runtime, invitation_id, role, name, email, days)
    if there := _already(runtime, organisation_id, asked):
        return there
    try:
        return propose_for(runtime, by, MEMBER_INVITED, organisation_id, invitation_id, asked)
    except NotFound as nowhere:
        raise InvalidInput({"email": NO_SIGN_IN}) from nowhere


def _asked(
    runtime: Runtime, invitation_id: UUID, role: str, name: str, email: str, days: int | None
) -> Mapping[str, Any]:
    """What is to be signed. Raises InvalidInput."""
    name, email = " ".join(name.split()), email.strip()
    wrong = {}
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        wrong["name"] = f"Enter their name as their own sign-in says it, of at most {LONGEST_NAME} letters."
    domain = email.rpartition("@")[2]
    if not MAILBOX.fullmatch(email) or "." not in domain or not email.isprintable():
        wrong["email"] = "Enter their work e-mail address, like name@example.org."
    if not role:
        wrong["role"] = "Choose a role."
    if days not in DAYS:
        wrong["days"] = "Choose for how long the invitation is open."
    if wrong or days is None:
        raise InvalidInput(wrong)
    ends = runtime.clock.now().replace(microsecond=0) + timedelta(days=days)
    return {
        "role": role,
        "name": name,
        "email": email,
        "expires_at": ends.isoformat(),
        "key": key_for(runtime, invitation_id),
    }


def _already(runtime: Runtime, organisation_id: UUID, asked: Mapping[str, Any]) -> Change | None:
    """The invitation of the same mailbox to the same role that is proposed and can still be signed.

    Raises InvalidInput where they have that role: they could not accept it.
    """
    now = runtime.clock.now()
    with runtime.database.work(organisation_id) as work:
        if work.identity.has_role(organisation_id, asked["role"], asked["email"]):
            raise InvalidInput({"email": HAS_IT})
        there = work.changes.open_in(organisation_id, ALL_OPEN, [MEMBER_INVITED])
    still = (one for one in there if now < one.closes_at)
    return next((one for one in still if _same(one.body, asked)), None)


def _same(body: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    same = all(body[name] == asked[name] for name in ("role", "name"))
    return same and str(body["email"]).casefold() == str(asked["email"]).casefold()

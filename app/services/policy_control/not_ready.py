"""Why a hub may not ask a partner yet: owners have not approved what goes with each request, or stands in each return.

Without all of it nothing is asked, since what would be left out might be a warning: danger, contact and staff safety
are in both.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.identity import Actor, Organisation
from app.services.policy_control.as_relied import as_relied
from app.services.runtime import PolicyInForce
from policies.engine.catalogue import Field
from policies.engine.in_use import goes_with_every_request, stands_in_every_return


def not_ready(policy: PolicyInForce, hub: Actor | Organisation, partner: Organisation) -> str | None:
    """Why this partner cannot be asked by that hub while something is not approved, and who approves it; else None."""
    to_ask, to_answer = lacks_to_ask(policy, hub, partner), lacks_to_answer(policy, partner)
    if not (to_ask or to_answer):
        return None
    lacking, where = (to_ask, "request to it") if to_ask else (to_answer, "return of it")
    owner = partner.name
    if to_ask:
        owner = hub.organisation_name if isinstance(hub, Actor) else hub.name
    items = "an item" if len(lacking) == 1 else f"{len(lacking)} items"
    return (
        f"{partner.name} cannot be asked here yet: {owner} has not approved {items} that every {where} has "
        f"(“{lacking[0].label}”{'' if len(lacking) == 1 else ' among them'}). Its accountable owner does so under "
        "“Policy”."
    )


def lacks_to_ask(policy: PolicyInForce, hub: Actor | Organisation, partner: Organisation) -> Sequence[Field]:
    """What goes with every request to this partner's kind and is not in use at the hub."""
    relied = as_relied(policy, hub)
    return [one for one in goes_with_every_request(relied.release, partner.kind) if one.key in relied.not_in_use]


def lacks_to_answer(policy: PolicyInForce, partner: Organisation) -> Sequence[Field]:
    """What stands in every return and is not in use at a partner, and all of its own items where none is."""
    relied = as_relied(policy, partner)
    own = [one for one in relied.release.catalogue.fields_for("return", partner.kind) if not one.shared]
    always = [one for one in stands_in_every_return(relied.release, partner.kind) if one.key in relied.not_in_use]
    return [*always, *(own if all(one.key in relied.not_in_use for one in own) else ())]

"""Keep how somebody usually searches: their own way, or, by whoever approves there, their organisation's.

It says nothing of anybody a request is about and decides nothing, so it has no entry in the log: what was searched
stands in each return, where whoever signs it says so.
"""

from __future__ import annotations

from app.domain.errors import NotPermitted
from app.domain.identity import Actor
from app.domain.search_defaults import KeptDefaults, SearchDefaults
from app.services.disclosure.record_refusal import record_refusal
from app.services.identity.stand_ins import approves_themselves
from app.services.runtime import Runtime


def keep_search_defaults(runtime: Runtime, actor: Actor, defaults: SearchDefaults, *, for_all: bool) -> None:
    """Put these in the place of the version they name; `for_all` of the organisation's: not by a stand-in.

    Raises NotPermitted, after logging the refusal, when the organisation's are not the actor's to change, and Stale
    when somebody changed them meanwhile.
    """
    if for_all and not approves_themselves(runtime, actor):
        record_refusal(runtime, actor, "keep_search_defaults")
        raise NotPermitted("How your organisation usually searches is for those to say who approve its returns.")
    person = None if for_all else actor.person_id
    kept = KeptDefaults(actor.organisation_id, person, defaults, actor.person_id, runtime.clock.now())
    with runtime.database.work(actor.organisation_id) as work:
        work.identity.keep_search_defaults(kept)
        work.commit()

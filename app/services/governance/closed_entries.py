"""Which entries of a log are closed to the officer who reads it: of those they are told that they are there, and when.

Closed are entries that the hub's IG officer closed; every entry of a case with which anybody of the partner has
declared a conflict, for there its own people are concerned; and, for whoever reads, those of files they have a hand in
or have stepped back from. What cannot be told is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.identity import Actor
from app.domain.log_entry import StoredLeaf
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.governance.closings import closings_about
from app.services.governance.leaf_body import leaf_body
from app.services.governance.own_hand import files_with_a_hand
from app.services.runtime import Runtime


def closed_among(runtime: Runtime, work: Work, actor: Actor, leaves: Sequence[StoredLeaf]) -> frozenset[UUID]:
    """The ids of those of these leaves that are closed to an officer of a party: a few statements for all of them."""
    bodies = {leaf.id: leaf_body(leaf) for leaf in leaves}
    files = {one: UUID(body["file"]) for one, body in bodies.items() if body.get("file")}
    requests = work.events.requests(list(set(files.values())))
    cases = {one: request.case_id for one, request in requests.items()}
    at_hub = has_duty(runtime.policy.release, actor, HUB_GOVERNS)
    shut = files_with_a_hand(work, actor, {*files.values(), *cases.values()}, at_hub=at_hub)
    if not at_hub:
        party, hubs = actor.organisation_id, {request.hub_id for request in requests.values()}
        today = runtime.clock.now().astimezone(LONDON).date()
        said = closings_about(runtime, work, party, {*bodies, *cases.values()}, hubs)
        shut |= {one for one, closing in said.items() if closing.stands(today)}
        shut |= work.events.conflicts_at(party, list(set(cases.values())))
        shut |= set(files.values()) - cases.keys()  # whose case it is cannot be told
    about = {one: {one, files.get(one), cases.get(files[one]) if one in files else None} for one in bodies}
    return frozenset(one for one, body in bodies.items() if not body or not shut.isdisjoint(about[one]))

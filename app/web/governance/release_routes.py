"""Releases of the policy: what one changed, and what a proposed one would change, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.domain.changes import RELEASE_ACTIVATED
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.entries import called
from app.services.administration.list_objections import list_objections
from app.services.administration.propose_change import propose_change
from app.services.policy_control.see_releases import see_proposal, see_release
from app.web.admin.blueprint import ADMINISTERS
from app.web.governance.blueprint import GOVERNANCE, READS_POLICY, policy_pages
from app.web.runtime import runtime
from policies.engine.comparing import EFFECTS, Difference


@policy_pages.get("/policy/releases/<int:number>")
@allow(roles=READS_POLICY)
def release(number: int) -> ResponseReturnValue:
    """Since when it was in force, by whose word, and what it changed."""
    seen = see_release(runtime(), number)
    return render_page("governance/release.html", seen=seen, groups=grouped(seen.differences))


@policy_pages.get("/policy/proposed/<uuid:proposed_id>")
@allow(roles=READS_POLICY)
def proposal(proposed_id: UUID) -> ResponseReturnValue:
    """What it would change, from when, and for those who may sign the way to do so."""
    actor = current.actor()
    seen = see_proposal(runtime(), actor, proposed_id)
    signs = actor.role in ADMINISTERS and actor.organisation_id == seen.proposed.organisation_id
    return render_page("governance/proposal.html", seen=seen, groups=grouped(seen.differences), signs=signs)


@policy_pages.get("/policy/objections")
@allow(roles=GOVERNANCE)
def objections() -> ResponseReturnValue:
    """What owners object to, and what became of what they objected to before."""
    release = runtime().policy.release
    found = [(one, called(release, one.kind, one.key)) for one in list_objections(runtime(), current.actor())]
    return render_page("governance/objections.html", objections=found, reads_policy=READS_POLICY)


@policy_pages.post("/policy/proposed/<uuid:proposed_id>")
@allow(roles=ADMINISTERS)
def sign_for(proposed_id: UUID) -> ResponseReturnValue:
    """To the change's page, to be signed there."""
    proposed = propose_change(runtime(), current.actor(), RELEASE_ACTIVATED, proposed_id)
    return redirect(url_for("change_pages.change", change_id=proposed.id), 303)


def grouped(found: Sequence[Difference] | None) -> Sequence[tuple[str, Sequence[str]]]:
    """Sentences under the words for what they do, those that give more first."""
    groups = [(words, [one.says for one in found or () if one.effect == effect]) for effect, words in EFFECTS.items()]
    return [(words, says) for words, says in groups if says]

"""The policy in force, to be read by those who answer for it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.domain.time_of_day import london
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.disclosure.duties import HUB_GOVERNS, has_duty
from app.services.policy_control.list_releases import list_releases
from app.services.policy_control.need_to_know import carried_to, need_to_know, readers_of
from app.services.policy_control.see_releases import list_proposals
from app.web.governance.blueprint import READS_POLICY, policy_pages
from app.web.governance.policy_view import bases_of, matrix_view, policy_view
from app.web.runtime import runtime

LATEST = 10
"""Releases that stand in sight."""


@policy_pages.get("/policy")
@allow(roles=READS_POLICY)
def policy() -> ResponseReturnValue:
    """Number and digest, and releases; of a kind of organisation, what it may know and why."""
    found, today = runtime().policy, london(runtime().clock.now()).date()
    kinds = found.release.organisations
    kind = request.args.get("organisation")
    if kind is None:
        return render_page(
            "governance/policy.html",
            policy=policy_view(found, list_releases(runtime()), today),
            proposed=list_proposals(runtime()),
            kinds=[(key, one.label) for key, one in kinds.items()],
            latest=LATEST,
            governs=has_duty(found.release, current.actor(), HUB_GOVERNS),
        )
    if kind not in kinds:
        raise NotFound
    return render_page(
        "governance/policy_of_kind.html",
        number=found.number,
        matrix=matrix_view(
            found.release, kind, readers_of(found, kind), need_to_know(found, kind), carried_to(found, kind)
        ),
        bases=bases_of(found.release, kind, today),
    )

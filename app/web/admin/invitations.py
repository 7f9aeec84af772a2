"""Invitations: inviting somebody, those there are, and one of them with its link and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.domain.invitations import DAYS, OPEN
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.answer_invitation import withdraw_invitation
from app.services.administration.invite import invite
from app.services.administration.look import SHOWN
from app.services.administration.look_at_invitations import list_invitations, show_invitation
from app.web.admin.blueprint import ADMINISTERS, people_pages
from app.web.admin.changes import roles, roles_of_use, to_sign
from app.web.admin.words import STATES
from app.web.confirmation import confirmed, just_done
from app.web.field_forms import error_links
from app.web.runtime import runtime

DONE: Final[Mapping[str, str]] = {"withdrawn": "Taken back. Nobody is let in by its link."}
USUAL: Final = DAYS[1]


@people_pages.route("/invite", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def invite_somebody() -> ResponseReturnValue:
    """Whom, as what, for how long; then to the change's page, to be signed."""
    errors: Mapping[str, str] = {}
    typed = {name: request.form.get(name, "") for name in ("role", "name", "email")}
    days = request.form.get("days", str(USUAL))
    if request.method == "POST":
        try:
            return to_sign(invite(runtime(), current.actor(), **typed, days=int(days) if days.isdecimal() else None))
        except InvalidInput as error:
            errors = error.errors
    return render_page(
        "admin/invite.html",
        error_links=error_links(errors),
        errors=errors,
        typed=typed,
        days=days,
        open_for=[(str(one), f"{one} days") for one in DAYS],
        roles=roles_of_use(),
    )


@people_pages.get("/invitations")
@allow(roles=ADMINISTERS)
def invitations() -> ResponseReturnValue:
    """Those that were sent, the last first."""
    found = list_invitations(runtime(), current.actor())
    return render_page("admin/invitations.html", found=found, roles=roles(), states=STATES, shown=SHOWN)


@people_pages.get("/invitations/<uuid:change_id>")
@allow(roles=ADMINISTERS)
def invitation(change_id: UUID) -> ResponseReturnValue:
    """One of them, and its link while it is open."""
    seen = show_invitation(runtime(), current.actor(), change_id)
    return render_page(
        "admin/invitation.html",
        seen=seen,
        role=roles().get(seen.change.body["role"], seen.change.body["role"]),
        state=STATES[seen.state],
        open=seen.state == OPEN,
        notice=just_done(DONE),
    )


@people_pages.post("/invitations/<uuid:change_id>/withdraw")
@allow(roles=ADMINISTERS)
def withdraw(change_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    withdraw_invitation(runtime(), current.actor(), change_id)
    return confirmed("withdrawn", "people_pages.invitation", change_id=change_id)

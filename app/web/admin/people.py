"""People: who acts for the organisation, one role of somebody, suspending it at once, and proposing what is to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.changes import MEMBER_ENDED, SIGNS, SUSPENSION_LIFTED
from app.domain.errors import InvalidInput, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.add_somebody import NO_REFERENCE, add_somebody
from app.services.administration.look import SHOWN, list_members, see_member
from app.services.administration.propose_change import propose_change
from app.services.administration.suspend_member import suspend_member
from app.web.admin.blueprint import ADMINISTERS, people_pages
from app.web.admin.changes import roles, roles_of_use, to_sign
from app.web.confirmation import confirmed, just_done
from app.web.field_forms import error_links
from app.web.runtime import runtime

DONE: Final[Mapping[str, str]] = {"suspended": "Suspended. They can do nothing under this role from now on."}


@people_pages.get("")
@allow(roles=ADMINISTERS)
def people() -> ResponseReturnValue:
    """Roles by the name of whoever holds them, so many a page."""
    after = request.args.get("after", type=UUID)
    found, total = list_members(runtime(), current.actor(), after)
    shown = found[:SHOWN]
    return render_page(
        "admin/people.html",
        members=shown,
        total=total,
        roles=roles(),
        later=url_for("people_pages.people", after=shown[-1].membership.id) if len(found) > SHOWN else None,
        first=url_for("people_pages.people") if after else None,
    )


@people_pages.route("/add", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def add() -> ResponseReturnValue:
    """Who has signed in, by the reference they were shown, and as what; then to the change's page, to be signed."""
    errors: Mapping[str, str] = {}
    reference, role = request.form.get("reference", ""), request.form.get("role", "")
    if request.method == "POST":
        try:
            return to_sign(add_somebody(runtime(), current.actor(), _id(reference), role))
        except InvalidInput as error:
            errors = error.errors if reference.strip() else {**error.errors, "reference": NO_REFERENCE}
        except WrongState as error:  # what was typed is kept, and the next reference can be given
            errors = {"reference": error.message}
    return render_page(
        "admin/add.html",
        error_links=error_links(errors),
        errors=errors,
        reference=reference,
        chosen=role,
        roles=roles_of_use(),
    )


@people_pages.get("/<uuid:membership_id>")
@allow(roles=ADMINISTERS)
def member(membership_id: UUID) -> ResponseReturnValue:
    """One role of somebody, and what can be done about it."""
    seen = see_member(runtime(), current.actor(), membership_id)
    found = seen.member
    return render_page(
        "admin/member.html",
        found=found,
        suspended_by=seen.suspended_by,
        others=seen.others,
        administers=found.membership.role == SIGNS,
        role=roles().get(found.membership.role, found.membership.role),
        own=found.membership.person_id == current.actor().person_id,
        notice=just_done(DONE),
    )


@people_pages.post("/<uuid:membership_id>/suspend")
@allow(roles=ADMINISTERS)
def suspend(membership_id: UUID) -> ResponseReturnValue:
    """At once."""
    suspend_member(runtime(), current.actor(), membership_id)
    return confirmed("suspended", "people_pages.member", membership_id=membership_id)


@people_pages.post("/<uuid:membership_id>/lift")
@allow(roles=ADMINISTERS)
def propose_to_lift(membership_id: UUID) -> ResponseReturnValue:
    """To the change's page, to be signed there."""
    return _proposed(SUSPENSION_LIFTED, membership_id)


@people_pages.post("/<uuid:membership_id>/end")
@allow(roles=ADMINISTERS)
def propose_to_end(membership_id: UUID) -> ResponseReturnValue:
    """To the change's page, to be signed there."""
    return _proposed(MEMBER_ENDED, membership_id)


def _proposed(what: str, membership_id: UUID) -> ResponseReturnValue:
    return to_sign(propose_change(runtime(), current.actor(), what, membership_id))


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed.strip())
    except ValueError:
        return None

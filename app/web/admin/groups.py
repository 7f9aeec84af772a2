"""Groups: which of a sign-in let people in here, proposing one more, and the end of one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import current_app, request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, WrongState
from app.http import current
from app.http.access import admits_somewhere, allow
from app.http.page import render_page
from app.services.administration.look_at_groups import list_groups, roles_by_group, sign_ins_with_groups
from app.services.administration.propose_group import propose_end_of_group, propose_group
from app.web.admin.blueprint import ADMINISTERS, people_pages
from app.web.admin.changes import roles, to_sign
from app.web.field_forms import error_links
from app.web.runtime import runtime


@people_pages.get("/groups")
@allow(roles=ADMINISTERS)
def groups() -> ResponseReturnValue:
    """Those that let people in, and how many are in by each."""
    return render_page("admin/groups.html", found=list_groups(runtime(), current.actor()), roles=roles())


@people_pages.route("/groups/new", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def new_group() -> ResponseReturnValue:
    """Which group, of which sign-in, as what; then to the change's page, to be signed."""
    errors: Mapping[str, str] = {}
    typed = {name: request.form.get(name, "") for name in ("provider", "group", "role")}
    if request.method == "POST":
        try:
            provider = _id(typed["provider"])
            return to_sign(propose_group(runtime(), current.actor(), provider, typed["group"], typed["role"]))
        except InvalidInput as error:
            errors = error.errors
        except WrongState as error:
            errors = {"group": error.message}
    chosen = roles_by_group(runtime(), current.actor())
    return render_page(
        "admin/new_group.html",
        error_links=error_links(errors),
        errors=errors,
        typed=typed,
        sign_ins=[(str(one.id), one.name) for one in sign_ins_with_groups(runtime(), current.actor())],
        roles=[(one.key, one.label) for one in chosen if admits_somewhere(current_app, one.key)],
    )


@people_pages.post("/groups/<uuid:mapping_id>/end")
@allow(roles=ADMINISTERS)
def end_group(mapping_id: UUID) -> ResponseReturnValue:
    """It lets nobody in any more; to the change's page, to be signed."""
    return to_sign(propose_end_of_group(runtime(), current.actor(), mapping_id))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

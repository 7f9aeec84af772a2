"""The way in: everybody lands on what waits for them, and whoever has no work of their own in their first room."""

from __future__ import annotations

from flask import Flask, current_app, redirect
from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import NoRole, signed_in
from app.http.navigation import navigation_for
from app.web.account.register import to_choose_membership


def register_home(app: Flask) -> None:
    """Add the way in."""
    app.add_url_rule("/", "home", home)


@signed_in
def home() -> ResponseReturnValue:
    """To the first room that admits the role the visitor acts in. NoRole for a role that has none."""
    visitor = current.visitor()
    if visitor is None or visitor.actor is None:
        return to_choose_membership()
    rooms = navigation_for(current_app, visitor.actor.role)
    if not rooms:
        raise NoRole
    return redirect(rooms[0].href, 303)

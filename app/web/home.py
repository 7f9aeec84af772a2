"""The way in: everybody lands in the room of their own group."""

from __future__ import annotations

from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from app.domain.errors import NotFound
from app.http import current
from app.http.access import signed_in
from app.web.account.register import to_choose_membership

ROOMS = {
    "hub_collator": "/cases",
    "hub_decision_maker": "/cases",
    "ig_officer": "/log",
    "auditor": "/log",
    "administrator": "/policy",
    "partner_responder": "/inbox",
    "partner_manager": "/inbox",
    "caldicott_approver": "/inbox",
}


def register_home(app: Flask) -> None:
    """Add the way in."""
    app.add_url_rule("/", "home", home)


@signed_in
def home() -> ResponseReturnValue:
    """To the room of the role the visitor acts in. NotFound for a role that has none."""
    visitor = current.visitor()
    if visitor is None or visitor.actor is None:
        return to_choose_membership()
    room = ROOMS.get(visitor.actor.role)
    if room is None:
        raise NotFound
    return redirect(room, 303)

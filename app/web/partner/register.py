"""Joining the partners' door to an application."""

from __future__ import annotations

from flask import Flask

from app.http.navigation import NavigationItem, add_navigation
from app.web.partner import (
    answer,
    challenge,
    check,
    copy,
    danger,
    decline,
    erased,
    find,
    hand_to,
    hold_back,
    how_you_search,
    inbox,
    keep,
    nothing_found,
    opened,
    question,
    receipt,
    request_page,
    stand_ins,
    take_over,
    waiting_question,
)
from app.web.partner.blueprint import partner

ROUTES = (
    inbox,
    find,
    hand_to,
    stand_ins,
    hold_back,
    how_you_search,
    request_page,
    danger,
    take_over,
    opened,
    answer,
    keep,
    nothing_found,
    decline,
    question,
    check,
    waiting_question,
    receipt,
    challenge,
    copy,
    erased,
)
"""The modules whose views hang on the blueprint; naming them here is what brings them in."""


def register_partner(app: Flask) -> None:
    """Add the partners' pages and their place in the navigation."""
    app.register_blueprint(partner)
    add_navigation(app, NavigationItem("Inbox", "partner.inbox"))

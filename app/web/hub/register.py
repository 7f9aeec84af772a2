"""Joining the MASH staff pages to an application."""

from __future__ import annotations

from flask import Flask

from app.http.navigation import NavigationItem, add_navigation
from app.web.hub import (
    add_subject,
    ask,
    basis,
    case,
    case_requests,
    challenge,
    changed,
    cover,
    duty,
    duty_added,
    find,
    held_words,
    hold,
    household,
    known_before,
    lists,
    named,
    new_case,
    people,
    preview,
    question,
    rating,
    records,
    returns,
    reveals,
    sheets,
    statements,
    throw_away,
    with_board,
    withdrawal,
)
from app.web.hub.door import hub

PAGES = (
    lists, find, new_case, household, add_subject, case, people, named, basis, records, known_before, statements, ask,
    preview, case_requests, challenge, changed, cover, duty, duty_added, held_words, hold, question, returns, reveals,
    rating, withdrawal, throw_away, with_board, sheets,
)  # fmt: skip
"""The modules whose routes make up the door; importing one adds its routes to the blueprint."""


def register_hub(app: Flask) -> None:
    """Add the door and its places in the navigation bar."""
    app.register_blueprint(hub)
    add_navigation(app, NavigationItem("Cases", "hub.cases"), NavigationItem("Requests sent", "hub.board"))

"""Joining the administrators' door to an application."""

from __future__ import annotations

from flask import Flask

from app.http.navigation import NavigationItem, add_navigation
from app.web.admin import (
    agreements,
    changes,
    evidence,
    groups,
    invitations,
    organisation_time,
    organisations,
    partnerships,
    passkeys,
    people,
    providers,
)
from app.web.admin.blueprint import (
    agreement_pages,
    change_pages,
    evidence_pages,
    organisation_pages,
    passkey_pages,
    people_pages,
    provider_pages,
)

ROUTES = (
    *(agreements, changes, evidence, groups, invitations, organisation_time),
    *(organisations, partnerships, passkeys, people, providers),
)
"""Importing them adds their views to the blueprints."""


def register_admin(app: Flask) -> None:
    """Add the door's pages and its places in the navigation."""
    for blueprint in (
        people_pages,
        change_pages,
        organisation_pages,
        agreement_pages,
        evidence_pages,
        provider_pages,
        passkey_pages,
    ):
        app.register_blueprint(blueprint)
    add_navigation(
        app,
        NavigationItem("Changes", "change_pages.changes"),  # the first, where an administrator lands: what waits
        NavigationItem("People", "people_pages.people"),
        NavigationItem("Organisations", "organisation_pages.organisations"),
        NavigationItem("Agreements", "agreement_pages.agreements"),
        NavigationItem("Passkeys", "passkey_pages.passkeys"),
    )

"""Joining the governance door to an application."""

from __future__ import annotations

from flask import Flask

from app.http.navigation import NavigationItem, add_navigation
from app.web.governance import (
    check_routes,
    closing_routes,
    destroy_routes,
    entry_routes,
    everything_routes,
    glass_routes,
    hold_routes,
    kept_routes,
    log_routes,
    paper_routes,
    party_routes,
    policy_routes,
    received_routes,
    release_routes,
)
from app.web.governance.blueprint import entry_pages, governance, kept_pages, party_logs, policy_pages, verification

ROUTES = (
    log_routes,
    glass_routes,
    closing_routes,
    check_routes,
    party_routes,
    received_routes,
    policy_routes,
    release_routes,
    entry_routes,
    paper_routes,
    kept_routes,
    hold_routes,
    destroy_routes,
    everything_routes,
)
"""Importing them adds their views to the blueprints."""


def register_governance(app: Flask) -> None:
    """Add the door's pages and its places in the navigation."""
    for blueprint in (governance, verification, party_logs, policy_pages, kept_pages, entry_pages):
        app.register_blueprint(blueprint)
    add_navigation(
        app,
        NavigationItem("Disclosure log", "governance.log"),
        NavigationItem("Verify the log", "verification.check"),
        NavigationItem("Whole logs", "party_logs.logs"),
        NavigationItem("Due to be looked at", "kept_pages.kept"),
        NavigationItem("Policy", "policy_pages.policy"),
        NavigationItem("What we disclose by", "entry_pages.entries"),
    )

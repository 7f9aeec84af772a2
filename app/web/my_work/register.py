"""Joining everybody's first page to an application, before the doors: the navigation's first place is the way in."""

from __future__ import annotations

from flask import Flask

from app.http.navigation import NavigationItem, add_navigation
from app.web.my_work.page import my_work


def register_my_work(app: Flask) -> None:
    """Add the page and its place in the navigation."""
    app.register_blueprint(my_work)
    add_navigation(app, NavigationItem("My work", "my_work.waiting"))

"""Joining the page about cover to an application."""

from __future__ import annotations

from flask import Flask

from app.web.covering.page import covering


def register_covering(app: Flask) -> None:
    """Add the page; My work leads to it."""
    app.register_blueprint(covering)

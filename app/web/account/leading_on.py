"""A page that goes on by itself to another address."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.http.page import render_page


def leading_on(template: str, address: str, **context: Any) -> Response:
    """A page that goes on by itself, and has a link for those whose browser does not."""
    response = render_page(template, address=address, **context)
    response.headers["Refresh"] = f"0; url={address}"
    return response

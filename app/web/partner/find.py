"""The partner's door: a reference leads to the request."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from app.http.access import allow
from app.web.found import find_page
from app.web.partner.blueprint import ROLES, partner


@partner.get("/find")
@allow(roles=ROLES)
def find() -> ResponseReturnValue:
    """What a reference read out by telephone stands for."""
    return find_page(lambda found: url_for("partner.request_page", file_id=found.file_id))

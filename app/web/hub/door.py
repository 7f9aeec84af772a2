"""The blueprint every page of this door hangs on."""

from __future__ import annotations

from flask import Blueprint

hub = Blueprint("hub", __name__)

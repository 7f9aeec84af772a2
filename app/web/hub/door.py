"""The blueprint every page of this door hangs on, and who may come in."""

from __future__ import annotations

from flask import Blueprint

from app.services.disclosure.duties import HUB_READS, HUB_WORKS

READERS = HUB_READS
STAFF = HUB_WORKS

hub = Blueprint("hub", __name__)

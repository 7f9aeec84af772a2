"""The blueprint every page of this door hangs on, and who may come in."""

from __future__ import annotations

from flask import Blueprint

from app.services.disclosure.permission import HUB_READS, HUB_WORKS

READERS = HUB_READS
STAFF = HUB_WORKS
DECISION_MAKER = "hub_decision_maker"

hub = Blueprint("hub", __name__)

"""The door's blueprints and whom they admit."""

from __future__ import annotations

from flask import Blueprint

from app.services.disclosure.duties import ADVISES_ON_POLICY, HUB_GOVERNS, OWNS_POLICY

GOVERNANCE = HUB_GOVERNS
"""They check who knew what and why; what they read here is logged like everything else."""
BREAKS_GLASS = ("ig_officer",)
READS_POLICY = ("ig_officer", "auditor", "administrator")
READS_ENTRIES = (OWNS_POLICY, ADVISES_ON_POLICY)
"""They read what their organisation discloses by: who approves it, and who advises on that."""

governance = Blueprint("governance", __name__)
verification = Blueprint("verification", __name__)
policy_pages = Blueprint("policy_pages", __name__)
party_logs = Blueprint("party_logs", __name__)
kept_pages = Blueprint("kept_pages", __name__)
entry_pages = Blueprint("entry_pages", __name__, url_prefix="/policy/entries")
"""One for each place in the navigation, which marks the place whose pages are being used."""

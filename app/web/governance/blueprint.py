"""The door's blueprint and whom it admits."""

from __future__ import annotations

from flask import Blueprint

GOVERNANCE = ("ig_officer", "auditor")
"""They check who knew what and why; what they read here is logged like everything else."""
BREAKS_GLASS = ("ig_officer",)
READS_POLICY = (*GOVERNANCE, "administrator")

governance = Blueprint("governance", __name__)

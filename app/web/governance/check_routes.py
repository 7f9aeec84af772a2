"""Verification of the whole log: asked for here, done by the worker; the page shows how far it is."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.governance.verifier_keys import every_key
from app.services.governance.verify_log import ask_for_check, list_checks
from app.web.governance.blueprint import GOVERNANCE, verification
from app.web.governance.check_view import check_view
from app.web.runtime import runtime


@verification.get("/log/check")
@allow(roles=GOVERNANCE)
def check() -> ResponseReturnValue:
    """The last verification, finished or under way, and those before it."""
    now = runtime().clock.now()
    runs = [check_view(run, now) for run in list_checks(runtime(), current.actor())]
    return render_page(
        "governance/check.html",
        latest=runs[0] if runs else None,
        earlier=runs[1:],
        keys=every_key(runtime(), current.actor().organisation_id),
    )


@verification.post("/log/check")
@allow(roles=GOVERNANCE)
def start_check() -> ResponseReturnValue:
    """Have the whole log verified; a second press while one is under way starts no other."""
    ask_for_check(runtime(), current.actor())
    return redirect(url_for("verification.check"), 303)

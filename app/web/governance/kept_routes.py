"""What is held beyond its period: files of closed cases that are due to be looked at."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.domain.kept import SHOWN
from app.domain.lists import COUNTED
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.governance.list_kept import list_kept
from app.web.date_words import period_words
from app.web.governance.blueprint import GOVERNANCE, kept_pages
from app.web.runtime import runtime


@kept_pages.get("/kept")
@allow(roles=GOVERNANCE)
def kept() -> ResponseReturnValue:
    """The files that are past for the longest, how many there are, and what is kept for how long."""
    found, release, now = list_kept(runtime(), current.actor()), runtime().policy.release, runtime().clock.now()
    return render_page(
        "governance/kept.html",
        files=found.files,
        partners=found.partners,
        total=found.total,
        counted=COUNTED,
        shown=SHOWN,
        periods=[(one, period_words(one.keep_for)) for one in release.periods.values()],
        access=release.access,
        now=now,
    )

"""When somebody's mails come: a page of their own, whatever they work as."""

from __future__ import annotations

from datetime import datetime, time

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.domain.opening_hours import LONDON
from app.domain.time_of_day import time_words
from app.http import current
from app.http.access import signed_in
from app.http.page import ErrorLink, render_page
from app.services.identity.mail_hour import HOURS, choose_mail_hour, mail_hour
from app.web.account.routes import account
from app.web.confirmation import confirmed, just_done
from app.web.runtime import runtime

AT_ONCE, DAILY = "at_once", "daily"
SAVED = {AT_ONCE: "Saved. Each e-mail comes at once.", DAILY: "Saved. What can wait comes once a day."}


@account.get("/mails")
@signed_in
def mails() -> ResponseReturnValue:
    """How it is now."""
    hour = mail_hour(runtime(), current.actor())
    return _page(AT_ONCE if hour is None else DAILY, "" if hour is None else str(hour), {})


@account.post("/mails")
@signed_in
def choose_mails() -> ResponseReturnValue:
    """Choose, and see on the same page that it is so."""
    when, hour = request.form.get("when", ""), request.form.get("hour", "")
    if when not in (AT_ONCE, DAILY):
        return _page(when, hour, {"when": "Choose when your e-mails should come"})
    chosen = None
    if when == DAILY:
        chosen = int(hour) if hour.isascii() and hour.isdecimal() and len(hour) <= 2 else -1
    try:
        choose_mail_hour(runtime(), current.actor(), chosen)
    except InvalidInput as wrong:
        return _page(when, hour, wrong.errors)
    return confirmed(when, "account.mails")


def _page(when: str, hour: str, errors: dict[str, str]) -> ResponseReturnValue:
    today = runtime().clock.now().astimezone(LONDON).date()
    hours = [(str(one), time_words(datetime.combine(today, time(one), LONDON))) for one in HOURS]
    return render_page(
        "account/mails.html",
        error_links=[ErrorLink(text, f"#{name}") for name, text in errors.items()],
        errors=errors,
        when=when,
        hour=hour,
        hours=hours,
        saved=just_done(SAVED),
    )

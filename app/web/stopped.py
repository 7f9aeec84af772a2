"""Logs that were found changed: the page that stands in place of what cannot be shown or sent, and the one that tells.

Both say what happened, whom to ring and how, and who knows; the first also holds what was typed.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from app.domain.errors import LogStopped, Unavailable
from app.http import current
from app.http.access import signed_in
from app.http.errors import error_page
from app.http.page import EmergencyNumber, render_page
from app.services.governance.find_stops import StoppedLog, find_stops
from app.web.account.register import to_choose_membership
from app.web.runtime import runtime


def register_stopped(app: Flask) -> None:
    """Add both pages."""
    app.register_error_handler(LogStopped, _on_stopped)
    app.add_url_rule("/stopped", "stopped", stopped)


@signed_in
def stopped() -> ResponseReturnValue:
    """Every log of one's own organisation that is stopped. Works while all of them are: it needs no entry."""
    visitor = current.visitor()
    if visitor is None or visitor.actor is None:
        return to_choose_membership()
    found = find_stops(runtime(), visitor.actor)
    return render_page("errors/stopped_logs.html", stops=found, hubs=_hubs(found), others=_others(found))


def _on_stopped(error: LogStopped) -> Response:
    found = [one for one in _stops() if one.stop.log.label in error.labels]
    page = "errors/stopped.html"
    return error_page(error.code, template=page, stops=found, hubs=_hubs(found), others=_others(found))


def _stops() -> Sequence[StoppedLog]:
    """Those of whoever is here; none when that cannot be read: the page says what to do all the same."""
    visitor = current.known_visitor()
    if visitor is None or visitor.actor is None:
        return ()
    try:
        return find_stops(runtime(), visitor.actor)
    except Unavailable:
        return ()


def _hubs(found: Sequence[StoppedLog]) -> list[EmergencyNumber]:
    """The hubs whose logs these are, to be rung after 999; none where there are only others."""
    return _numbers(found, hub=True)


def _others(found: Sequence[StoppedLog]) -> list[EmergencyNumber]:
    """Who else is a party, and is rung instead of written to."""
    return _numbers(found, hub=False)


def _numbers(found: Sequence[StoppedLog], *, hub: bool) -> list[EmergencyNumber]:
    visitor = current.known_visitor()
    own = visitor.actor.organisation_id if visitor and visitor.actor else None
    parties = {one.id: one for stop in found for one in stop.parties if one.id != own and (one.kind == "hub") == hub}
    numbers = {id_: number for stop in found for id_, number in stop.numbers.items()}
    return [EmergencyNumber(one.name + numbers[one.id].closed, numbers[one.id].telephone) for one in parties.values()]

"""Changes of whom an organisation works with in words, said from what is signed."""

from __future__ import annotations

from datetime import datetime

from app.domain.changes import PARTNERSHIP_ENDED, PARTNERSHIP_MADE, PARTNERSHIP_OFFERED, Change
from app.domain.time_of_day import london
from app.web.date_words import date_words

NOT_TOGETHER = "You do not work together"


def of_partnership(change: Change) -> tuple[str, str]:
    """What is so before, and after."""
    body = change.body
    if change.what == PARTNERSHIP_OFFERED:
        return (
            NOT_TOGETHER,
            f"Offered. Once two administrators of {body['name']} agree, {_together(change, 'joins_at')}",
        )
    if change.what == PARTNERSHIP_MADE:
        together = _together(change, "begins_at")
        return f"{NOT_TOGETHER}. {body['hub']} has offered it", f"{together[:1].upper()}{together[1:]}"
    if change.what == PARTNERSHIP_ENDED:
        return "You work together", (
            f"{body['hub']} can ask nothing more. What was asked can still be answered, whoever waits for it is "
            "written to, and what was sent stays"
        )
    return "Offered", "Taken back: nobody can agree to it"


def _together(change: Change, name: str) -> str:
    body = change.body
    under = f"under the agreement {body['agreement']}" if body["agreement"] else "under no agreement that is recorded"
    return f"{body['hub']} can ask, from {date_words(london(datetime.fromisoformat(body[name])).date())} on, {under}"

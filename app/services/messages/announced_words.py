"""What a mail says of a weighty change: organisations and sign-ins by their names, and nobody's."""

from __future__ import annotations

from app.domain.changes import (
    KINDS,
    ORGANISATION_REGISTERED,
    PROVIDER_ENDED,
    PROVIDER_REGISTERED,
    Change,
)
from app.domain.time_of_day import london, time_words


def announced_words(change: Change) -> str:
    """What is done, to what, and when. Of what came when a sign-in was tried it says nothing: that is of somebody."""
    body, done = change.body, change.done_at
    about = f"{KINDS[change.what].label}: {body['name']}"
    if change.what == ORGANISATION_REGISTERED:
        about = f"{about}, of {body['controller']}, as {body['kind']}, telephone {body['telephone']}"
    if change.what in (PROVIDER_REGISTERED, PROVIDER_ENDED):
        about = f"{about}, at {body['issuer']}, for mailboxes of {', '.join(body['domains'])}"
    when = "" if done is None else f" It is done at {time_words(london(done))} today, unless somebody takes it back."
    return f"{about}.{when}"

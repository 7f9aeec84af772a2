"""What a mail says of a weighty change: organisations and sign-ins by their names, and nobody's."""

from __future__ import annotations

from app.domain.changes import (
    ENTRIES_ON_PAPER,
    FILE_DESTROYED,
    GROUP_MAPPED,
    KINDS,
    ORGANISATION_DESCRIBED,
    ORGANISATION_REGISTERED,
    PROVIDER_ENDED,
    PROVIDER_REGISTERED,
    RELEASE_ACTIVATED,
    Change,
)
from app.domain.time_of_day import london, time_words


def announced_words(change: Change) -> str:
    """What is done, to what, and when. Of what came when a sign-in was tried it says nothing: that is of somebody."""
    body, done = change.body, change.done_at
    about = KINDS[change.what].label
    if change.what == RELEASE_ACTIVATED:
        about = f"{about}: it follows release {body['follows']}, and its digest is {body['release']}"
    elif change.what == ENTRIES_ON_PAPER:
        paper = change.body["paper"]
        about = f"{about}: {len(change.body['entries'])} of them, on a sheet with the digest {paper['sheet']}"
    elif change.what != FILE_DESTROYED:  # of a file the mail says nothing: a partner’s name would tell who was asked
        about = f"{about}: {body['name']}"
    if change.what == ORGANISATION_DESCRIBED:
        called = body["called"]
        about = f"{about}, now {called['name']}, of {called['controller']}, telephone {called['telephone']}"
    if change.what == ORGANISATION_REGISTERED:
        about = f"{about}, of {body['controller']}, as {body['kind']}, telephone {body['telephone']}"
    if change.what == GROUP_MAPPED:
        about = f"{about}, of {body['sign_in']}, as {body['role'].replace('_', ' ')}"
    if change.what in (PROVIDER_REGISTERED, PROVIDER_ENDED):
        about = f"{about}, at {body['issuer']}, for mailboxes of {', '.join(body['domains'])}"
    if done is None:
        return f"{about}."
    day = london(done)
    return f"{about}. It is done at {time_words(done)} on {day.day} {day:%B %Y}, unless somebody takes it back."

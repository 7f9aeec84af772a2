"""Nobody waits four hours for a demonstration: one request is made to have been sent earlier, in the database.

This is the only thing in the story that is not done through the exchange's pages, and the story says so. It is put back
at once: verifying the log would find that the request says other than its events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, create_engine, text

from app.demonstration.installation import Installation

Times = Mapping[str, datetime]
HOURS = 9
"""So long ago that a red request is four hours late: its partner's manager and the hub have been told."""


@contextmanager
def sent_earlier(installation: Installation, file_id: str) -> Iterator[None]:
    """One request with its time of sending, and with it its due time, hours back in every list, for as long."""
    engine = create_engine(installation.owner_url)
    try:
        stood = _stored(engine, file_id)
        _store(engine, file_id, {name: at - timedelta(hours=HOURS) for name, at in stood.items()})
        try:
            yield
        finally:
            _store(engine, file_id, stood)
    finally:
        engine.dispose()


def _stored(engine: Engine, file_id: str) -> Times:
    with engine.begin() as connection:
        row = connection.execute(
            text("SELECT sent_at, due_at, next_at FROM research_request WHERE file_id = :file"), {"file": file_id}
        ).one()
        return dict(row._mapping)


def _store(engine: Engine, file_id: str, times: Times) -> None:
    given = {"file": file_id, **times}
    with engine.begin() as connection:
        parties = connection.execute(
            text(
                "UPDATE research_request SET sent_at = :sent_at, due_at = :due_at, next_at = :next_at "
                "WHERE file_id = :file RETURNING hub_id, partner_id"
            ),
            given,
        ).one()
        for organisation in parties:
            connection.execute(
                text("SELECT set_config('app.organisation', :organisation, true)"), {"organisation": str(organisation)}
            )
            connection.execute(
                text("UPDATE inbox_entry SET sent_at = :sent_at, due_at = :due_at WHERE file_id = :file"), given
            )

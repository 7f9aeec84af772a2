"""Nobody waits four hours for a demonstration: one request is made to have been sent earlier, in the database.

This is the only thing in the story that is not done through the exchange's pages, and the story says so. It is put back
at once: verifying the log would find that the request says other than its events.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text

from app.demonstration.installation import Installation

EARLIER, LATER = "- interval '5 hours'", "+ interval '5 hours'"


@contextmanager
def sent_earlier(installation: Installation, file_id: str) -> Iterator[None]:
    """One request with its time of sending, and with it its due time, five hours back in every list, for as long."""
    _move(installation, file_id, EARLIER)
    try:
        yield
    finally:
        _move(installation, file_id, LATER)


def _move(installation: Installation, file_id: str, by: str) -> None:
    engine = create_engine(installation.owner_url)
    moved = f"SET sent_at = sent_at {by}, due_at = due_at {by} WHERE file_id = :file"
    try:
        with engine.begin() as connection:
            parties = connection.execute(
                text(f"UPDATE research_request {moved} RETURNING hub_id, partner_id"), {"file": file_id}
            ).one()
            for organisation in parties:
                connection.execute(
                    text("SELECT set_config('app.organisation', :organisation, true)"),
                    {"organisation": str(organisation)},
                )
                connection.execute(text(f"UPDATE inbox_entry {moved}"), {"file": file_id})
    finally:
        engine.dispose()

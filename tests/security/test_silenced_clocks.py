"""What the clock does is by nobody: it can neither be forged, nor hide what a person did, nor be silenced unseen."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from app.domain.errors import NotFound
from app.services.clocks.chase_due import RETRY, chase_due
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case
from tests.security.test_edited_events import WRITTEN_IN, Played, found, played, write_in
from tests.services.exchange import Exchange, run_sql
from tests.services.played import rate, ready_case, send

__all__ = ["played"]


def test_one_made_nobodys_is_found_and_permits_nothing(own_exchange: Exchange, played: Played) -> None:
    """What the clock does is by nobody. What a person did cannot be made so: its seal names them."""
    with pytest.raises(psycopg.errors.CheckViolation):
        own_exchange.rows("UPDATE file_event SET by_id = NULL WHERE file_id = %s AND seq = 1", played.case_id)
    own_exchange.rows("ALTER TABLE file_event DROP CONSTRAINT ck_file_event_by_the_clock")
    own_exchange.rows("UPDATE file_event SET by_id = NULL WHERE file_id = %s AND seq = 1", played.case_id)
    with pytest.raises(NotFound):
        find_case(own_exchange.runtime, played.answered.case.collator, played.case_id)
    assert "does not fit its seal" in found(own_exchange, played.case_id)


def test_what_the_clock_did_is_by_nobody_and_cannot_be_written_in(own_exchange: Exchange, played: Played) -> None:
    run_sql(own_exchange.database.app_url, WRITTEN_IN, "reminded", None, None, played.before.organisation_id,
            played.file_id)  # fmt: skip
    assert "does not fit its seal" in found(own_exchange, played.file_id)
    with pytest.raises(psycopg.errors.CheckViolation):
        write_in(own_exchange, played.file_id, "reminded", played.before)


SILENCED = {
    "never": "next_at = NULL",
    "next year": "next_at = next_at + interval '1 year'",
    "as if it had been done": "next_at = NULL, rung = 4",
}


@pytest.mark.parametrize("how", SILENCED)
def test_a_clock_silenced_in_its_row_is_found(own_exchange: Exchange, how: str) -> None:
    """The web server's own role may write these rows: whoever holds it could keep a red request from being chased."""
    case = ready_case(own_exchange)
    rate(own_exchange, case, "red")
    request = send(own_exchange, case, "police")
    own_exchange.clock.forward(hours=3.5)
    assert chase_due(own_exchange.runtime) == 1
    assert check_log(own_exchange.runtime).problems == ()
    run_sql(own_exchange.database.app_url, f"UPDATE research_request SET {SILENCED[how]} WHERE file_id = %s",
            request.file_id)  # fmt: skip
    assert request.reference in " ".join(check_log(own_exchange.runtime).problems)


FORGED = """
    INSERT INTO file_event (file_id, seq, what, about_id, by_id, organisation_id, at, codes, before, sealed)
    SELECT file_id, max(seq) + 1, 'reminded', NULL, NULL, %s, %s,
           '{"step": "unanswered", "rung": 4, "told": ["board"]}', '', ''
    FROM file_event WHERE file_id = %s GROUP BY file_id
"""


def test_what_is_written_in_says_nothing_was_done(own_exchange: Exchange) -> None:
    """Without the file's key nobody can have a clock believe that its people were told."""
    case = ready_case(own_exchange)
    rate(own_exchange, case, "red")
    request = send(own_exchange, case, "police")
    own_exchange.clock.forward(hours=30)
    given = (case.collator.organisation_id, own_exchange.clock.now(), request.file_id)
    run_sql(own_exchange.database.app_url, FORGED, *given)
    assert chase_due(own_exchange.runtime) == 1
    told = own_exchange.rows("SELECT codes ->> 'rung' FROM file_event WHERE what = 'reminded' ORDER BY seq")
    assert told == [("4",), ("1",), ("2",), ("3",), ("4",)]
    assert "does not fit its seal" in found(own_exchange, request.file_id)


def test_what_cannot_be_chased_now_is_tried_again_and_keeps_nobody_else_from_it(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    rate(own_exchange, case, "red")
    broken, sound = (send(own_exchange, case, one) for one in ("police", "housing"))
    own_exchange.rows("UPDATE research_request SET rating = 'purple' WHERE file_id = %s", broken.file_id)
    own_exchange.clock.forward(hours=3)
    assert chase_due(own_exchange.runtime) == 1
    told = "SELECT file_id FROM file_event WHERE what = 'reminded'"
    assert own_exchange.rows(told) == [(sound.file_id,)]
    own_exchange.rows("UPDATE research_request SET rating = 'red' WHERE file_id = %s", broken.file_id)
    assert chase_due(own_exchange.runtime) == 0, "not before a minute"
    own_exchange.clock.forward(RETRY + timedelta(seconds=1))
    assert chase_due(own_exchange.runtime) == 1
    assert len(own_exchange.rows(told)) == 2

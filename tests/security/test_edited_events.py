"""Events written in, edited or taken away by SQL: they open nothing to anybody, and verifying finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest

from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.disclosure.releasing import file_key
from app.services.disclosure.working import append
from app.services.governance.check_log import check_log
from app.services.intake import assign_case
from app.services.intake.open_case import find_case
from app.services.research.open_request import open_request
from app.services.research.work_on_request import claim_request, hand_over
from tests.services.exchange import Exchange, run_sql
from tests.services.played import Answered, answered, records_of

WRITTEN_IN = """
    INSERT INTO file_event (file_id, seq, what, about_id, by_id, organisation_id, at, codes, before, sealed)
    SELECT file_id, max(seq) + 1, %s, %s, %s, %s, now(), '{}', sha256('x'),
           (SELECT sealed FROM file_event AS other WHERE other.file_id = file_event.file_id ORDER BY seq LIMIT 1)
    FROM file_event WHERE file_id = %s GROUP BY file_id
"""


@dataclass(frozen=True)
class Played:
    """An answered request; somebody who was taken off its case, and who stepped back from it; a holder before."""

    answered: Answered
    left: Actor
    stepped_back: Actor
    before: Actor

    @property
    def case_id(self) -> UUID:
        """The case."""
        return self.answered.case.id

    @property
    def file_id(self) -> UUID:
        """The request's file."""
        return self.answered.request.file_id


@pytest.fixture
def played(own_exchange: Exchange) -> Played:
    runtime, made = own_exchange.runtime, answered(own_exchange)
    case, (left, stepped_back) = made.case, [own_exchange.person("hub", "hub_decision_maker") for _ in range(2)]
    for one in (left, stepped_back):
        assign_case.assign_case(runtime, case.collator, case.id, one.person_id)
        open_collation(runtime, one, case.id)
    assign_case.declare_conflict(runtime, stepped_back, case.id)
    assign_case.unassign_case(runtime, case.collator, case.id, left.person_id)
    hand_over(runtime, made.responder, made.request.file_id)
    before = own_exchange.person("housing", "partner_responder")
    claim_request(runtime, before, made.request.file_id)
    hand_over(runtime, before, made.request.file_id)
    claim_request(runtime, made.responder, made.request.file_id)
    assert check_log(runtime).problems == ()
    return Played(made, left, stepped_back, before)


def write_in(exchange: Exchange, file_id: UUID, what: str, actor: Actor) -> None:
    """As the application's own role, which may add events."""
    given = (what, actor.person_id, actor.person_id, actor.organisation_id, file_id)
    run_sql(exchange.database.app_url, WRITTEN_IN, *given)


def opens_nothing(exchange: Exchange, played: Played, actor: Actor) -> None:
    for act in (
        lambda: find_case(exchange.runtime, actor, played.case_id),
        lambda: open_request(exchange.runtime, actor, played.file_id),
        lambda: open_records(exchange.runtime, actor, [played.answered.record.id]),
    ):
        with pytest.raises(NotFound):
            act()


def found(exchange: Exchange, file_id: UUID) -> str:
    """What verifying says, which names the file."""
    problems = " ".join(check_log(exchange.runtime).problems)
    assert str(file_id) in problems
    return problems


@pytest.mark.parametrize("who", ["stranger", "left", "stepped_back"])
def test_an_assignment_written_in_opens_nothing(own_exchange: Exchange, played: Played, who: str) -> None:
    actor = getattr(played, who, None) or own_exchange.person("hub", "hub_decision_maker")
    write_in(own_exchange, played.case_id, "assigned", actor)
    opens_nothing(own_exchange, played, actor)
    assert "does not fit its seal" in found(own_exchange, played.case_id)


@pytest.mark.parametrize("who", ["stranger", "before"])
def test_a_claim_written_in_opens_nothing(own_exchange: Exchange, played: Played, who: str) -> None:
    actor = getattr(played, who, None) or own_exchange.person("housing", "partner_responder")
    write_in(own_exchange, played.file_id, "claimed", actor)
    run_sql(own_exchange.database.app_url, "UPDATE research_request SET claimed_by = %s, state = 'returned' "
            "WHERE file_id = %s", actor.person_id, played.file_id)  # fmt: skip
    asked = records_of(own_exchange, played.answered.request, "request")
    opens_nothing(own_exchange, played, actor)
    with pytest.raises(NotFound):
        open_records(own_exchange.runtime, actor, asked)
    assert "does not fit its seal" in found(own_exchange, played.file_id)


def test_a_claim_in_the_requests_row_alone_opens_nothing(own_exchange: Exchange, played: Played) -> None:
    run_sql(own_exchange.database.app_url, "UPDATE research_request SET claimed_by = %s WHERE file_id = %s",
            played.before.person_id, played.file_id)  # fmt: skip
    opens_nothing(own_exchange, played, played.before)
    assert "says other than its events: claimed by" in " ".join(check_log(own_exchange.runtime).problems)


@pytest.mark.parametrize("statement", ["UPDATE file_event SET what = 'opened'", "DELETE FROM file_event"])
def test_the_application_neither_edits_nor_removes_events(own_exchange: Exchange, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_sql(own_exchange.database.app_url, statement)


EDITS = {
    "what": "what = 'submitted'",
    "about_id": "about_id = {other}",
    "by_id": "by_id = {other}",
    "organisation_id": "organisation_id = {organisation}",
    "at": "at = at - interval '1 second'",
    "codes": 'codes = \'{{"rating": "green"}}\'',
    "before": "before = sha256('x')",
    "sealed": "sealed = sha256('x')",
    "seq": "seq = 900",
}


def edit(exchange: Exchange, played: Played, column: str, which: str) -> None:
    """As the owner: change one column of one event of the case."""
    given = {"other": played.stepped_back.person_id, "organisation": exchange.organisation("housing").id}
    change = EDITS[column].format(**{name: f"'{one}'" for name, one in given.items()})
    exchange.rows(f"UPDATE file_event SET {change} WHERE file_id = %s AND {which}", played.case_id)


@pytest.mark.parametrize("column", EDITS)
def test_as_owner_each_edit_is_found_and_permits_nothing(own_exchange: Exchange, played: Played, column: str) -> None:
    edit(own_exchange, played, column, "seq = 1")
    with pytest.raises(NotFound):
        find_case(own_exchange.runtime, played.answered.case.collator, played.case_id)
    assert find_case(own_exchange.runtime, played.answered.case.decider, played.case_id).requests
    found(own_exchange, played.case_id)


@pytest.mark.parametrize("column", [one for one in EDITS if one != "about_id"])
def test_a_damaged_restriction_restricts(own_exchange: Exchange, played: Played, column: str) -> None:
    edit(own_exchange, played, column, "what = 'taken_off'")
    opens_nothing(own_exchange, played, played.left)
    found(own_exchange, played.case_id)


def test_one_turned_to_somebody_else_is_found(own_exchange: Exchange, played: Played) -> None:
    edit(own_exchange, played, "about_id", "what = 'taken_off'")
    assert "does not fit its seal" in found(own_exchange, played.case_id)


REMOVED: dict[str, tuple[str, Callable[[str], bool]]] = {
    "from the middle": ("what = 'opened' AND seq < 8", lambda said: "is missing" in said),
    "with a leaf": ("what = 'taken_off'", lambda said: "an event was changed or removed" in said),
    "all of them": ("true", lambda said: "has no events" in said),
}


@pytest.mark.parametrize("which", REMOVED)
def test_one_taken_away_is_found(own_exchange: Exchange, played: Played, which: str) -> None:
    where, says = REMOVED[which]
    own_exchange.rows(f"DELETE FROM file_event WHERE file_id = %s AND {where}", played.case_id)
    assert says(" ".join(check_log(own_exchange.runtime).problems))


def test_the_newest_without_a_leaf_is_not_missed(own_exchange: Exchange, played: Played) -> None:
    open_collation(own_exchange.runtime, played.answered.case.collator, played.case_id)
    newest = "(SELECT max(seq) FROM file_event WHERE file_id = %s)"
    removed = own_exchange.rows(f"DELETE FROM file_event WHERE file_id = %s AND seq = {newest} RETURNING what",
                                played.case_id, played.case_id)  # fmt: skip
    assert removed == [("opened",)]
    assert check_log(own_exchange.runtime).problems == (), "THREATS.md says so"


ROWS = {
    "state": "UPDATE research_request SET state = 'claimed'",
    "opened": "UPDATE research_request SET opened_at = NULL",
    "answered": "UPDATE research_request SET answered_at = answered_at + interval '1 hour'",
    "who was told that it waits": "UPDATE research_request SET rung = 3",
    "rating, in its list as well": """
        WITH request AS (UPDATE research_request SET rating = 'green') UPDATE inbox_entry SET rating = 'green'
    """,
    "due, in its list as well": """
        WITH request AS (UPDATE research_request SET due_at = due_at + interval '1 day')
        UPDATE inbox_entry SET due_at = due_at + interval '1 day'
    """,
    "who sent it": "UPDATE research_request SET sent_by = claimed_by",
    "when it was sent": "UPDATE research_request SET sent_at = sent_at - interval '1 day'",
    "purpose": "UPDATE research_request SET purpose = 'adult_safeguarding'",
    "legal basis": "UPDATE research_request SET legal_basis = 'made_up'",
    "inbox": "UPDATE inbox_entry SET claimed_by = NULL",
    "inbox gone": "DELETE FROM inbox_entry",
    "board": "UPDATE inbox_entry SET rating = 'green' WHERE side = 'asking'",
    "case list": "UPDATE case_entry SET answered = 0",
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_a_list_that_says_other_than_the_events_is_named(
    own_exchange: Exchange, played: Played, row: str
) -> None:
    open_request(own_exchange.runtime, played.answered.responder, played.file_id)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows(ROWS[row])
    problems = check_log(own_exchange.runtime).problems
    assert any("other than" in one for one in problems)


def test_an_event_that_the_gate_relies_on_has_its_entry(own_exchange: Exchange, played: Played) -> None:
    """Somebody with a file's key but without the log could write one in: what it lacks is told."""
    runtime, stranger = own_exchange.runtime, own_exchange.person("hub", "hub_collator")
    with runtime.database.work(None) as work:
        file = file_key(runtime, work, played.case_id, stranger.organisation_id)
        append(work, stranger, runtime.clock.now(), [file.act("assigned", stranger.person_id)])
        work.commit()
    [problem] = check_log(runtime).problems
    assert str(played.case_id) in problem
    assert "has no entry in the log" in problem

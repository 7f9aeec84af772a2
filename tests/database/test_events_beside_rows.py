"""Who is on a case and who has stepped back stand twice for now, in rows and in events: both say the same."""

from __future__ import annotations

from app.domain.events import on_file, standing_of_request
from app.services.collation.open_collation import open_collation
from app.services.intake import assign_case
from app.services.research import work_on_request
from app.services.research.open_request import open_request
from tests.services.exchange import Exchange
from tests.services.played import answered, claim, send

ON = """
    SELECT person_id FROM assignment WHERE file_id = %s
    AND person_id NOT IN (SELECT person_id FROM conflict WHERE conflict.file_id = assignment.file_id)
"""


def test_rows_and_events_say_the_same(own_exchange: Exchange) -> None:
    runtime, played = own_exchange.runtime, answered(own_exchange)
    case, colleagues = played.case, [own_exchange.person("hub", "hub_decision_maker") for _ in range(3)]
    for one in colleagues:
        assign_case.assign_case(runtime, case.collator, case.id, one.person_id)
        open_collation(runtime, one, case.id)
    assign_case.unassign_case(runtime, case.collator, case.id, colleagues[0].person_id)
    assign_case.declare_conflict(runtime, colleagues[1], case.id)
    assign_case.unassign_case(runtime, case.collator, case.id, case.decider.person_id)
    assign_case.assign_case(runtime, case.collator, case.id, case.decider.person_id)
    waiting = send(own_exchange, case, "police")
    holders = [claim(own_exchange, waiting)]
    open_request(runtime, holders[0], waiting.file_id)
    work_on_request.declare_conflict(runtime, holders[0], waiting.file_id)
    holders.append(claim(own_exchange, waiting))
    with runtime.database.work(None) as work:
        events = work.events.of_files([case.id, waiting.file_id, played.request.file_id])
        requests = work.files.requests_of(case.id)
    on = {case.collator.person_id, case.decider.person_id, colleagues[2].person_id}
    assert set(on_file(events[case.id])) == {person for (person,) in own_exchange.rows(ON, case.id)} == on
    stepped_back = {one.about_id for found in events.values() for one in found if one.what == "conflict_declared"}
    assert stepped_back == {person for (person,) in own_exchange.rows("SELECT person_id FROM conflict")}
    for request in requests:
        stands = standing_of_request(events[request.file_id], request.partner_id)
        row = (request.state, request.claimed_by, request.opened_at, request.answered_at)
        assert (stands.state, stands.claimed_by, stands.opened_at, stands.answered_at) == row
    assert {one.claimed_by for one in requests} == {holders[1].person_id, played.responder.person_id}

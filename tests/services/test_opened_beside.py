"""What the reader's own organisation wrote, opened beside what somebody returned: in its leaf, and never without it."""

from __future__ import annotations

from app.services.disclosure.gate import open_records
from app.services.research.compose import ASKED
from tests.services.exchange import Exchange
from tests.services.played import answered, basis, records_of, send

TOLD = "SELECT file_id, from_id, level, legal_basis FROM log_detail WHERE id <> ALL (%s)"


def test_a_list_of_what_was_asked_stands_in_the_leaf_of_its_return(exchange: Exchange) -> None:
    played = answered(exchange, protected="yes")
    request, returned = records_of(exchange, played.request, "request")[0], played.record
    before = [one for _, one, _ in exchange.leaves()]
    opened = open_records(exchange.runtime, played.case.decider, [request, returned.id],
                          fields={request: (ASKED,), returned.id: ("housing_address",)},
                          beside={request: returned.id})  # fmt: skip
    assert [set(one.fields) for one in opened] == [{ASKED}, {"housing_address"}]
    assert len({one.entry.id for one in opened}) == 1
    [(file_id, author, level, relied_on)] = exchange.rows(TOLD, before)
    assert (file_id, author) == (played.request.file_id, played.request.partner_id)
    assert level == opened[1].fields["housing_address"].level.word != "full", "of what was disclosed, and no more"
    assert relied_on == basis(exchange, "housing", "return"), "the author's own"


def test_nothing_is_opened_beside_what_is_not_shown(exchange: Exchange) -> None:
    played = answered(exchange)
    request = records_of(exchange, played.request, "request")[0]
    before = exchange.leaves()
    hidden = {request: (ASKED,), played.record.id: ()}
    wanted, beside = [request, played.record.id], {request: played.record.id}
    assert open_records(exchange.runtime, played.case.decider, wanted, fields=hidden, beside=beside,
                        skip_hidden=True) == ()  # fmt: skip
    assert exchange.leaves() == before


def test_what_is_of_another_file_has_a_leaf_of_its_own(exchange: Exchange) -> None:
    played = answered(exchange)
    other = send(exchange, played.case, "police")
    request = records_of(exchange, other, "request")[0]
    before = [one for _, one, _ in exchange.leaves()]
    open_records(exchange.runtime, played.case.decider, [request, played.record.id], beside={request: played.record.id})
    rows = exchange.rows(TOLD, before)
    files = {(played.request.file_id, played.request.partner_id), (other.file_id, other.hub_id)}
    assert {row[:2] for row in rows} == files


def test_what_somebody_else_wrote_keeps_its_own_basis(exchange: Exchange) -> None:
    played = answered(exchange)
    request = records_of(exchange, played.request, "request")[0]
    before = [one for _, one, _ in exchange.leaves()]
    open_records(exchange.runtime, played.case.decider, [request, played.record.id], beside={played.record.id: request})
    assert len(exchange.rows(TOLD, before)) == 2

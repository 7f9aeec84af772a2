"""The hub's list of its log tells an officer nothing of files they have a hand in themselves."""

from __future__ import annotations

from uuid import UUID

from app.domain.identity import Actor
from app.domain.lists import LogFilter, Page
from app.services.disclosure.working import commit_worked
from app.services.governance.break_glass import break_glass, prepare_break_glass
from app.services.governance.open_entry import open_entry
from app.services.governance.read_log import list_disclosures
from tests.security.test_whole_log import played_with_others
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered

WHY = "A person asked who had read it."


def files_listed(exchange: Exchange, reader: Actor, files: tuple[UUID, ...] | None = None) -> set[UUID]:
    """The files of every line, page by page."""
    found, after = set[UUID](), None
    while True:
        chosen = LogFilter(reader.organisation_id, file_ids=files)
        page = list_disclosures(exchange.runtime, reader, chosen, Page(after, size=3))
        found |= {one.file_id for one in page.rows if one.file_id}
        if page.following is None:
            return found
        after = page.following


def of(played: Answered) -> tuple[UUID, UUID]:
    return played.case.id, played.request.file_id


def test_whoever_worked_on_a_case_is_listed_nothing_of_it(own_exchange: Exchange) -> None:
    played, other = played_with_others(own_exchange), answered(own_exchange)
    anybody = own_exchange.person("hub", "ig_officer")
    assert files_listed(own_exchange, anybody) >= {*of(played), *of(other)}
    worked = own_exchange.member("hub", "ig_officer", played.case.decider)
    assert files_listed(own_exchange, worked).isdisjoint(of(played))
    assert files_listed(own_exchange, worked) >= {*of(other)}
    assert files_listed(own_exchange, worked, of(played)) == set()


def test_nor_whoever_answered_a_request_of_it_or_stepped_back(own_exchange: Exchange) -> None:
    played, other = answered(own_exchange), answered(own_exchange)
    answering = own_exchange.member("hub", "ig_officer", played.responder)
    assert files_listed(own_exchange, answering, of(played)) == {played.case.id}
    back = own_exchange.person("hub", "auditor")
    with own_exchange.runtime.database.work(None) as work:
        conflict = [("conflict_declared", back.person_id)]
        commit_worked(own_exchange.runtime, work, back, (other.case.id, back.organisation_id), conflict)
    assert files_listed(own_exchange, back, of(other)) == set()
    assert files_listed(own_exchange, back, of(played)) == {*of(played)}


def test_whoever_broke_glass_on_it_still_reads_what_they_did(own_exchange: Exchange) -> None:
    played, officer = answered(own_exchange), own_exchange.person("hub", "ig_officer")
    entry = played.returned.entry.id
    [record, *_] = open_entry(own_exchange.runtime, officer, entry).records
    break_glass(
        own_exchange.runtime, officer, prepare_break_glass(own_exchange.runtime, officer, entry, record.id, WHY)
    )
    assert files_listed(own_exchange, officer, of(played)) == {*of(played)}

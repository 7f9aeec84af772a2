"""Lists hide a case by its rows exactly where the fold over the same events hides it."""

from __future__ import annotations

from random import Random
from uuid import UUID

from app.domain.events import Event
from app.domain.lists import CaseFilter, Page
from app.domain.named import ABOUT_NAMES, named_in
from app.services.intake.start_case import start_case
from app.services.research.list_requests import list_cases
from tests.services.exchange import Exchange
from tests.services.played import PURPOSE, basis

CASES, LONGEST = 60, 8


def test_a_list_shows_a_case_exactly_to_whom_its_events_name_it(own_exchange: Exchange) -> None:
    """Sixty cases with histories at random about two people, whatever their seals say: lists go by the rows."""
    chance = Random(100)
    starter, *readers = (own_exchange.person("hub", "hub_collator") for _ in range(3))
    why = basis(own_exchange, "hub", "request")
    cases = [
        start_case(
            own_exchange.runtime, starter, purpose=PURPOSE, rating="green", legal_basis=why, subjects=["child"]
        ).file_id
        for _ in range(CASES)
    ]
    for case in cases:
        for _ in range(chance.randint(0, LONGEST)):
            add(own_exchange, case, chance.choice((*ABOUT_NAMES, "named")), chance.choice(readers).person_id)
    with own_exchange.runtime.database.work(None) as work:
        events = work.events.of_files(cases)
    seen = 0
    for reader in readers:
        shown = {one.file_id for one in list_cases(own_exchange.runtime, reader, CaseFilter(), Page(size=500)).rows}
        assert shown == {one for one in cases if may_know(events[one], reader.person_id)}
        seen += len(shown)
    assert 0 < seen < CASES * len(readers)


def may_know(events: tuple[Event, ...], person: UUID) -> bool:
    """As the domain says it, and a declared conflict."""
    named = named_in(events, lambda _: True)
    gone = any((one.what, one.about_id) == ("conflict_declared", person) for one in events)
    return not gone and (named is None or person in named)


def add(exchange: Exchange, case: UUID, what: str, person: UUID) -> None:
    """Write one more event of a case, beside the exchange."""
    exchange.rows(
        "INSERT INTO file_event SELECT file_id, seq + 1, %s, %s, by_id, organisation_id, at, codes, before, sealed"
        " FROM file_event WHERE file_id = %s ORDER BY seq DESC LIMIT 1",
        what, person, case,
    )  # fmt: skip

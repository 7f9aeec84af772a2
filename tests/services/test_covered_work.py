"""Whoever covers takes on what a colleague has with one act, and is off it when that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from app.domain.errors import NotFound, WrongState
from app.domain.events import on_file
from app.domain.identity import Actor
from app.services.identity.approve_member import end_membership
from app.services.identity.cover import end_cover, name_cover
from app.services.intake.assign_case import assign_case, declare_conflict, unassign_case
from app.services.intake.cover_case import cover_case, find_covered
from app.services.intake.open_case import find_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.my_work import find_my_work
from app.services.research.take_over import take_in_cover
from app.services.research.work_on_request import claim_request
from app.services.research.work_on_request import declare_conflict as step_back
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, claim, ready_case, send
from tests.services.test_cover import FRIDAY, TODAY, named, responders

__all__ = ["own_exchange"]


def waiting(exchange: Exchange, actor: Actor) -> dict[str, set[UUID]]:
    """What My work shows in a colleague's place, by group."""
    groups = find_my_work(exchange.runtime, actor).groups
    found = {group.what: {one.file_id for one in group.lines if one.for_id} for group in groups}
    return {what: files for what, files in found.items() if files}


def on(exchange: Exchange, case: Case) -> set[UUID]:
    with exchange.runtime.database.work(None) as work:
        return set(on_file(work.events.of_files([case.id])[case.id]))


def test_a_request_is_in_my_work_and_taken_over_without_a_reason_typed(exchange: Exchange) -> None:
    request = send(exchange, ready_case(exchange), "probation")
    away = claim(exchange, request)
    cover, colleague = responders(exchange)
    assert waiting(exchange, cover) == {}
    named(exchange, away, cover)
    assert waiting(exchange, cover) == {"to_answer": {request.file_id}}
    assert waiting(exchange, colleague) == {}
    with pytest.raises(WrongState):
        take_in_cover(exchange.runtime, colleague, request.file_id)
    before = len(exchange.leaves())
    assert take_in_cover(exchange.runtime, cover, request.file_id).claimed_by == cover.person_id
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked", "worked"]
    assert waiting(exchange, cover) == {}, "it is their own now"


def test_once_it_is_ended_nothing_is_taken_in_cover(exchange: Exchange) -> None:
    request = send(exchange, ready_case(exchange), "probation")
    away, (cover,) = claim(exchange, request), responders(exchange, 1)
    end_cover(exchange.runtime, away, named(exchange, away, cover).id)
    with pytest.raises(WrongState):
        take_in_cover(exchange.runtime, cover, request.file_id)
    assert waiting(exchange, cover) == {}


def test_whoever_stepped_back_neither_sees_nor_takes_it(exchange: Exchange) -> None:
    request = send(exchange, ready_case(exchange), "probation")
    away, (cover,) = claim(exchange, request), responders(exchange, 1)
    named(exchange, away, cover)
    step_back(exchange.runtime, cover, request.file_id)
    assert waiting(exchange, cover) == {}
    with pytest.raises(NotFound):
        take_in_cover(exchange.runtime, cover, request.file_id)


def test_at_the_hub_whoever_covers_goes_on_the_case_by_their_own_act(exchange: Exchange) -> None:
    case, cover = ready_case(exchange), exchange.person("hub", "hub_collator")
    with pytest.raises(NotFound):
        cover_case(exchange.runtime, cover, case.id)
    named(exchange, case.collator, cover)
    assert waiting(exchange, cover) == {"covered": {case.id}}
    with pytest.raises(NotFound):
        find_case(exchange.runtime, cover, case.id)
    found = find_covered(exchange.runtime, cover, case.id)
    assert found
    assert found.away == case.collator.display_name
    before = len(exchange.leaves())
    cover_case(exchange.runtime, cover, case.id)
    cover_case(exchange.runtime, cover, case.id)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked"]
    assert find_case(exchange.runtime, cover, case.id).case.file_id == case.id
    assert find_covered(exchange.runtime, cover, case.id) is None
    assert waiting(exchange, cover) == {}


def test_of_a_chain_the_last_goes_on_the_case(exchange: Exchange) -> None:
    case, middle, last = ready_case(exchange), *(exchange.person("hub", "hub_collator") for _ in range(2))
    named(exchange, case.collator, middle)
    named(exchange, middle, last)
    cover_case(exchange.runtime, last, case.id)
    assert last.person_id in on(exchange, case)


def test_whoever_stepped_back_does_not_go_on_it_and_is_told_what_a_stranger_is(exchange: Exchange) -> None:
    case, cover = ready_case(exchange), exchange.person("hub", "hub_collator")
    assign_case(exchange.runtime, case.collator, case.id, cover.person_id)
    declare_conflict(exchange.runtime, cover, case.id)
    named(exchange, case.collator, cover)
    assert waiting(exchange, cover) == {}
    told = []
    for case_id in (case.id, ready_case(exchange).id, case.whole):
        with pytest.raises(NotFound) as refused:
            cover_case(exchange.runtime, cover, case_id)
        told.append(refused.value.message)
    assert len({*told}) == 1


def test_an_event_written_beside_the_exchange_lets_nobody_in(own_exchange: Exchange) -> None:
    """Somebody "on the case" by SQL alone, whom a colleague covers."""
    case, away, cover = ready_case(own_exchange), *(own_exchange.person("hub", "hub_collator") for _ in range(2))
    named(own_exchange, away, cover)
    own_exchange.rows(
        "INSERT INTO file_event (file_id, seq, what, about_id, by_id, organisation_id, at, codes, before, sealed) "
        "SELECT file_id, max(seq) + 1, 'assigned', %s, %s, %s, now(), '{}', '', '' FROM file_event "
        "WHERE file_id = %s GROUP BY file_id",
        away.person_id,
        away.person_id,
        away.organisation_id,
        case.id,
    )
    with pytest.raises(NotFound):
        cover_case(own_exchange.runtime, cover, case.id)


@dataclass
class Ended:
    """A case that somebody went on in cover."""

    case: Case
    cover: Actor
    id: UUID


def gone_on(exchange: Exchange, role: str = "hub_collator", last: date = FRIDAY) -> Ended:
    case, cover = ready_case(exchange), exchange.person("hub", role)
    one = named(exchange, case.collator, cover, TODAY, last)
    cover_case(exchange.runtime, cover, case.id)
    return Ended(case, cover, one.id)


def test_when_the_time_is_over_whoever_covered_is_off_the_case(own_exchange: Exchange) -> None:
    ended = gone_on(own_exchange, last=TODAY)
    run_jobs(own_exchange.runtime)
    assert ended.cover.person_id in on(own_exchange, ended.case)
    own_exchange.clock.forward(days=1)
    run_jobs(own_exchange.runtime)
    assert ended.cover.person_id not in on(own_exchange, ended.case)
    with pytest.raises(NotFound):
        find_case(own_exchange.runtime, ended.cover, ended.case.id)


def test_ended_early_they_are_off_it_at_once_and_named_anew_they_stay(own_exchange: Exchange) -> None:
    ended = gone_on(own_exchange)
    end_cover(own_exchange.runtime, ended.case.collator, ended.id)
    named(own_exchange, ended.case.collator, ended.cover)
    run_jobs(own_exchange.runtime)
    assert ended.cover.person_id in on(own_exchange, ended.case), "covered by the same colleague again"
    again = gone_on(own_exchange)
    end_cover(own_exchange.runtime, again.cover, again.id)
    run_jobs(own_exchange.runtime)
    assert again.cover.person_id not in on(own_exchange, again.case)


def test_they_stay_where_nobody_else_could_go_on(own_exchange: Exchange) -> None:
    ended = gone_on(own_exchange, "hub_decision_maker")
    unassign_case(own_exchange.runtime, ended.cover, ended.case.id, ended.case.decider.person_id)
    end_cover(own_exchange.runtime, ended.cover, ended.id)
    other = gone_on(own_exchange)
    unassign_case(own_exchange.runtime, other.cover, other.case.id, other.case.collator.person_id)
    end_cover(own_exchange.runtime, other.cover, other.id)
    run_jobs(own_exchange.runtime)
    assert ended.cover.person_id in on(own_exchange, ended.case), "nobody else decides"
    assert other.cover.person_id in on(own_exchange, other.case), "whom they covered is not on it any more"


def test_whoever_was_put_on_it_otherwise_stays(own_exchange: Exchange) -> None:
    case, cover = ready_case(own_exchange), own_exchange.person("hub", "hub_collator")
    assign_case(own_exchange.runtime, case.collator, case.id, cover.person_id)
    one = named(own_exchange, case.collator, cover)
    cover_case(own_exchange.runtime, cover, case.id)
    end_cover(own_exchange.runtime, cover, one.id)
    run_jobs(own_exchange.runtime)
    assert cover.person_id in on(own_exchange, case)


def test_what_whoever_leaves_had_in_cover_goes_back_and_their_cover_ends(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    request = send(own_exchange, case, "probation")
    away, (cover,) = claim(own_exchange, request), responders(own_exchange, 1)
    named(own_exchange, away, cover)
    take_in_cover(own_exchange.runtime, cover, request.file_id)
    end_membership(own_exchange.admin, cover.membership_id)
    run_jobs(own_exchange.runtime)
    with own_exchange.runtime.database.work(None) as work:
        now = work.files.request(request.file_id)
    assert now
    assert now.claimed_by is None
    claim_request(own_exchange.runtime, away, request.file_id)
    assert own_exchange.rows("SELECT count(*) FROM covering WHERE ended_at IS NULL") == [(0,)]
    (third,) = responders(own_exchange, 1)
    name_cover(own_exchange.runtime, away, away.person_id, third.person_id, TODAY, FRIDAY)

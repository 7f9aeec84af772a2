"""A partner's draft: two at once one wins, nothing typed is lost, and what was sent once is sent once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from app.adapters.database.records import SqlRecordRows
from app.domain.answers import plain
from app.domain.errors import ExchangeError, InvalidInput, Stale, WrongState
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from app.services.disclosure.sealing import Content
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.compose import Ask
from app.services.research.open_request import open_own, open_request
from app.services.research.save_draft import save_draft
from app.services.research.send_requests import send_requests
from app.services.research.work_on_request import claim_request, hand_over
from tests.services.exchange import Exchange
from tests.services.played import (
    QUESTION,
    Case,
    answered,
    claim,
    draft,
    previewed,
    ready_case,
    send,
    sign,
    value,
    version,
)

Drafting = tuple[Case, ResearchRequest, Actor]


@pytest.fixture
def drafting(exchange: Exchange) -> Drafting:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    return case, request, claim(exchange, request)


def at_once(*acts: Callable[[], Any]) -> list[ExchangeError | None]:
    """Run several acts in threads; what each raised."""
    raised: list[ExchangeError | None] = [None] * len(acts)
    together = threading.Barrier(len(acts))

    def run(place: int) -> None:
        together.wait()
        try:
            acts[place]()
        except ExchangeError as failure:
            raised[place] = failure

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def winners(raised: Sequence[ExchangeError | None]) -> int:
    """How many got through; the others must have been told that somebody was first."""
    assert all(one is None or isinstance(one, Stale | WrongState | InvalidInput) for one in raised), raised
    return sum(one is None for one in raised)


def test_answers_not_named_stay(exchange: Exchange, drafting: Drafting) -> None:
    case, request, actor = drafting
    made = draft(exchange, request, actor, case.people[0], {"housing_known": value("yes")})
    content = Content({"housing_tenancy_start": value("2021-04-01")}, {})
    saved = save_draft(exchange.runtime, actor, request.file_id, case.people[0], content, made.version)
    opened = open_own(exchange.runtime, actor, request.file_id, saved.id)
    assert (opened.value("housing_known"), opened.value("housing_tenancy_start")) == ("yes", "2021-04-01")


def test_a_draft_saved_in_another_window_is_not_written_over(exchange: Exchange, drafting: Drafting) -> None:
    case, request, actor = drafting
    made = draft(exchange, request, actor, case.people[0], {"housing_known": value("yes")})
    acts = [
        lambda answer=answer: save_draft(
            exchange.runtime, actor, request.file_id, case.people[0], Content({"housing_known": value(answer)}, {}),
            made.version,
        )
        for answer in ("no", "unknown")
    ]  # fmt: skip
    assert winners(at_once(*acts)) == 1
    kept = open_own(exchange.runtime, actor, request.file_id, made.id)
    assert kept.value("housing_known") in ("no", "unknown")
    assert kept.record.version == made.version + 1


def test_two_first_saves_at_once_make_one_draft(exchange: Exchange, drafting: Drafting) -> None:
    case, request, actor = drafting
    at_once(*[lambda: draft(exchange, request, actor, case.people[0], {"housing_known": value("yes")})] * 2)
    assert exchange.rows("SELECT count(*) FROM record WHERE file_id = %s AND state = 'draft'", request.file_id) == [
        (1,)
    ]


def test_signing_twice_at_once_sends_one_return(exchange: Exchange, drafting: Drafting) -> None:
    case, request, actor = drafting
    draft(exchange, request, actor, case.people[0], {"housing_known": value("yes")})
    seen = version(exchange, actor, request)
    raised = at_once(*[lambda: sign(exchange, actor, request, seen)] * 3)
    assert winners(raised) == 1
    kinds = exchange.rows(
        "SELECT count(*) FROM log_detail WHERE kind = 'return_released' AND file_id = %s", request.file_id
    )
    assert kinds == [(1,)]


def test_a_colleague_who_signs_between_two_reads_is_named_as_first(
    exchange: Exchange, drafting: Drafting, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, request, actor = drafting
    draft(exchange, request, actor, case.people[0], {"housing_known": value("yes")})
    seen = version(exchange, actor, request)
    read = SqlRecordRows.boxes

    def boxes_after_a_colleague(records: SqlRecordRows, record_ids: Sequence[UUID]) -> Any:
        monkeypatch.setattr(SqlRecordRows, "boxes", read)
        sign(exchange, actor, request, seen)
        return read(records, record_ids)

    monkeypatch.setattr(SqlRecordRows, "boxes", boxes_after_a_colleague)
    with pytest.raises(Stale):
        sign(exchange, actor, request, seen)
    assert SqlRecordRows.boxes is read


def test_the_back_button_sends_nothing_again(exchange: Exchange) -> None:
    played = answered(exchange)
    before = len(exchange.leaves())
    with pytest.raises(Stale):
        sign(exchange, played.responder, played.request, 2)
    assert len(exchange.leaves()) == before


def test_a_colleague_keeps_their_draft_when_another_answers(exchange: Exchange, drafting: Drafting) -> None:
    case, request, first = drafting
    mine = draft(exchange, request, first, case.people[0], {"housing_known": value("no")})
    seen = version(exchange, first, request)
    hand_over(exchange.runtime, first, request.file_id)
    second = claim(exchange, request)
    draft(exchange, request, second, case.people[0], {"housing_known": value("yes")})
    sign(exchange, second, request)
    with pytest.raises(Stale):
        sign(exchange, first, request, seen)
    assert exchange.rows("SELECT state FROM record WHERE id = %s", mine.id) == [("draft",)]


def test_two_who_claim_at_once_one_has_it(exchange: Exchange) -> None:
    request = send(exchange, ready_case(exchange), "housing")
    people = [exchange.person("housing", "partner_responder") for _ in range(3)]
    raised = at_once(*[lambda who=who: claim_request(exchange.runtime, who, request.file_id) for who in people])
    assert winners(raised) == 1


def test_a_draft_is_opened_by_nobody_at_the_hub(exchange: Exchange, drafting: Drafting) -> None:
    case, request, actor = drafting
    made = draft(exchange, request, actor, case.people[0], {"housing_known": value("yes")})
    assert open_collation(exchange.runtime, case.decider, case.id).sources[0].opened == ()
    grants = exchange.rows("SELECT organisation_id FROM key_grant WHERE record_id = %s", made.id)
    assert grants == [(request.partner_id,)]


@pytest.mark.parametrize("first", [True, False], ids=["first-save", "later-save"])
def test_two_saves_of_a_case_record_at_once_one_wins(own_exchange: Exchange, *, first: bool) -> None:
    exchange = own_exchange  # somebody takes rows out of it
    case = ready_case(exchange)
    person = case.people[0]
    record = find_case(exchange.runtime, case.collator, case.id).records[person]
    if first:
        for table, column in (("field_box", "record_id"), ("key_grant", "record_id"), ("record", "id")):
            exchange.rows(f"DELETE FROM {table} WHERE {column} = %s", record.id)
    acts = [
        lambda who=who: save_case_record(
            exchange.runtime, who, case.id, person, {"case_subject_name": plain(who.display_name)},
            None if first else record.version,
        )
        for who in (case.collator, case.decider)
    ]  # fmt: skip
    assert winners(at_once(*acts)) == 1
    versions = "SELECT version FROM record WHERE kind = 'case' AND what IS NULL AND subject_id = %s ORDER BY version"
    assert exchange.rows(versions, person) == ([(1,)] if first else [(1,), (2,)])


def test_a_double_click_sends_one_request(exchange: Exchange) -> None:
    case = ready_case(exchange)
    ask = Ask(exchange.organisation("fire").id, "alarm", (), QUESTION, subjects=frozenset(case.people))
    seen = previewed(exchange, case)
    raised = at_once(*[lambda: send_requests(exchange.runtime, case.collator, case.id, [ask], seen)] * 3)
    assert winners(raised) == 1
    assert exchange.rows("SELECT count(*) FROM research_request WHERE case_id = %s", case.id) == [(1,)]


def test_returns_at_once_are_all_counted_on_the_board(exchange: Exchange) -> None:
    case = ready_case(exchange)
    ready = []
    for kind in ("housing", "fire", "education", "police"):
        request = send(exchange, case, kind)
        actor = claim(exchange, request)
        draft(exchange, request, actor, case.people[0], {"return_anything_else": value("Something.")})
        ready.append((actor, request, version(exchange, actor, request)))
    raised = at_once(*[lambda one=one: sign(exchange, *one) for one in ready])
    assert winners(raised) == 4
    assert exchange.rows("SELECT asked, answered FROM case_entry WHERE file_id = %s", case.id) == [(4, 4)]


def test_when_it_was_first_opened_is_not_forgotten(own_exchange: Exchange) -> None:
    exchange = own_exchange  # what is stored here has no event
    request = send(exchange, ready_case(exchange), "housing")
    actor = claim(exchange, request)
    with exchange.runtime.database.work(actor.organisation_id) as work:
        before = work.files.request(request.file_id)
    assert before is not None
    open_request(exchange.runtime, actor, request.file_id)
    with exchange.runtime.database.work(actor.organisation_id) as work:
        work.files.save_requests([before.hand_over()])  # read before it was opened, stored after
        work.commit()
    assert exchange.rows("SELECT opened_at IS NULL FROM research_request WHERE file_id = %s", request.file_id) == [
        (False,)
    ]

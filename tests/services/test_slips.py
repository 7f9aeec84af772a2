"""A slip beside every return and outcome: what figures need of it, sealed for the hub, and missed by verification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app.domain.answers import ANSWER_KINDS, GROUNDS, Answer, plain
from app.domain.slips import CaseFigures, ReturnFigures, age_band, case_figures, return_figures
from app.services.disclosure.sealing import Content
from app.services.governance.check_log import check_log
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.reporting.read_slips import read_slips
from app.services.reporting.slip_format import LONGEST_CODE
from app.services.reporting.write_slips import write_slips
from app.services.research.ask_hub import ask_hub
from app.services.research.save_draft import save_draft, start_correction
from tests.services.exchange import Exchange
from tests.services.played import STATED, Case, answered, basis, claim, draft, ready_case, records_of, send, sign

DECLINED = Answer("declined", ground="legal_bar", note="A court forbids it.")
CODED = (
    "case_channel",
    "case_concern_category",
    "case_decision",
    "case_told_or_agreed",
    "return_consent_reason",
)


def standing(exchange: Exchange) -> Mapping[UUID, ReturnFigures | CaseFigures | None]:
    """What counts of the hub, by the record it is about."""
    with exchange.runtime.database.work(None) as work:
        slips = work.slips.standing(exchange.organisation("hub").id)
        return {slip.record_id: figures for slip, figures in read_slips(exchange.runtime, work, slips)}


def closed(exchange: Exchange, case: Case) -> UUID:
    """The case with its outcome; the record that holds it."""
    words = {"case_decision": plain("early_help"), "case_decision_reason": plain("Made up.")}
    codes = {"state": "closed"}
    return state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", words, None, codes).id


def test_a_return_leaves_its_most_and_least_telling_answer_and_the_ground_of_its_decline(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known", "housing_address"))
    responder = claim(exchange, request)
    given = {"housing_known": Answer("searched_no_trace"), "housing_address": DECLINED}
    record = draft(exchange, request, responder, case.people[0], given)
    sign(exchange, responder, request)
    assert standing(exchange)[record.id] == ReturnFigures(
        "searched_no_trace", "declined", "legal_bar", "would_prejudice"
    )


def test_a_correction_takes_the_place_of_what_it_corrects(exchange: Exchange) -> None:
    played = answered(exchange)
    (record,) = start_correction(exchange.runtime, played.responder, played.request.file_id)
    nothing = Content(dict.fromkeys(("housing_known", "housing_address"), Answer("not_searched")), {})
    save_draft(
        exchange.runtime, played.responder, played.request.file_id, played.case.people[0], nothing, record.version
    )
    sign(exchange, played.responder, played.request)
    counted = standing(exchange)
    assert played.record.id not in counted
    assert counted[record.id] == ReturnFigures("not_searched", "not_searched", None, "would_prejudice")


def test_a_question_to_the_hub_leaves_a_slip_like_any_return(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing", ("housing_known",))
    responder = claim(exchange, request)
    relied = basis(exchange, "housing", "return")
    about = case.people[0]
    ask_hub(exchange.runtime, responder, request.file_id, about, question="Which?", legal_basis=relied, stated=STATED)
    (record,) = records_of(exchange, request, "return")
    needed = "more_information_needed"[:LONGEST_CODE]
    assert standing(exchange)[record] == ReturnFigures(needed, needed, None, "would_prejudice")


def test_an_outcome_leaves_how_the_case_came_and_how_old_the_youngest_is(exchange: Exchange) -> None:
    case = ready_case(exchange)
    born = {"case_date_of_birth": plain("2019-11-25")}
    save_case_record(exchange.runtime, case.collator, case.id, case.people[0], born, 1)
    record = closed(exchange, case)
    assert standing(exchange)[record] == CaseFigures(None, None, "early_help", None, "5-9")


def test_an_outcome_stated_anew_takes_the_place_of_the_one_before(exchange: Exchange) -> None:
    case, runtime = ready_case(exchange), exchange.runtime
    first = closed(exchange, case)
    anew = CaseFigures(None, None, "advice", None, None)
    with runtime.database.work(None) as work:  # no page opens a case again yet
        before = work.records.find(first)
        assert before is not None
        later = exchange.clock.now() + timedelta(hours=1)
        again = replace(before, id=uuid4(), version=2, saved_at=later, released_at=later, supersedes=first)
        work.records.add(again)
        write_slips(runtime, work, exchange.organisation("hub").id, [(again, anew)])
        work.commit()
    counted = standing(exchange)
    assert first not in counted
    assert counted[again.id] == anew


def test_all_slips_have_one_size(exchange: Exchange) -> None:
    answered(exchange)
    closed(exchange, ready_case(exchange))
    assert exchange.rows("SELECT count(DISTINCT length(sealed)) FROM slip") == [(1,)]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ("DELETE FROM slip WHERE about = 'return'", "its slip was edited or removed"),
        ("UPDATE slip SET sealed = sealed || '\\x00' WHERE about = 'return'", "its slip was edited or removed"),
        ("UPDATE slip SET version = version + 1 WHERE about = 'return'", "its slip was edited or removed"),
        ("UPDATE slip SET about = 'case' WHERE about = 'return'", "its slip was edited or removed"),
        ("DELETE FROM slip WHERE about = 'case'", "has no slip"),
        ("UPDATE slip SET version = version + 1 WHERE about = 'case'", "does not open"),
    ],
)
def test_verifying_finds_a_slip_that_was_edited_or_taken_away(own_exchange: Exchange, edit: str, told: str) -> None:
    played = answered(own_exchange)
    closed(own_exchange, played.case)
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows(edit)
    assert any(told in problem for problem in check_log(own_exchange.runtime).problems)


def test_of_whom_only_the_year_is_known_the_youngest_age_counts() -> None:
    subjects = [{"case_date_of_birth": plain(born)} for born in ("2016", "2015-03", "1990-01-01")]
    assert case_figures({}, subjects, date(2026, 11, 24)).youngest == "5-9"
    assert case_figures({}, subjects[1:], date(2026, 11, 24)).youngest == "10-15"


@pytest.mark.parametrize(
    ("day", "band"),
    [
        ("2026-12-24", "0-4"),
        ("2021-11-25", "0-4"),
        ("2021-11-24", "5-9"),
        ("2008-11-24", "18-25"),
        ("1930-01-01", "65+"),
    ],
)
def test_age_is_in_whole_years_on_the_day(day: str, band: str) -> None:
    assert age_band(date.fromisoformat(day), date(2026, 11, 24)) == band


@pytest.mark.parametrize(
    ("best", "worst"),
    [
        ("value", "trace_nothing_relevant"),
        ("trace_nothing_relevant", "searched_no_trace"),
        ("searched_no_trace", "not_searched"),
        *((kind, kind) for kind in ANSWER_KINDS),
    ],
)
def test_of_a_return_the_most_and_the_least_telling_kind_count(best: str, worst: str) -> None:
    given = {"one": Answer(worst), "another": Answer(best), "envelope": Answer("value")}
    figures = return_figures(("one", "another"), given)
    assert (figures.best, figures.worst) == (best, worst)


def test_codes_stay_apart_when_they_are_cut(exchange: Exchange) -> None:
    catalogue = exchange.runtime.policy.release.catalogue
    lists = [[one.key for one in catalogue[key].options] for key in CODED]
    for codes in (*lists, list(GROUNDS), list(ANSWER_KINDS)):
        assert len({code[:LONGEST_CODE] for code in codes}) == len(codes) > 0

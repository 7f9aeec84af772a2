"""What a named person said in a case stays, with who and when, whatever anybody says or saves after it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.answers import plain
from app.domain.errors import ChangedSincePreview, HistoryDamaged, InvalidInput, Stale
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case, open_versions
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.played import PURPOSE, QUESTION, Case, previewed, rate, ready_case, records_of, send
from tests.services.stepping import interleave

FIRST, SECOND = "Reasonable cause, because of what the school saw.", "Madeup: other words, written later."


def decide(exchange: Exchange, case: Case, words: str, seen: int | None) -> Record:
    """The decision-maker records the section 47 decision in these words."""
    decided = {"case_manager_decision": plain(words)}
    return state_in_case(exchange.runtime, case.decider, case.id, case.whole, "manager_decision", decided, seen)


def history(exchange: Exchange, case: Case) -> list[Record]:
    """Everything saved and said in the case."""
    with exchange.runtime.database.work(None) as work:
        return list(work.records.of_file(case.id, "case"))


def test_a_decision_in_other_words_leaves_the_one_that_requests_left_under(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "housing")
    first = find_case(exchange.runtime, case.decider, case.id).stated["manager_decision", case.whole]
    size = len(exchange.leaves())
    exchange.clock.forward(hours=1)
    second = decide(exchange, case, SECOND, 1)
    assert [kind for _, _, kind in exchange.leaves()[size:]] == ["stated"]

    known = find_case(exchange.runtime, case.decider, case.id)
    opened = open_versions(exchange.runtime, case.decider, known, case.whole, "manager_decision", all_=True)
    assert [one.value("case_manager_decision") for one in opened] == [SECOND, FIRST]
    assert [one.record.author_person_id for one in opened] == [case.decider.person_id] * 2
    assert opened[0].record.released_at == (opened[1].record.released_at or exchange.clock.now()) + timedelta(hours=1)
    with exchange.runtime.database.work(None) as work:
        sent = [work.records.find(one) for one in records_of(exchange, request, "request")]
    for one in sent:
        assert one is not None
        assert str(first.id) in one.codes["relied_on"]
        assert str(second.id) not in one.codes["relied_on"]


def test_what_is_held_on_record_keeps_its_versions_and_has_a_leaf_each(exchange: Exchange) -> None:
    case = ready_case(exchange)
    child, size = case.people[0], len(exchange.leaves())
    save_case_record(exchange.runtime, case.decider, case.id, child, {"case_subject_name": plain("Madeup Other")}, 1)
    [(_, saved, _)] = exchange.leaves()[size:]
    found = exchange.rows("SELECT convert_from(leaf, 'UTF8')::jsonb ->> 'what' FROM log_leaf WHERE id = %s", saved)
    assert found == [("altered",)]
    known = find_case(exchange.runtime, case.decider, case.id)
    opened = open_versions(exchange.runtime, case.decider, known, child, all_=True)
    assert [one.value("case_subject_name") for one in opened] == ["Madeup Other", "Madeup Person"]
    authors = [one.record.author_person_id for one in opened]
    assert authors == [case.decider.person_id, case.collator.person_id]


def test_of_two_who_decide_at_once_one_stands_and_the_other_is_told(exchange: Exchange) -> None:
    case = ready_case(exchange)

    def one(words: str) -> str | None:
        try:
            decide(exchange, case, words, 1)
        except Stale as told:
            return told.message
        return None

    with ThreadPoolExecutor(2) as both:
        told = list(both.map(one, ("Madeup one", "Madeup other")))
    assert sorted(answer is None for answer in told) == [False, True]
    assert len([one for one in history(exchange, case) if one.what == "manager_decision"]) == 2


def test_a_request_leaves_on_the_basis_that_stands_when_it_leaves(exchange: Exchange) -> None:
    case, at = ready_case(exchange), 0
    known = find_case(exchange.runtime, case.decider, case.id)
    before, other = known.case.legal_basis, "hub_child_in_need"
    while True:
        seen = find_case(exchange.runtime, case.decider, case.id).stated["purpose", case.whole].version
        back = {"purpose": PURPOSE, "legal_basis": before}
        changed = {"purpose": PURPOSE, "legal_basis": other}

        def change(seen: int = seen, codes: dict[str, str] = changed) -> Record:
            return state_in_case(exchange.runtime, case.decider, case.id, case.whole, "purpose", {}, seen, codes)

        ask = Ask(
            exchange.another("housing").id, "They may know the family.", (), QUESTION, subjects=frozenset(case.people)
        )
        shown = previewed(exchange, case)

        def sent(ask: Ask = ask, shown: str = shown) -> ResearchRequest:
            return send_requests(exchange.runtime, case.collator, case.id, [ask], shown)[0]

        met = interleave(exchange, sent, at, change)
        assert met.other.succeeded, met.other.raised
        if met.stopped.succeeded:
            left = met.stopped.answer
            assert left.legal_basis == before
            assert met.stopped.committed is not None
            assert met.other.ended is not None
            assert not (met.overtook and met.stopped.committed > met.other.ended), f"the old basis, at step {at}"
        else:
            assert isinstance(met.stopped.raised, InvalidInput | ChangedSincePreview)
        state_in_case(exchange.runtime, case.decider, case.id, case.whole, "purpose", {}, seen + 1, back)
        if not met.reached:
            break
        at += 1
    assert at > 3


@pytest.mark.parametrize("edit", [
    "UPDATE record SET what = 'outcome' WHERE id = %s",
    "UPDATE record SET author_person_id = (SELECT started_by FROM case_file LIMIT 1) WHERE id = %s",
    "UPDATE record SET released_at = released_at - interval '1 day' WHERE id = %s",
    "UPDATE record SET codes = '{\"madeup\": 1}' WHERE id = %s",
    "UPDATE record SET channel = 'oral' WHERE id = %s",
    "UPDATE record SET happened_at = now() WHERE id = %s",
    "DELETE FROM key_grant WHERE record_id = %s",
    "DELETE FROM field_box WHERE record_id = %s",
])  # fmt: skip
def test_an_edited_decision_sends_nothing_and_verification_says_so(own_exchange: Exchange, edit: str) -> None:
    case, other = ready_case(own_exchange), ready_case(own_exchange)
    stands = find_case(own_exchange.runtime, case.decider, case.id)
    own_exchange.rows(edit, stands.stated["manager_decision", case.whole].id)
    with pytest.raises((HistoryDamaged, InvalidInput)) as stopped:
        send(own_exchange, case, "housing")
    if isinstance(stopped.value, HistoryDamaged):
        assert stands.case.reference in stopped.value.message
    assert not records_sent(own_exchange)
    assert send(own_exchange, other, "housing").state == "sent"
    assert check_log(own_exchange.runtime).problems


def test_a_decision_written_in_by_sql_sends_nothing(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    own_exchange.rows("""
        INSERT INTO record SELECT (jsonb_populate_record(record, jsonb_build_object(
            'id', gen_random_uuid(), 'version', 2, 'supersedes', id))).* FROM record WHERE what = 'manager_decision'
    """)  # fmt: skip
    with pytest.raises(HistoryDamaged):
        send(own_exchange, case, "housing")
    assert not records_sent(own_exchange)
    assert any("was changed or written in" in one for one in check_log(own_exchange.runtime).problems)


@pytest.mark.parametrize("newest", ["contact_safety", "manager_decision", "rating"])
def test_the_newest_that_is_taken_away_whole_is_found_by_its_entry(own_exchange: Exchange, newest: str) -> None:
    """Nothing beside the log tells that there was one."""
    case = ready_case(own_exchange)
    if newest == "rating":
        rate(own_exchange, case, "amber")
    assert check_log(own_exchange.runtime).problems == ()
    gone = "SELECT id FROM record WHERE what = %s ORDER BY version DESC LIMIT 1"
    [(record,)] = own_exchange.rows(gone, newest)
    for table, column in (("field_box", "record_id"), ("key_grant", "record_id"), ("record", "id")):
        own_exchange.rows(f"DELETE FROM {table} WHERE {column} = %s", record)
    assert any("What entry number" in one for one in check_log(own_exchange.runtime).problems)


def test_a_damaged_history_is_named_and_all_other_cases_are_verified(own_exchange: Exchange) -> None:
    case, other = ready_case(own_exchange), ready_case(own_exchange)
    stands = find_case(own_exchange.runtime, case.decider, case.id)
    listed = find_case(own_exchange.runtime, other.decider, other.id).case.reference
    own_exchange.rows("UPDATE record SET version = 7 WHERE what = 'proposed_rating' AND file_id = %s", case.id)
    own_exchange.rows("UPDATE case_entry SET subjects = 9 WHERE file_id = %s", other.id)
    problems = check_log(own_exchange.runtime).problems
    assert any(stands.case.reference in one and "is not whole" in one for one in problems)
    assert f"Case {listed} is listed other than it stands." in problems


def test_a_decision_taken_out_of_the_middle_is_found_by_everybody_on_the_case(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    decide(own_exchange, case, SECOND, 1)
    own_exchange.rows("ALTER TABLE record DISABLE TRIGGER ALL")
    own_exchange.rows("DELETE FROM record WHERE what = 'manager_decision' AND version = 1")
    with pytest.raises(HistoryDamaged):
        find_case(own_exchange.runtime, case.decider, case.id)


def records_sent(exchange: Exchange) -> int:
    """How many requests have left."""
    return int(exchange.rows("SELECT count(*) FROM research_request")[0][0])

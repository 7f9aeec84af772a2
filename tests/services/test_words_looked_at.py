"""Words that say a place their author may not know are counted by person and case, where the author does not see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.answers import plain
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.lists import LogFilter, Page
from app.services.disclosure.words_looked_at import JOB, KIND, MANY, WITHIN_MINUTES
from app.services.governance.check_log import check_log
from app.services.governance.open_entry import open_entry
from app.services.governance.read_log import list_disclosures
from app.services.governance.read_party_log import read_party_log
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.messages.run_jobs import run_jobs
from app.services.research.my_work import find_my_work
from tests.security.test_second_membership import also
from tests.services.exchange import Exchange
from tests.services.held import ask
from tests.services.played import Case
from tests.services.test_words_that_tell import SAYS, SAYS_NOT, of_two

WORDS = "case_do_not_contact"


@pytest.fixture
def exchange(own_exchange: Exchange) -> Exchange:
    """One of its own: the worker does all that waits, and the whole log is checked."""
    return own_exchange


@pytest.fixture
def case(exchange: Exchange) -> Case:
    return of_two(exchange)[0]


def colleague(exchange: Exchange, case: Case) -> Actor:
    """Another collator on the case, who was told nothing."""
    another = exchange.person("hub", "hub_collator")
    assign_case(exchange.runtime, case.collator, case.id, another.person_id)
    return another


def note(exchange: Exchange, case: Case, by: Actor, words: str) -> None:
    """Somebody writes this about the other child."""
    other = case.people[1]
    known = find_case(exchange.runtime, by, case.id).records[other]
    save_case_record(exchange.runtime, by, case.id, other, {WORDS: plain(words)}, known.version)


def looked(exchange: Exchange) -> None:
    """The worker has done all that waits, however late it is to be done."""
    exchange.clock.forward(timedelta(minutes=WITHIN_MINUTES + 1))
    run_jobs(exchange.runtime, most=1000)


def found(exchange: Exchange, case: Case) -> list[tuple[Any, ...]]:
    """Who hit in the case, and how often it was by then."""
    query = "SELECT actor_id, facts ->> 'times' FROM log_detail WHERE kind = %s AND file_id = %s ORDER BY 2"
    return exchange.rows(query, KIND, case.id)


def test_who_says_a_place_they_may_not_know_is_counted_in_the_case(exchange: Exchange, case: Case) -> None:
    by = colleague(exchange, case)
    for words in (*SAYS, SAYS_NOT):
        note(exchange, case, by, words)
    looked(exchange)
    assert found(exchange, case) == [(by.person_id, str(one)) for one in (1, 2, 3)]
    looked(exchange)
    assert len(found(exchange, case)) == len(SAYS), "once for what was typed once"


def test_what_was_typed_before_is_not_counted_again(exchange: Exchange, case: Case) -> None:
    by = colleague(exchange, case)
    note(exchange, case, by, SAYS[0])
    other = case.people[1]
    known = find_case(exchange.runtime, by, case.id).records[other]
    again = {WORDS: plain(SAYS[0]), "case_subject_name": plain("Madeup Other")}
    save_case_record(exchange.runtime, by, case.id, other, again, known.version)
    looked(exchange)
    assert len(found(exchange, case)) == 1


def test_whoever_may_know_it_or_typed_it_is_not_counted(exchange: Exchange, case: Case) -> None:
    note(exchange, case, case.decider, SAYS[0])
    note(exchange, case, case.collator, SAYS[1])  # who typed the address
    looked(exchange)
    assert found(exchange, case) == []


def test_a_question_to_a_partner_counts_too(exchange: Exchange, case: Case) -> None:
    by = colleague(exchange, case)
    ask(exchange, replace(case, collator=by), "police", case.people[1])
    looked(exchange)
    assert found(exchange, case) == [(by.person_id, "1")]


def test_a_right_guess_and_a_wrong_one_leave_the_same_behind_until_the_author_is_gone(
    exchange: Exchange, case: Case
) -> None:
    by, left = colleague(exchange, case), []
    for words in (SAYS_NOT, "9 Refuge Way", "8 Refuge Row"):
        before, there = len(exchange.leaves()), {one for (one,) in exchange.rows("SELECT id FROM job")}
        note(exchange, case, by, words)
        jobs = exchange.rows("SELECT id, kind, payload - 'records' FROM job ORDER BY kind")
        left.append((len(exchange.leaves()) - before, [job for one, *job in jobs if one not in there]))
        looked(exchange)
    assert left[0] == left[1] == left[2]
    assert [kind for kind, _ in left[0][1]] == [JOB]


def test_those_who_govern_the_log_are_told_at_the_third(exchange: Exchange, case: Case) -> None:
    by, officer = colleague(exchange, case), exchange.person("hub", "ig_officer")
    waits = [waiting(exchange, officer)]
    for words in SAYS:
        note(exchange, case, by, words)
        looked(exchange)
        waits.append(waiting(exchange, officer))
    assert [one - waits[0] for one in waits] == [0, 0, 0, 1], f"at every {MANY}"
    (entry,) = exchange.rows("SELECT entry_id FROM review_due WHERE acted_by = %s", by.person_id)[-1]
    read = open_entry(exchange.runtime, officer, entry)
    assert (read.detail.facts["times"], read.actor_name, read.fits) == (3, by.display_name, True)
    assert [one.field for each in read.records for one in each.fields] == [WORDS]
    assert "Refuge Way" not in str(read)
    assert waiting(exchange, officer) == waits[0], "it was looked at"


def waiting(exchange: Exchange, who: Actor) -> int:
    return sum(one.count or 0 for one in find_my_work(exchange.runtime, who).groups)


def test_the_author_sees_it_in_no_log_whatever_other_role_they_have(exchange: Exchange, case: Case) -> None:
    by = colleague(exchange, case)
    note(exchange, case, by, SAYS[0])
    looked(exchange)
    ((entry,),) = exchange.rows("SELECT id FROM log_detail WHERE kind = %s AND file_id = %s", KIND, case.id)
    hub = exchange.organisation("hub").id
    for role in ("ig_officer", "auditor"):
        theirs, another = also(exchange, by, "hub", role), exchange.person("hub", role)
        with pytest.raises(NotFound):
            open_entry(exchange.runtime, theirs, entry)
        shown = [listed(exchange, one, hub) for one in (theirs, another)]
        assert entry not in shown[0]
        assert entry in shown[1]
    (label,) = exchange.rows("SELECT label FROM log WHERE hub_id = %s AND other_id = %s", hub, hub)[0]
    page = read_party_log(exchange.runtime, theirs, label)
    assert [(one.closed, one.body) for one in page.entries if one.id == entry] == [(True, {})]


def listed(exchange: Exchange, who: Actor, hub: Any) -> list[Any]:
    return [one.id for one in list_disclosures(exchange.runtime, who, LogFilter(hub, kind=KIND), Page()).rows]


def test_what_is_left_in_the_log_verifies(exchange: Exchange, case: Case) -> None:
    note(exchange, case, colleague(exchange, case), SAYS[0])
    looked(exchange)
    assert check_log(exchange.runtime).problems == ()

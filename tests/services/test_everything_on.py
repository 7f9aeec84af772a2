"""Everything about one person of a case: records of every version, requests, returns and who was shown it; no value."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound
from app.services.collation.open_collation import open_collation
from app.services.governance.everything_on import everything_on, people_of
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from tests.governance.commands import flask
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Answered, answered

__all__ = ["own_exchange"]

WHY = "A subject access request came in."


def reference_of(exchange: Exchange, played: Answered) -> str:
    return find_case(exchange.runtime, played.case.decider, played.case.id).case.reference


def test_it_finds_what_was_kept_asked_and_answered_in_every_version(own_exchange: Exchange) -> None:
    played, officer = answered(own_exchange), own_exchange.person("hub", "ig_officer")
    case, child = played.case, played.case.people[0]
    known = find_case(own_exchange.runtime, case.collator, case.id).records[child]
    saved = {"case_subject_name": plain("Madeup Corrected")}
    save_case_record(own_exchange.runtime, case.collator, case.id, child, saved, known.version)
    reference = reference_of(own_exchange, played)
    assert child in {one.subject_id for one in people_of(own_exchange.runtime, officer, reference).subjects}
    found = everything_on(own_exchange.runtime, officer, played.request.reference, child, WHY)
    assert found.case.reference == reference
    kinds = [one.record.kind for one in found.records]
    assert {"case", "request", "return"} == set(kinds)
    held = [one for one in found.records if (one.record.kind, one.record.what) == ("case", None)]
    assert [one.stands for one in held].count(True) == 1
    assert len(held) > 1, "what was replaced is among it"
    assert played.record.id in {one.record.id for one in found.records}
    assert all(one.record.subject_id == child for one in found.records)
    assert own_exchange.leaves()[-1][2] == "log_read"
    reads = own_exchange.rows("SELECT actor_id FROM log_detail WHERE kind = 'log_read'")
    assert (officer.person_id,) in reads


def test_it_needs_somebody_and_a_reason_and_nobody_else_reads_it(own_exchange: Exchange) -> None:
    played, officer = answered(own_exchange), own_exchange.person("hub", "ig_officer")
    reference, child = reference_of(own_exchange, played), played.case.people[0]
    for about in (None, uuid4()):
        with pytest.raises(InvalidInput) as wrong:
            everything_on(own_exchange.runtime, officer, reference, about, " ")
        assert set(wrong.value.errors) == {"about", "reason"}
    with pytest.raises(InvalidInput):
        everything_on(own_exchange.runtime, officer, "ABCD-234J", child, WHY)
    for actor in (played.case.decider, own_exchange.person("hub", "auditor"), played.responder):
        with pytest.raises(NotFound):
            everything_on(own_exchange.runtime, actor, reference, child, WHY)


def test_of_what_is_erased_it_says_so(own_exchange: Exchange) -> None:
    played, officer = answered(own_exchange), own_exchange.person("hub", "ig_officer")
    erase(own_exchange, played.request.file_id)
    found = everything_on(own_exchange.runtime, officer, played.request.reference, played.case.people[0], WHY)
    assert set(found.erased) == {played.request.file_id}


def test_the_command_lists_whom_and_then_prints_all_of_it(own_exchange: Exchange) -> None:
    played, officer = answered(own_exchange), own_exchange.person("hub", "ig_officer")
    open_collation(own_exchange.runtime, played.case.decider, played.case.id)
    asked = ("files", "everything", played.request.reference, "--at", str(officer.organisation_id), "--by")
    listed = flask(own_exchange.runtime, *asked, str(officer.person_id))
    assert listed.code == 0, listed.error
    child = str(played.case.people[0])
    assert child in {one["id"] for one in json.loads(listed.out)}
    silent = flask(own_exchange.runtime, *asked, str(officer.person_id), "--about", child)
    assert (silent.code, "Say why you need it" in silent.error) == (1, True)
    ran = flask(own_exchange.runtime, *asked, str(officer.person_id), "--about", child, "--why", WHY)
    assert ran.code == 0, ran.error
    said = json.loads(ran.out)
    assert str(played.record.id) in {one["id"] for one in said["records"]}
    assert {"return_released", "opened"} <= {one["kind"] for one in said["shown"]}
    assert "the same person in another case, unless somebody has said so" in said["cannot_find"]
    assert "Madeup" not in json.dumps([one["what"] for one in said["records"]])

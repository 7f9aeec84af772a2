"""Once it is known that somebody in a case works for a partner that was asked, nothing more is sent to it: it is rung.

Colleagues share its inbox and its mails. What must not stand there any more is taken out, and nobody is mailed of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.demonstration.database import Cluster
from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.ask_hub import ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.open_request import open_request
from app.services.research.send_changed import find_behind, send_identity, send_safety
from policies.engine.vocabulary import PLACES
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.services.played import STATED, Case, basis, claim, ready_case, say_role, send, works_for
from tests.services.test_calling_back import minutes
from tests.services.test_facts_that_change import correct, mails, say, told

WHY = "Madeup: they agreed to it."


@pytest.fixture(scope="module")
def exchange(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """An exchange for this module alone: its clock goes on, and its worker works off what is due."""
    folder: Path = tmp_path_factory.mktemp("employers")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as made:
        yield made


def asked(exchange: Exchange) -> tuple[Case, dict[str, ResearchRequest], dict[str, Actor]]:
    """A child and an adult of whom two partners were asked before anybody knew that the adult works for one of them."""
    case = ready_case(exchange, subjects=("child", "adult"), protected=("no", "no"))
    say(exchange, case, case_family_may_be_told="yes", case_safe_contact_method="letter")
    requests = {kind: send(exchange, case, kind) for kind in ("housing", "police")}
    return case, requests, {kind: claim(exchange, one) for kind, one in requests.items()}


def employs(exchange: Exchange, case: Case) -> None:
    works_for(exchange, case.collator, case.id, case.people[1], exchange.organisation("housing").id)


def to_ring(exchange: Exchange, request: ResearchRequest) -> bool:
    """Whether the hub is told that this partner could not be told."""
    rows = exchange.rows("SELECT what FROM file_event WHERE file_id = %s ORDER BY seq", request.file_id)
    return ("untold",) in rows


def places_in(exchange: Exchange, actor: Actor, request: ResearchRequest, person: UUID) -> list[str]:
    """The places that the partner reads of somebody when it opens the request."""
    catalogue = exchange.runtime.policy.release.catalogue
    (about,) = (
        one for one in open_request(exchange.runtime, actor, request.file_id).records if one.record.subject_id == person
    )
    return [key for key, one in about.fields.items() if one.answer and PLACES & set(catalogue[key].tags)]


def test_a_tightening_goes_to_others_and_the_employer_is_to_be_rung(exchange: Exchange) -> None:
    case, requests, readers = asked(exchange)
    employs(exchange, case)
    say(exchange, case, case_family_may_be_told="no", case_do_not_contact="Madeup: he works there.")
    assert told(exchange, readers["police"], requests["police"])["request_family_may_be_told"] == "no"
    assert told(exchange, readers["housing"], requests["housing"])["request_family_may_be_told"] == "yes"
    assert mails(exchange, requests["police"]) == ["safety_changed"]
    assert mails(exchange, requests["housing"]) == []
    assert (to_ring(exchange, requests["housing"]), to_ring(exchange, requests["police"])) == (True, False)
    assert check_log(exchange.runtime).problems == ()


def test_nobody_there_is_told_that_a_name_was_corrected(exchange: Exchange) -> None:
    case, requests, readers = asked(exchange)
    employs(exchange, case)
    correct(exchange, case, case_subject_name="Madeup Other-Name")
    assert mails(exchange, requests["police"]) == ["identity_corrected"]
    assert mails(exchange, requests["housing"]) == []
    assert "request_changed" not in told(exchange, readers["housing"], requests["housing"])
    assert to_ring(exchange, requests["housing"])


def test_a_place_that_must_not_stand_there_is_taken_out_and_nobody_is_mailed(exchange: Exchange) -> None:
    case, requests, readers = asked(exchange)
    say_role(exchange, case.collator, case.id, case.people[1], "alleged")
    employs(exchange, case)
    assert places_in(exchange, readers["housing"], requests["housing"], case.people[0]) == ["request_address"]
    mailed = {kind: mails(exchange, one) for kind, one in requests.items()}
    before = find_case(exchange.runtime, case.decider, case.id).records[case.people[0]]
    protects = {"case_protected_address": plain("yes")}
    save_case_record(exchange.runtime, case.decider, case.id, case.people[0], protects, before.version)
    assert places_in(exchange, readers["housing"], requests["housing"], case.people[0]) == []
    assert mails(exchange, requests["housing"]) == mailed["housing"]
    assert to_ring(exchange, requests["housing"])
    assert mails(exchange, requests["police"]) == [*mailed["police"], "safety_changed"]


def test_no_named_person_sends_it_what_holds_now(exchange: Exchange) -> None:
    case, requests, _ = asked(exchange)
    say(exchange, case, case_family_may_be_told="no")
    say(exchange, case, case_family_may_be_told="yes")
    employs(exchange, case)
    correct(exchange, case, case_subject_name="Madeup Third-Name")
    housing, police = requests["housing"].file_id, requests["police"].file_id
    assert {one.file_id for one in find_behind(exchange.runtime, case.decider, case.id)} == {police}
    with pytest.raises(NotFound):
        send_safety(exchange.runtime, case.decider, case.id, [police, housing], WHY)
    with pytest.raises(NotFound):
        send_identity(exchange.runtime, case.decider, case.id, housing, case.people[0], WHY, another=False)
    send_safety(exchange.runtime, case.decider, case.id, [police], WHY)


def test_what_was_decided_before_it_was_known_does_not_leave(exchange: Exchange) -> None:
    case, requests, readers = asked(exchange)
    say(exchange, case, case_family_may_be_told="no")
    say(exchange, case, case_family_may_be_told="yes")
    both = [one.file_id for one in requests.values()]
    send_safety(exchange.runtime, case.decider, case.id, both, WHY)
    employs(exchange, case)
    minutes(exchange, 11)
    assert told(exchange, readers["police"], requests["police"])["request_family_may_be_told"] == "yes"
    assert told(exchange, readers["housing"], requests["housing"])["request_family_may_be_told"] == "no"


def test_its_question_is_answered_on_the_telephone(exchange: Exchange) -> None:
    case, requests, readers = asked(exchange)
    person, request = case.people[0], requests["housing"]
    resting = basis(exchange, "housing", "return")
    ask_hub(
        exchange.runtime,
        readers["housing"],
        request.file_id,
        person,
        question="Which?",
        legal_basis=resting,
        stated=STATED,
    )
    employs(exchange, case)
    names = {"request_former_names": plain([{"name": "Madeup Formerly"}])}
    with pytest.raises(InvalidInput) as refused:
        answer_partner(exchange.runtime, case.decider, request.file_id, person, names)
    assert "designated officer" in " ".join(refused.value.errors.values())
    assert exchange.organisation("housing").telephone in " ".join(refused.value.errors.values())

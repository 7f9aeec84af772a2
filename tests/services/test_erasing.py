"""A file is erased: its key goes, each log says so first, and everything else stands and opens as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID, uuid4

import psycopg
import pytest

from app.adapters.database.keys import KeyStore
from app.adapters.keys.keeper import KeyKeeper
from app.demonstration.database import Cluster
from app.domain.errors import Erased, KeysUnavailable, NotFound
from app.domain.records import TenantKey
from app.services.collation.open_collation import open_collation
from app.services.collation.reveal import prepare_reveal
from app.services.disclosure.gate import open_records
from app.services.governance import erase_file as erasing_a_file
from app.services.governance.check_log import check_log
from app.services.intake.assign_case import assign_case, declare_conflict
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.clarify import answer_partner
from app.services.research.open_question import open_question
from app.services.research.open_request import find_request, open_own, open_request
from app.services.research.save_draft import start_correction
from app.services.research.survey_request import survey_request
from app.services.research.work_on_request import claim_request, hand_over
from tests.services.erasing import erase
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import exchange_copied
from tests.services.played import Answered, answered, claim, draft, ready_case, records_of, send, sign, value

ERASED = "SELECT count(*) FROM log_leaf WHERE kind = 'erased' AND convert_from(leaf, 'UTF8')::json ->> 'file' = %s"


@pytest.fixture(scope="module")
def exchange(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exchange]:
    """An exchange of this module's own, as each of its logs is verified."""
    with exchange_copied(cluster, exchange_template, keystore_template, tmp_path_factory.mktemp("erasing")) as made:
        yield made


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Answered:
    """A request that was answered and is erased, in a case that stands."""
    one = answered(exchange)
    erase(exchange, one.request.file_id)
    return one


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The files whose keys are asked for from now on."""
    asked: list[UUID] = []
    fetch = KeyKeeper.file_keys

    def noted(self: KeyKeeper, wraps: Mapping[UUID, TenantKey]) -> Mapping[UUID, bytes]:
        asked.extend(wraps)
        return fetch(self, wraps)

    monkeypatch.setattr(KeyKeeper, "file_keys", noted)
    return asked


def test_the_other_partners_returns_open_as_before(exchange: Exchange) -> None:
    one = answered(exchange)
    other = send(exchange, one.case, "police", ("police_known",))
    officer = claim(exchange, other)
    draft(exchange, other, officer, one.case.people[0], {"police_known": value("yes")})
    sign(exchange, officer, other)
    at = erase(exchange, one.request.file_id)
    found = open_collation(exchange.runtime, one.case.decider, one.case.id)
    erased, kept = sorted(found.sources, key=lambda source: source.request.file_id == other.file_id)
    assert (erased.erased, erased.opened) == (at, ())
    assert kept.erased is None
    assert kept.opened[0].value("police_known") == "yes"
    assert found.case


def test_a_partner_whose_open_request_is_erased_can_be_asked_again(exchange: Exchange) -> None:
    case = ready_case(exchange)
    first = send(exchange, case, "housing", ("housing_known",))
    erase(exchange, first.file_id)
    assert send(exchange, case, "housing", ("housing_known",)).state == "sent"


ACTS: Mapping[str, Callable[[Exchange, Answered], object]] = {
    "the partner looks": lambda x, one: find_request(x.runtime, one.responder, one.request.file_id),
    "the partner opens": lambda x, one: open_request(x.runtime, one.responder, one.request.file_id),
    "the partner surveys": lambda x, one: survey_request(x.runtime, one.responder, one.request.file_id),
    "the partner opens its copy": lambda x, one: open_own(x.runtime, one.responder, one.request.file_id, one.record.id),
    "the partner claims": lambda x, one: claim_request(x.runtime, one.responder, one.request.file_id),
    "the partner hands over": lambda x, one: hand_over(x.runtime, one.responder, one.request.file_id),
    "the partner corrects": lambda x, one: start_correction(x.runtime, one.responder, one.request.file_id),
    "the partner signs": lambda x, one: sign(x, one.responder, one.request, seen=1),
    "the hub opens": lambda x, one: open_records(x.runtime, one.case.decider, [one.record.id]),
    "the hub reveals": lambda x, one: prepare_reveal(
        x.runtime, one.case.decider, one.record.id, ["housing_address"], "To warn the school before it closes."
    ),
    "the hub reads a question": lambda x, one: open_question(
        x.runtime, one.case.collator, one.case.id, one.request.file_id
    ),
    "the hub clarifies": lambda x, one: answer_partner(
        x.runtime, one.case.collator, one.request.file_id, one.case.people[0], {}
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_whatever_is_done_to_it_is_refused_with_words_and_without_its_key(
    exchange: Exchange, played: Answered, asked_for: list[UUID], act: str
) -> None:
    with pytest.raises(Erased, match="It was erased on 24 November 2026"):
        ACTS[act](exchange, played)
    assert played.request.file_id not in asked_for


def test_whoever_might_not_know_of_it_learns_nothing(exchange: Exchange, played: Answered) -> None:
    colleague = exchange.person("hub", "hub_collator")
    police = exchange.person("police", "partner_responder")
    with pytest.raises(NotFound):
        open_records(exchange.runtime, colleague, [played.record.id])
    with pytest.raises(NotFound):
        find_request(exchange.runtime, police, played.request.file_id)


def test_of_an_erased_case_nothing_goes_on_and_the_partner_keeps_its_own(
    exchange: Exchange, asked_for: list[UUID]
) -> None:
    one = answered(exchange)
    child, case = one.case.people[0], one.case.id
    erase(exchange, case)
    asked_for.clear()
    acts: list[Callable[[], object]] = [
        lambda: find_case(exchange.runtime, one.case.collator, case),
        lambda: open_collation(exchange.runtime, one.case.decider, case),
        lambda: open_records(exchange.runtime, one.case.decider, [one.record.id]),
        lambda: save_case_record(exchange.runtime, one.case.collator, case, child, {}, 1),
        lambda: assign_case(exchange.runtime, one.case.decider, case, one.case.collator.person_id),
        lambda: declare_conflict(exchange.runtime, one.case.collator, case),
        lambda: send(exchange, one.case, "police"),
    ]
    for act in acts:
        with pytest.raises(Erased):
            act()
    assert case not in asked_for
    assert open_own(exchange.runtime, one.responder, one.request.file_id, one.record.id).fields
    assert check_log(exchange.runtime).problems == ()


def test_a_forged_place_on_an_erased_case_lets_nobody_into_its_returns(exchange: Exchange) -> None:
    """Events of it are told by rows alone from then on."""
    one, thief = answered(exchange), exchange.person("hub", "hub_decision_maker")
    exchange.rows(
        "INSERT INTO file_event SELECT file_id, seq + 1, 'assigned', %s, by_id, organisation_id, at, codes, before, "
        "sealed FROM file_event WHERE file_id = %s ORDER BY seq DESC LIMIT 1",
        thief.person_id, one.case.id,
    )  # fmt: skip
    erase(exchange, one.case.id)
    with pytest.raises(Erased):
        open_records(exchange.runtime, thief, [one.record.id])
    exchange.rows("DELETE FROM file_event WHERE about_id = %s", thief.person_id)


def test_each_log_concerned_says_it_once_and_all_of_them_hold(exchange: Exchange) -> None:
    one = answered(exchange)
    open_collation(exchange.runtime, one.case.decider, one.case.id)
    assert check_log(exchange.runtime).problems == ()
    first = erase(exchange, one.request.file_id)
    exchange.clock.forward(minutes=5)
    assert erase(exchange, one.request.file_id) == first
    logs = exchange.rows(
        "SELECT count(DISTINCT log) FROM log_detail WHERE sealed_under = %s", f"file:{one.request.file_id}"
    )
    assert exchange.rows(ERASED, str(one.request.file_id)) == logs != [(0,)]
    assert check_log(exchange.runtime).problems == ()


def test_stopped_between_entry_and_key_it_counts_as_erased_and_is_finished_by_doing_it_again(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = answered(exchange)
    file_id = one.request.file_id
    with monkeypatch.context() as stopped:
        stopped.setattr(KeyStore, "destroy", _stopped)
        with pytest.raises(KeysUnavailable):
            erase(exchange, file_id)
    with pytest.raises(Erased):
        find_request(exchange.runtime, one.responder, file_id)
    (problem,) = check_log(exchange.runtime).problems
    assert problem == (
        f"An entry says that file {file_id} was erased, and its key is still there: "
        "run `flask files erase` for it again."
    )
    said = exchange.rows(ERASED, str(file_id))
    erase(exchange, file_id)
    assert exchange.rows(ERASED, str(file_id)) == said
    assert check_log(exchange.runtime).problems == ()


def _stopped(_store: KeyStore, _file_id: UUID) -> None:
    raise KeysUnavailable


def test_what_is_too_much_for_one_entry_is_named_in_several(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing_a_file, "NAMED_AT_ONCE", 3)
    one = answered(exchange)
    erase(exchange, one.request.file_id)
    assert exchange.rows(ERASED, str(one.request.file_id))[0][0] > 3
    assert check_log(exchange.runtime).problems == ()


def test_nothing_is_added_behind_its_back(exchange: Exchange, played: Answered) -> None:
    file_id = played.request.file_id
    opened = (
        "INSERT INTO file_event SELECT file_id, seq + 1000, 'opened', about_id, %s, organisation_id, at, codes, "
        "before, sealed FROM file_event WHERE file_id = %s ORDER BY seq LIMIT 1"
    )
    for late in (opened, "UPDATE record SET approved_by = %s WHERE file_id = %s"):
        with pytest.raises(psycopg.Error, match="this file is erased"):
            exchange.rows(late, played.case.decider.person_id, file_id)


def test_there_is_no_such_file(exchange: Exchange) -> None:
    with pytest.raises(NotFound, match="There is no file"):
        erase(exchange, uuid4())


def test_a_key_that_is_lost_is_no_key_that_was_destroyed(exchange: Exchange) -> None:
    one = answered(exchange)
    kept = "CREATE TABLE kept AS SELECT * FROM file_key WHERE file_id = %s"
    run = exchange.keystore.owner_url
    run_sql(run, kept.replace("%s", f"'{one.request.file_id}'"))
    run_sql(run, f"DELETE FROM file_key WHERE file_id = '{one.request.file_id}'")
    with pytest.raises(KeysUnavailable):
        open_records(exchange.runtime, one.case.decider, records_of(exchange, one.request, "return"))
    run_sql(run, "INSERT INTO file_key SELECT * FROM kept")
    run_sql(run, "DROP TABLE kept")

"""A case that is closed to named people is, for everybody else of its hub, what does not exist."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound
from app.domain.events import NAMED, OPENED_TO_HUB
from app.domain.identity import Actor
from app.domain.lists import BoardFilter, CaseFilter, LogFilter, Page
from app.services.duty.hand_over import find_to_hand_over, hand_to_duty
from app.services.governance.check_log import check_log
from app.services.governance.read_log import list_disclosures
from app.services.intake import assign_case
from app.services.intake.close_to_named import close_to_named, find_closing, open_to_hub
from app.services.intake.cover_case import cover_case, find_covered
from app.services.intake.hold_case import hold_case
from app.services.intake.open_case import find_case
from app.services.research.find_by_reference import find_by_reference
from app.services.research.list_requests import list_board, list_cases, list_inbox
from app.services.research.my_work import find_my_work
from tests.services.challenges import challenge, declined, waits
from tests.services.exchange import Exchange
from tests.services.played import Case, ready_case, send
from tests.services.test_cover import named
from tests.services.test_refusals import Act, refused

EVERY = Page(size=500)
WHY = "Made up: his wife works on the front desk."


def references(exchange: Exchange, case: Case) -> list[str]:
    """Of the case and of its requests."""
    return [one for (one,) in exchange.rows(
        "SELECT reference FROM case_file WHERE file_id = %s UNION SELECT reference FROM research_request"
        " WHERE case_id = %s", case.id, case.id)]  # fmt: skip


def seen(exchange: Exchange, actor: Actor) -> str:
    """All that lists, counts and pages of the hub say to somebody, whoever they are."""
    runtime = exchange.runtime
    return repr((
        [list_cases(runtime, actor, CaseFilter(state=one), EVERY) for one in ("open", "closed")],
        [list_board(runtime, actor, BoardFilter(answered=one), EVERY) for one in (True, False)],
        find_my_work(runtime, actor),
        find_to_hand_over(runtime, actor, EVERY),
    ))  # fmt: skip


def names_it(exchange: Exchange, case: Case, said: str) -> bool:
    """Whether something tells of the case."""
    return any(one in said for one in (str(case.id), *references(exchange, case)))


def close(exchange: Exchange, case: Case, *people: Actor) -> None:
    """Its decision-maker closes it."""
    close_to_named(exchange.runtime, case.decider, case.id, [one.person_id for one in people], WHY)


@pytest.mark.parametrize("role", ["hub_decision_maker", "hub_collator"])
def test_for_everybody_else_no_list_count_or_search_tells_of_it(own_exchange: Exchange, role: str) -> None:
    """What they are shown is what they were shown before there was such a case."""
    other = ready_case(own_exchange)
    reader = own_exchange.person("hub", role)
    send(own_exchange, other, "housing")
    before = seen(own_exchange, reader)
    case = ready_case(own_exchange)
    send(own_exchange, case, "police")
    assert names_it(own_exchange, case, seen(own_exchange, reader))
    close(own_exchange, case)
    assert seen(own_exchange, reader) == before
    for one in references(own_exchange, case):
        assert find_by_reference(own_exchange.runtime, reader, one) is None
        assert find_by_reference(own_exchange.runtime, case.collator, one) is not None
    for inside in (case.collator, case.decider):
        assert names_it(own_exchange, case, seen(own_exchange, inside))
    open_to_hub(own_exchange.runtime, case.decider, case.id, "Made up: she has left the hub.")
    assert names_it(own_exchange, case, seen(own_exchange, reader))
    close(own_exchange, case)
    assert seen(own_exchange, reader) == before, "closed a second time"


def test_the_partners_side_is_as_before(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    responder = own_exchange.person("housing", "partner_responder")
    request = send(own_exchange, case, "housing")
    close(own_exchange, case)
    (row,) = list_inbox(own_exchange.runtime, responder, BoardFilter(), EVERY).rows
    assert row.file_id == request.file_id


def test_what_a_partner_is_challenged_on_waits_there_all_the_same(own_exchange: Exchange) -> None:
    one = declined(own_exchange)
    close(own_exchange, one.case)
    challenge(own_exchange, one)
    assert waits(own_exchange, one.manager, one.request) == ["challenged"]


def acts(somebody: UUID) -> dict[str, Act]:
    """Each by which somebody who is not on a case could come near it."""
    why = "Made up: nobody of theirs is in."
    return {
        "read": find_case,
        "look": assign_case.find_hand_over,
        "hand over": lambda runtime, actor, case: assign_case.assign_case(runtime, actor, case, somebody, why),
        "take on": lambda runtime, actor, case: assign_case.assign_case(runtime, actor, case, actor.person_id, why),
        "hold": lambda runtime, actor, case: hold_case(
            runtime, actor, case, why, "Made up: rung at ten.", date(2030, 1, 7)
        ),
        "look at cover": find_covered,
        "cover": cover_case,
        "night": lambda runtime, actor, case: hand_to_duty(runtime, actor, somebody, [case]),
        "close": lambda runtime, actor, case: close_to_named(runtime, actor, case, [actor.person_id], why),
        "look at closing": find_closing,
        "open": lambda runtime, actor, case: open_to_hub(runtime, actor, case, why),
    }


ROLES = ("hub_decision_maker", "hub_collator", "hub_practice_lead", "duty_worker", "auditor")


@pytest.mark.parametrize("role", ROLES)
def test_each_way_in_answers_as_for_what_does_not_exist(exchange: Exchange, role: str) -> None:
    """The same error and one refusal, after the same statements."""
    case, worker = ready_case(exchange), exchange.person("hub", "duty_worker")
    close(exchange, case)
    refused(exchange, find_case, exchange.person("hub", role), uuid4())  # what is remembered from now on is
    for name, act in acts(worker.person_id).items():
        there, nowhere = (refused(exchange, act, exchange.person("hub", role), one) for one in (case.id, uuid4()))
        assert there == nowhere, name
        assert there.error[0] is NotFound, name


def test_who_governs_reads_of_it_in_the_log_and_comes_no_nearer(exchange: Exchange) -> None:
    case, officer = ready_case(exchange), exchange.person("hub", "ig_officer")
    close(exchange, case)
    hub = officer.organisation_id
    lines = list_disclosures(exchange.runtime, officer, LogFilter(tenant_id=hub), EVERY)
    assert case.id in {one.file_id for one in lines.rows}
    for name, act in acts(case.collator.person_id).items():
        assert refused(exchange, act, officer, case.id).error[0] is NotFound, name


def test_whoever_covers_for_somebody_on_it_does_not_come_near_it(own_exchange: Exchange) -> None:
    case, colin = ready_case(own_exchange), own_exchange.person("hub", "hub_collator")
    named(own_exchange, case.collator, colin)
    close(own_exchange, case)
    refused(own_exchange, find_case, colin, uuid4())  # what is remembered from now on is
    for act in (find_covered, cover_case):
        assert refused(own_exchange, act, colin, case.id) == refused(own_exchange, act, colin, uuid4())
    open_to_hub(own_exchange.runtime, case.decider, case.id, "Made up: she has left the hub.")
    cover_case(own_exchange.runtime, colin, case.id)


def test_whoever_is_put_on_it_is_named_by_that(own_exchange: Exchange) -> None:
    case, runtime = ready_case(own_exchange), own_exchange.runtime
    close(own_exchange, case)
    colleague = own_exchange.person("hub", "hub_collator")
    assert not names_it(own_exchange, case, seen(own_exchange, colleague))
    assign_case.assign_case(runtime, case.collator, case.id, colleague.person_id)
    assert names_it(own_exchange, case, seen(own_exchange, colleague))
    assign_case.unassign_case(runtime, case.collator, case.id, colleague.person_id)
    assert not names_it(own_exchange, case, seen(own_exchange, colleague))


def test_a_named_manager_hands_it_over_and_names_others_and_a_collator_closes_nothing(exchange: Exchange) -> None:
    case, runtime = ready_case(exchange), exchange.runtime
    manager, lead = exchange.person("hub", "hub_decision_maker"), exchange.person("hub", "hub_practice_lead")
    with pytest.raises(NotFound):
        close_to_named(runtime, case.collator, case.id, [], WHY)
    close(exchange, case, manager)
    assert {one.id for one in find_closing(runtime, manager, case.id).known} == {
        manager.person_id, case.collator.person_id, case.decider.person_id,
    }  # fmt: skip
    close_to_named(runtime, manager, case.id, [lead.person_id], "Made up: she assesses them.")
    assert lead.person_id in {one.id for one in find_closing(runtime, manager, case.id).known}
    assign_case.assign_case(runtime, manager, case.id, lead.person_id, "Made up: to assess them.")
    assert lead.person_id in find_case(runtime, case.decider, case.id).assigned


def test_what_is_wrong_is_said_by_field(exchange: Exchange) -> None:
    case, runtime = ready_case(exchange), exchange.runtime
    gone = exchange.person("hub", "hub_collator")
    assign_case.assign_case(runtime, case.decider, case.id, gone.person_id)
    assign_case.declare_conflict(runtime, gone, case.id)
    on_no_case = exchange.person("hub", "ig_officer")
    for people, reason, wrong in (
        ([], "short", ["reason"]),
        ([gone.person_id], WHY, ["people"]),
        ([on_no_case.person_id], WHY, ["people"]),
        ([exchange.person("housing", "partner_responder").person_id], WHY, ["people"]),
    ):
        with pytest.raises(InvalidInput) as refused:
            close_to_named(runtime, case.decider, case.id, people, reason)
        assert list(refused.value.errors) == wrong
    close(exchange, case)
    with pytest.raises(InvalidInput) as nobody_new:
        close(exchange, case, case.collator)
    assert list(nobody_new.value.errors) == ["people"]
    with pytest.raises(InvalidInput) as unsaid:
        open_to_hub(runtime, case.decider, case.id, " ")
    assert list(unsaid.value.errors) == ["reason"]
    assert find_closing(runtime, case.decider, case.id).closed


def test_somebody_who_decides_always_knows_of_it(exchange: Exchange) -> None:
    """Nobody takes the last one off; one who is named alone is taken off by who decides."""
    case, runtime = ready_case(exchange), exchange.runtime
    manager = exchange.person("hub", "hub_decision_maker")
    close(exchange, case, manager)
    with pytest.raises(InvalidInput):
        assign_case.unassign_case(runtime, case.collator, case.id, manager.person_id)
    assign_case.unassign_case(runtime, case.decider, case.id, manager.person_id)
    with pytest.raises(NotFound):
        find_closing(runtime, manager, case.id)
    assign_case.assign_case(runtime, case.decider, case.id, exchange.person("hub", "hub_collator").person_id)
    with pytest.raises(InvalidInput):
        assign_case.unassign_case(runtime, case.decider, case.id, case.decider.person_id)


def test_each_name_has_its_leaf_with_the_reason_and_the_log_holds(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    before = len(own_exchange.leaves())
    close(own_exchange, case, own_exchange.person("hub", "hub_decision_maker"))
    names = own_exchange.rows("SELECT count(*) FROM file_event WHERE what = %s", NAMED)[0][0]
    kinds = [kind for _, _, kind in own_exchange.leaves()[before:]]
    assert names == 3
    assert kinds.count("worked") == names
    for _ in range(2):
        open_to_hub(own_exchange.runtime, case.decider, case.id, "Made up: she has left the hub.")
    assert own_exchange.rows("SELECT count(*) FROM file_event WHERE what = %s", OPENED_TO_HUB)[0][0] == 1
    assert check_log(own_exchange.runtime).problems == ()


@pytest.mark.parametrize("forged", ["named", "opened_to_hub"])
def test_an_event_that_was_written_in_names_nobody_and_opens_nothing(own_exchange: Exchange, forged: str) -> None:
    case, mallory = ready_case(own_exchange), own_exchange.person("hub", "hub_decision_maker")
    close(own_exchange, case)
    own_exchange.rows(
        "INSERT INTO file_event SELECT file_id, seq + 1, %s, %s, %s, organisation_id, at, codes, before, sealed"
        " FROM file_event WHERE file_id = %s ORDER BY seq DESC LIMIT 1",
        forged, mallory.person_id, mallory.person_id, case.id,
    )  # fmt: skip
    for name, act in acts(mallory.person_id).items():
        assert refused(own_exchange, act, mallory, case.id).error[0] is NotFound, name

"""Of a case that is closed to named people nobody else of its hub is told, and it is always told to somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import InvalidInput, NotFound
from app.services.duty.accept import accept
from app.services.duty.hand_over import hand_to_duty
from app.services.duty.mine import find_mine
from app.services.identity.approve_member import end_membership
from app.services.identity.cover import name_cover
from app.services.intake.assign_case import assign_case, declare_conflict, find_hand_over, unassign_case
from app.services.intake.close_to_named import close_to_named, open_to_hub
from app.services.intake.open_case import find_case
from tests.messages.desk import Desk, hub_of, to
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case, send
from tests.services.test_nights import CLOSES, HAND_OVER, LIST, Hub, hub, rings

__all__ = ["hub", "own_exchange"]

WHY = "Made up: his wife works on the front desk."


def test_where_nobody_on_it_can_be_told_it_is_whoever_is_named_and_decides(own_exchange: Exchange) -> None:
    """Another decision-maker of the hub, and whoever covers for somebody on it, hears nothing."""
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    mara, _ = (desk.join(one, "hub", "hub_decision_maker") for one in ("mara", "milo"))
    colin = desk.join("colin", "hub", "hub_collator")
    close_to_named(runtime, case.decider, case.id, [mara.person_id], WHY)
    name_cover(
        runtime, case.collator, case.collator.person_id, colin.person_id,
        own_exchange.clock.now().date(), own_exchange.clock.now().date() + timedelta(days=7),
    )  # fmt: skip
    own_exchange.rows("UPDATE person SET email = NULL WHERE id = %s", case.decider.person_id)
    desk.since()
    declare_conflict(runtime, case.decider, case.id)
    assert desk.since() == [*to("case_left", "mara"), *to("stepped_back", "mara")]


def test_a_case_whose_last_named_decision_maker_leaves_is_left_to_who_governs(own_exchange: Exchange) -> None:
    """They are told, and choose one who decides; nobody else of the hub, and no auditor, can."""
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    inga, auditor = desk.join("inga", "hub", "ig_officer"), desk.join("otis", "hub", "auditor")
    mara, manager = (desk.join(one, "hub", "hub_decision_maker") for one in ("mara", "max"))
    close_to_named(runtime, case.decider, case.id, [mara.person_id], WHY)
    with pytest.raises(NotFound):
        find_hand_over(runtime, inga, case.id)
    desk.since()
    end_membership(own_exchange.admin, mara.membership_id)
    end_membership(own_exchange.admin, case.decider.membership_id)
    told = desk.since()
    assert ("inga", "closed_case_left") in told
    assert {name for name, _ in told} == {"inga", "iris"}, "both govern"
    for nobody in (auditor, manager):
        with pytest.raises(NotFound):
            find_hand_over(runtime, nobody, case.id)
    offered = find_hand_over(runtime, inga, case.id).colleagues
    assert manager.person_id in {one.id for one in offered}
    why = "Made up: the only one who has nothing to do with them."
    with pytest.raises(InvalidInput):
        assign_case(runtime, inga, case.id, case.collator.person_id, why)
    assign_case(runtime, inga, case.id, manager.person_id, why)
    assert desk.since() == to("put_on_case", "max")
    assert find_case(runtime, manager, case.id).named == frozenset({case.collator.person_id, manager.person_id})
    with pytest.raises(NotFound):
        find_hand_over(runtime, inga, case.id)


@pytest.mark.parametrize("goes", ["steps back", "loses the role"])
def test_stepping_back_and_another_role_leave_it_to_who_governs_too(own_exchange: Exchange, goes: str) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    desk.join("inga", "hub", "ig_officer")
    desk.join("mara", "hub", "hub_decision_maker")
    close_to_named(runtime, case.decider, case.id, [], WHY)
    desk.since()
    if goes == "steps back":
        declare_conflict(runtime, case.decider, case.id)
    else:
        own_exchange.member("hub", "hub_collator", case.decider)
        end_membership(own_exchange.admin, case.decider.membership_id)
    told = desk.since()
    assert ("inga", "closed_case_left") in told
    assert "mara" not in {name for name, _ in told}


def test_whoever_is_taken_off_is_told_that_and_nothing_later(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    request = send(own_exchange, case, "housing")
    close_to_named(runtime, case.decider, case.id, [], WHY)
    desk.since()
    unassign_case(runtime, case.decider, case.id, case.collator.person_id)
    assert desk.since() == to("taken_off_case", "cora")
    own_exchange.clock.forward(request.due_at - own_exchange.clock.now() + timedelta(hours=1))
    assert "cora" not in {name for name, _ in desk.since()}


def test_at_night_it_is_told_to_those_named_alone_and_counted_for_nobody_else(hub: Hub) -> None:
    """Managers hear of the hub’s other red cases as if there were no more; where there are none, nothing."""
    runtime, post = hub.exchange.runtime, hub.post
    close_to_named(runtime, hub.case.decider, hub.case.id, [], WHY)
    assert post.at(CLOSES - timedelta(minutes=1)) == [("cora", HAND_OVER), ("dilys", HAND_OVER)]
    assert set(post.at(CLOSES + timedelta(minutes=20))) == {("cora", LIST), ("dilys", LIST)}
    assert rings(hub) == 0
    other = ready_case(hub.exchange)
    post.name("olwen", other.decider)
    post.texts.clear()
    told = post.at(CLOSES + timedelta(minutes=35))
    assert {name for name, kind in told if kind == LIST} == {"cora", "dilys", "mara", "olwen"}
    counts = {line for text in post.texts for line in text.splitlines() if "nobody has accepted" in line}
    assert counts == {"Red cases that nobody has accepted: 1"}
    assert rings(hub) == 1


def test_at_night_whoever_covers_for_somebody_on_it_is_told_nothing(hub: Hub) -> None:
    runtime, today = hub.exchange.runtime, hub.exchange.clock.now().date()
    colin, away = hub.exchange.person("hub", "hub_collator"), hub.case.collator
    hub.post.name("colin", colin)
    name_cover(runtime, away, away.person_id, colin.person_id, today, today + timedelta(days=7))
    close_to_named(runtime, hub.case.decider, hub.case.id, [], WHY)
    hub.post.at(CLOSES - timedelta(minutes=1))
    assert set(hub.post.at(CLOSES + timedelta(minutes=20))) == {("dilys", LIST)}


def test_a_duty_worker_to_whom_it_is_handed_is_named_by_that(hub: Hub) -> None:
    runtime = hub.exchange.runtime
    close_to_named(runtime, hub.case.decider, hub.case.id, [], WHY)
    hub.post.at(CLOSES - timedelta(minutes=1))
    assert find_mine(runtime, hub.noor).waiting == ()
    hand_to_duty(runtime, hub.case.decider, hub.noor.person_id, [hub.case.id])
    accept(runtime, hub.noor, [hub.case.id])
    assert [one.file_id for one, _ in find_mine(runtime, hub.noor).theirs] == [hub.case.id]
    assert find_case(runtime, hub.noor, hub.case.id).named == frozenset(
        one.person_id for one in (hub.case.collator, hub.case.decider, hub.noor)
    )
    assert find_mine(runtime, hub.ned).theirs == ()
    assert LIST not in {kind for _, kind in hub.post.at(CLOSES + timedelta(minutes=16))}


def test_at_night_with_nobody_named_who_decides_who_governs_is_told(hub: Hub) -> None:
    hub.post.name("inga", hub.exchange.person("hub", "ig_officer"))
    close_to_named(hub.exchange.runtime, hub.case.decider, hub.case.id, [], WHY)
    declare_conflict(hub.exchange.runtime, hub.case.decider, hub.case.id)
    hub.post.at(CLOSES - timedelta(minutes=1))
    told = hub.post.at(CLOSES)
    assert [one for one in told if one[1] == LIST] == [("cora", LIST), ("inga", LIST)]


def test_opened_to_the_hub_again_it_is_told_as_any(hub: Hub) -> None:
    close_to_named(hub.exchange.runtime, hub.case.decider, hub.case.id, [], WHY)
    open_to_hub(hub.exchange.runtime, hub.case.decider, hub.case.id, "Made up: she has left the hub.")
    hub.post.at(CLOSES - timedelta(minutes=1))
    assert hub.post.at(CLOSES) == [("dilys", LIST), ("mara", LIST)]

"""Who governs a hub holds a case with all its requests; nothing of it is destroyed until a hold ends with a reason."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.identity import Actor
from app.services.administration.destroying import propose_destroying_for
from app.services.governance.check_log import check_log
from app.services.governance.hold_file import find_holdable, hold_file, release_hold
from app.services.governance.list_held import case_to_hold, list_held
from app.services.intake.assign_case import declare_conflict
from app.services.intake.hold_case import hold_case
from app.services.intake.open_case import find_case
from policies.engine.vocabulary import HUB
from tests.governance.commands import flask
from tests.messages.desk import Desk, hub_of, to
from tests.services.administering import office
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import answered

__all__ = ["own_exchange"]

WHY, HEARD = "A claim was notified.", "Madeup: the council’s solicitor, by letter."
OVER = "Madeup: the claim has ended."


def day_in(exchange: Exchange, days: int) -> date:
    return (exchange.clock.now() + timedelta(days=days)).date()


def hold(exchange: Exchange, officer: Actor, file_id: UUID, days: int = 30) -> UUID:
    return hold_file(exchange.runtime, officer, file_id, WHY, HEARD, day_in(exchange, days))


def test_a_hold_by_any_of_its_files_is_over_all_of_them(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    officer, files = own_exchange.person("hub", "ig_officer"), (played.request.file_id, played.case.id)
    before = own_exchange.leaves()
    assert hold(own_exchange, officer, played.request.file_id) == played.case.id
    assert [kind for _, _, kind in own_exchange.leaves()[len(before) :]] == ["stated"]
    found = find_holdable(own_exchange.runtime, officer, played.case.id)
    assert (found.case.held_at, found.look_again) == (own_exchange.clock.now(), day_in(own_exchange, 30))
    for file in files:
        with pytest.raises(WrongState, match="Ask an information governance officer or a decision-maker"):
            erase(own_exchange, file)
    assert find_case(own_exchange.runtime, played.case.decider, played.case.id).case.held_at is not None
    (held,) = list_held(own_exchange.runtime, officer).cases
    assert (held.file_id, held.look_again) == (played.case.id, found.look_again)
    own_exchange.clock.forward(minutes=1)
    release_hold(own_exchange.runtime, officer, played.request.file_id, OVER)
    assert list_held(own_exchange.runtime, officer).cases == []
    erase(own_exchange, played.request.file_id)
    assert check_log(own_exchange.runtime).problems == ()


def test_a_decision_maker_ends_what_an_officer_has_held_and_the_other_way_round(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    officer, again = own_exchange.person("hub", "ig_officer"), day_in(own_exchange, 30)
    hold_case(own_exchange.runtime, played.case.decider, played.case.id, WHY, HEARD, again)
    with pytest.raises(WrongState, match="held already"):
        hold(own_exchange, officer, played.case.id)
    own_exchange.clock.forward(minutes=1)
    release_hold(own_exchange.runtime, officer, played.case.id, OVER)
    with pytest.raises(WrongState, match="not held"):
        release_hold(own_exchange.runtime, officer, played.case.id, OVER)


def test_what_is_missing_is_named_and_nothing_is_held(own_exchange: Exchange) -> None:
    played, officer = answered(own_exchange), own_exchange.person("hub", "ig_officer")
    with pytest.raises(InvalidInput) as wrong:
        hold_file(own_exchange.runtime, officer, played.case.id, " ", " ", day_in(own_exchange, 30))
    assert set(wrong.value.errors) == {"reason", "heard"}
    with pytest.raises(InvalidInput) as early:
        hold(own_exchange, officer, played.case.id, days=0)
    assert set(early.value.errors) == {"again"}
    with pytest.raises(InvalidInput):
        hold_case(own_exchange.runtime, played.case.decider, played.case.id, WHY, HEARD, day_in(own_exchange, 0))
    assert find_holdable(own_exchange.runtime, officer, played.case.id).case.held_at is None


def test_nobody_else_holds_and_an_erased_case_is_not_held(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    runtime, case = own_exchange.runtime, played.case.id
    for role in ("auditor", "hub_collator", "administrator"):
        with pytest.raises(NotFound):
            hold(own_exchange, own_exchange.person("hub", role), case)
    officer = own_exchange.person("hub", "ig_officer")
    for nothing in (uuid4(), own_exchange.another("housing").id):
        with pytest.raises(NotFound):
            hold(own_exchange, officer, nothing)
    both = own_exchange.person("hub", "hub_collator")
    declare_conflict(runtime, played.case.decider, case)
    same = Actor(
        played.case.decider.person_id, officer.membership_id, officer.organisation_id, "hub", "", "ig_officer", "",
        both.session_id,
    )  # fmt: skip
    with pytest.raises(NotFound):
        hold(own_exchange, same, case)
    erase(own_exchange, case)
    with pytest.raises(WrongState, match="erased"):
        hold(own_exchange, officer, case)


def test_whoever_can_end_it_is_told_on_the_day_unless_it_has_ended(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    officer = desk.join("ivo", "hub", "ig_officer")
    desk.since()
    hold(own_exchange, officer, case.id)
    own_exchange.clock.forward(minutes=29 * 24 * 60)
    assert desk.since() == []
    own_exchange.clock.forward(minutes=24 * 60)
    told = [*to("hold_again_to_officers", "iris", "ivo"), *to("hold_again_to_the_case", "dilys")]
    assert desk.since() == sorted(told)
    assert f"/holds/{case.id}" in desk.text("ivo", "hold_again_to_officers")
    release_hold(own_exchange.runtime, officer, case.id, OVER)
    own_exchange.clock.forward(minutes=1)
    hold(own_exchange, officer, case.id, days=5)
    own_exchange.clock.forward(minutes=1)
    release_hold(own_exchange.runtime, officer, case.id, OVER)
    own_exchange.clock.forward(minutes=6 * 24 * 60)
    assert desk.since() == []


def test_what_was_signed_before_a_hold_destroys_nothing_and_is_proposed_by_nobody(own_exchange: Exchange) -> None:
    file_id = answered(own_exchange).request.file_id
    here, officer = office(own_exchange, at=own_exchange.organisation(HUB)), own_exchange.person("hub", "ig_officer")
    change = propose_destroying_for(own_exchange.admin, here.ada.actor.person_id, file_id, WHY)
    here.ada.signs(change)
    hold(own_exchange, officer, file_id)
    here.ben.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "overtaken")
    with pytest.raises(WrongState, match="It is looked at again on"):
        propose_destroying_for(own_exchange.admin, here.ada.actor.person_id, file_id, WHY)
    with pytest.raises(WrongState, match="Ask an information governance officer"):
        erase(own_exchange, file_id)


def test_a_case_is_found_by_its_own_reference_or_a_requests(own_exchange: Exchange) -> None:
    played, officer = answered(own_exchange), own_exchange.person("hub", "ig_officer")
    own = find_case(own_exchange.runtime, played.case.decider, played.case.id).case.reference
    for reference, found in ((own, played.case.id), (played.request.reference, played.case.id), ("ABCD-234J", None)):
        assert case_to_hold(own_exchange.runtime, officer, reference) == found
    with pytest.raises(NotFound):
        case_to_hold(own_exchange.runtime, played.case.collator, own)


def test_the_commands_hold_and_release_in_an_officers_name(own_exchange: Exchange) -> None:
    played, officer = answered(own_exchange), own_exchange.person("hub", "ig_officer")
    day = day_in(own_exchange, 30).isoformat()
    asked = ("--why", WHY, "--heard", HEARD, "--look-again", day, "--json")
    where = ("files", "hold", str(played.request.file_id), "--by")
    other = flask(own_exchange.runtime, *where, str(played.case.collator.person_id), *asked)
    assert (other.code, "who is information governance officer at" in other.out.lower()) == (1, True), other.out
    ran = flask(own_exchange.runtime, *where, str(officer.person_id), *asked)
    assert ran.code == 0, ran.error
    assert json.loads(ran.out) == {
        "case": str(played.case.id), "held": True, "look_again": day, "by": str(officer.person_id),
    }  # fmt: skip
    again = flask(own_exchange.runtime, *where, str(officer.person_id), *asked)
    assert (again.code, "held already" in again.out) == (1, True)
    unknown = flask(own_exchange.runtime, "files", "hold", str(uuid4()), "--by", str(officer.person_id), *asked)
    assert (unknown.code, "There is no file" in unknown.out) == (1, True)
    own_exchange.clock.forward(minutes=1)
    ended = flask(
        own_exchange.runtime, "files", "release", str(played.case.id), "--by", str(officer.person_id), "--why", OVER
    )
    assert (ended.code, ended.out) == (0, f"The hold on case {played.case.id} has ended.\n"), ended.error

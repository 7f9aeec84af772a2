"""An information governance officer proposes that a file is destroyed, and another person of the hub signs it too."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.services.administration.look import list_changes
from app.services.governance.check_log import check_log
from app.services.governance.propose_destroying import propose_destroying, see_destroyable
from policies.engine.vocabulary import HUB
from tests.messages.desk import Desk
from tests.services.administering import Administrator, Office, office
from tests.services.erasing import erase
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.owning import owner_of
from tests.services.played import answered
from tests.services.test_access_after_closing import hold

__all__ = ["own_exchange"]

WHY = "Past its period."


def of_hub(exchange: Exchange) -> tuple[Office, Administrator, UUID]:
    """The hub with administrators who have begun, an officer with a passkey, and one of its requests."""
    file_id = answered(exchange).request.file_id
    here = office(exchange, at=exchange.organisation(HUB))
    return here, owner_of(here, "ig_officer"), file_id


def test_an_officer_proposes_and_an_administrator_signs(own_exchange: Exchange) -> None:
    here, officer, file_id = of_hub(own_exchange)
    desk = Desk(own_exchange)
    desk.name("ada", here.ada.actor)
    change = propose_destroying(own_exchange.runtime, officer.actor, file_id, WHY)
    assert change.body["why"] == WHY
    officer.signs(change)
    assert ("ada", "change_waits") in desk.since(), "whoever signs next is told"
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, file_id)
    here.ada.signs(change)
    assert (here.applied_in_an_hour(), here.outcome(change)) == (1, "applied")
    erase(own_exchange, file_id)
    assert check_log(own_exchange.runtime).problems == ()


def test_two_officers_are_two_and_one_who_left_is_none(own_exchange: Exchange) -> None:
    here, officer, file_id = of_hub(own_exchange)
    other = owner_of(here, "ig_officer")
    change = propose_destroying(own_exchange.runtime, officer.actor, file_id, WHY)
    officer.signs(change)
    other.signs(change)
    assert here.applied_in_an_hour() == 1
    ended = "UPDATE membership SET ended_at = now() WHERE id = %s"
    run_sql(own_exchange.database.owner_url, ended, other.actor.membership_id)
    with pytest.raises(WrongState, match="Nothing was erased"):
        erase(own_exchange, file_id)


def test_it_is_seen_as_it_would_be_signed_and_what_stands_against_it_is_said(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    officer, file_id = own_exchange.person("hub", "ig_officer"), played.request.file_id
    assert "Fewer than two administrators" in (see_destroyable(own_exchange.runtime, officer, file_id).why_not or "")
    with pytest.raises(WrongState, match="Fewer than two administrators"):
        propose_destroying(own_exchange.runtime, officer, file_id, WHY)
    office(own_exchange, at=own_exchange.organisation(HUB))
    seen = see_destroyable(own_exchange.runtime, officer, file_id)
    assert (seen.why_not, seen.says["file"]) == (None, str(file_id))
    with pytest.raises(InvalidInput):
        propose_destroying(own_exchange.runtime, officer, file_id, " ")
    hold(own_exchange, played)
    with pytest.raises(WrongState, match="is held since"):
        propose_destroying(own_exchange.runtime, officer, file_id, WHY)


def test_nobody_else_proposes_it_nor_of_a_file_they_have_a_hand_in(own_exchange: Exchange) -> None:
    here, officer, file_id = of_hub(own_exchange)
    played = answered(own_exchange)
    for role in ("auditor", "hub_decision_maker"):
        with pytest.raises(NotFound):
            propose_destroying(own_exchange.runtime, own_exchange.person("hub", role), file_id, WHY)
    in_it = replace(officer.actor, person_id=played.case.collator.person_id)
    for actor, file in ((officer.actor, uuid4()), (in_it, played.request.file_id)):
        with pytest.raises(NotFound):
            propose_destroying(own_exchange.runtime, actor, file, WHY)
    waiting, _ = list_changes(own_exchange.runtime, here.ada.actor)
    assert [one.change.about_id for one in waiting if one.change.about_id in (file_id, played.case.id)] == []

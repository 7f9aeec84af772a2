"""Whoever came in by a group and leaves is out with the next request, however it ends, and what they had is free."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.domain.changes import (
    AGREEMENT_ENDED,
    ENDS,
    GROUP_UNMAPPED,
    MEMBER_ENDED,
    ORGANISATION_ENDED,
    PARTNERSHIP_ENDED,
    PASSKEY_ENDED,
    PROVIDER_ENDED,
)
from app.domain.identity import Actor
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_group import propose_end_of_group
from app.services.governance.check_log import check_log
from app.services.governance.clear_ended import clear_ended
from app.services.identity.register_provider import read_groups_of
from app.services.intake.start_case import start_case
from tests.governance.commands import flask
from tests.identity.arriving import Arriving
from tests.identity.conftest import arriving, there
from tests.identity.grouped import Grouped, grouped
from tests.security.test_leavers import on
from tests.services.exchange import keeps_time
from tests.services.played import PURPOSE, basis

__all__ = ["arriving", "there"]


@pytest.fixture
def here(arriving: Arriving) -> Grouped:
    made = grouped(arriving)
    exchange = made.here.exchange
    keeps_time(exchange.admin, made.here.organisation, exchange.registrar_id())
    return made


def gwen(here: Grouped) -> Actor:
    """She has come in by the group, and acts by it."""
    assert here.comes("gwen").status_code == 303
    hub = here.here.organisation
    [(person, membership)] = here.here.exchange.rows(
        "SELECT person_id, id FROM membership WHERE mapping_id IS NOT NULL AND ended_at IS NULL"
    )
    return Actor(person, membership, hub.id, hub.kind, hub.name, "hub_collator", "Gwen Example", uuid4(), strong=True)


def out_of_the_group(here: Grouped, _: Actor) -> None:
    """Her sign-in, in another browser, does not say so any more."""
    assert here.comes("gwen", [], here.arriving.another_browser()).status_code == 403


def groups_read_no_more(here: Grouped, leaver: Actor) -> None:
    """Nothing is read of groups there from now on, which counts from her next sign-in."""
    read_groups_of(here.here.exchange.admin, "town", None)
    out_of_the_group(here, leaver)


def mapping_ended(here: Grouped, _: Actor) -> None:
    """One administrator signs that the group lets nobody in."""
    here.ends()


def mapping_ended_by_command(here: Grouped, _: Actor) -> None:
    """The same, proposed by a command in the name of whoever signs it."""
    office = here.here
    said = (str(office.organisation.id), str(here.mapping), "--by", str(office.ada.actor.person_id))
    assert flask(None, "groups", "end", *said, admin=office.exchange.admin).code == 0
    office.ada.signs(propose_end_of_group(office.exchange.runtime, office.ada.actor, here.mapping))
    assert office.applied() == 1


def role_ended(here: Grouped, leaver: Actor) -> None:
    """An administrator signs that her role ends."""
    office = here.here
    office.ada.signs(propose_change(office.exchange.runtime, office.ada.actor, MEMBER_ENDED, leaver.membership_id))
    assert office.applied() == 1


def role_ended_by_command(here: Grouped, leaver: Actor) -> None:
    """Whoever runs the exchange types it."""
    ended = flask(None, "members", "end", str(leaver.membership_id), admin=here.here.exchange.admin)
    assert ended.code == 0, ended.error


def person_ended(here: Grouped, leaver: Actor) -> None:
    """Every role of hers, wherever."""
    ended = flask(None, "people", "end", str(leaver.person_id), admin=here.here.exchange.admin)
    assert ended.code == 0, ended.error


def thirty_days_silent(here: Grouped, _: Actor) -> None:
    """She never signs in again: the worker finds it at night."""
    here.here.exchange.clock.forward(timedelta(days=31))
    clear_ended(here.here.exchange.runtime, lambda: None)


def organisation_ended(here: Grouped, _: Actor) -> None:
    """The hub is put out of use."""
    ended = flask(None, "organisations", "end", str(here.here.organisation.id), "--yes", admin=here.here.exchange.admin)
    assert ended.code == 0, ended.error


WAYS: dict[Callable[[Grouped, Actor], None], str | None] = {
    out_of_the_group: None,
    groups_read_no_more: None,
    mapping_ended: GROUP_UNMAPPED,
    mapping_ended_by_command: GROUP_UNMAPPED,
    role_ended: MEMBER_ENDED,
    role_ended_by_command: MEMBER_ENDED,
    person_ended: None,
    thirty_days_silent: None,
    organisation_ended: ORGANISATION_ENDED,
}
"""Each with the kind of change by which two or one sign it, where it is one."""
ENDS_NO_ROLE = {PASSKEY_ENDED, PARTNERSHIP_ENDED, AGREEMENT_ENDED, PROVIDER_ENDED}
"""The last shuts everybody out who signs in there, and their roles stay (`test_leavers.py`)."""


def test_every_kind_of_change_that_ends_something_is_here() -> None:
    assert set(WAYS.values()) - {None} == ENDS - ENDS_NO_ROLE


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_out_with_the_next_request_and_off_every_case(here: Grouped, leave: Callable[[Grouped, Actor], None]) -> None:
    exchange, leaver = here.here.exchange, gwen(here)
    case = start_case(
        exchange.runtime, leaver, purpose=PURPOSE, rating="amber", legal_basis=basis(exchange, "hub", "request"),
        subjects=["child"],
    )  # fmt: skip
    assert held(here, case.file_id) == (leaver.person_id,)
    assert here.arriving.is_signed_in()
    leave(here, leaver)
    assert not here.arriving.is_signed_in()
    here.worked()
    assert held(here, case.file_id) == ()
    assert [stands for _, _, stands in here.roles()] == [False]
    assert check_log(exchange.runtime).problems == ()


def held(here: Grouped, case_id: UUID) -> tuple[UUID, ...]:
    """Who is on the case."""
    return on(here.here.exchange, case_id)

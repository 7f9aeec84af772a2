"""Whoever their own sign-in says is in a group has the role that was signed for it, for as long as it says so."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.domain.changes import MEMBER_ENDED
from app.domain.errors import InvalidInput, WrongState
from app.domain.identity import Identity
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_group import propose_group
from app.services.administration.suspend_member import suspend_member
from app.services.governance.check_log import check_log
from app.services.governance.clear_ended import clear_ended
from app.services.identity.add_person import add_account
from app.services.identity.register_provider import read_groups_of
from tests.identity.arriving import Arriving
from tests.identity.grouped import GROUP, Grouped, mapped
from tests.identity.grouped import grouped as made


@pytest.fixture
def grouped(arriving: Arriving) -> Grouped:
    return made(arriving)


def of(grouped: Grouped) -> UUID:
    """The membership by a group that stands."""
    [(one,)] = grouped.here.exchange.rows("SELECT id FROM membership WHERE mapping_id IS NOT NULL AND ended_at IS NULL")
    assert isinstance(one, UUID)
    return one


def test_somebody_of_the_group_comes_in_and_others_do_not(grouped: Grouped) -> None:
    assert grouped.comes("wes", ["other", GROUP.upper()]).status_code == 403
    assert grouped.comes("gwen").headers["Location"] == "/"
    assert grouped.arriving.is_signed_in()
    assert grouped.comes("gwen").headers["Location"] == "/"
    assert grouped.roles() == [("Gwen Example", "hub_collator", True)]
    assert grouped.followed() == ["joined"]
    assert check_log(grouped.here.exchange.runtime).problems == ()


def test_whoever_is_out_of_it_is_out_here_in_every_browser_and_may_come_back(grouped: Grouped) -> None:
    grouped.comes("gwen")
    elsewhere = grouped.arriving.another_browser()
    assert grouped.comes("gwen", ["other"], elsewhere).status_code == 403
    assert not grouped.arriving.is_signed_in()
    assert grouped.roles() == [("Gwen Example", "hub_collator", False)]
    assert grouped.comes("gwen").status_code == 303
    assert grouped.arriving.is_signed_in()
    assert [stands for _, _, stands in grouped.roles()] == [False, True]
    assert grouped.followed() == ["joined", "left", "joined"]
    assert check_log(grouped.here.exchange.runtime).problems == ()


def test_a_group_that_lets_nobody_in_any_more_ends_every_role_by_it(grouped: Grouped) -> None:
    grouped.comes("gwen")
    grouped.ends()
    assert not grouped.arriving.is_signed_in()
    assert grouped.comes("gwen").status_code == 403
    assert check_log(grouped.here.exchange.runtime).problems == ()
    again = mapped(grouped.here, grouped.arriving.provider.id)
    assert again.id != grouped.mapping
    assert grouped.comes("gwen").status_code == 303


def test_whose_role_an_administrator_ended_does_not_come_back_by_the_group(grouped: Grouped) -> None:
    grouped.comes("gwen")
    here = grouped.here
    here.ada.signs(propose_change(here.exchange.runtime, here.ada.actor, MEMBER_ENDED, of(grouped)))
    assert here.applied() == 1
    assert not grouped.arriving.is_signed_in()
    assert grouped.comes("gwen").status_code == 403
    assert check_log(here.exchange.runtime).problems == ()


def test_a_suspension_is_not_shaken_off_by_leaving_the_group_and_coming_back(grouped: Grouped) -> None:
    grouped.comes("gwen")
    suspend_member(grouped.here.exchange.runtime, grouped.here.ada.actor, of(grouped))
    assert not grouped.arriving.is_signed_in()
    for groups in ([], [GROUP]):
        assert grouped.comes("gwen", groups).status_code == 403
    assert grouped.roles() == [("Gwen Example", "hub_collator", True)]
    assert grouped.followed() == ["joined"]


def test_whoever_signed_it_does_not_come_in_by_it(grouped: Grouped) -> None:
    base, signers = grouped.here.exchange, (grouped.here.ada, grouped.here.ben)
    for one in signers:
        account = Identity(uuid4(), grouped.arriving.provider.id, one.actor.display_name, one.actor.person_id,
                           base.clock.now())  # fmt: skip
        add_account(base.admin, account)
        grouped.comes(one.actor.display_name)
    assert grouped.roles() == []


def test_a_role_of_which_no_sign_in_says_anything_for_thirty_days_ends(grouped: Grouped) -> None:
    grouped.comes("gwen")
    base = grouped.here.exchange
    base.clock.forward(timedelta(days=29))
    clear_ended(base.runtime, lambda: None)
    assert grouped.roles() == [("Gwen Example", "hub_collator", True)]
    base.clock.forward(timedelta(days=2))
    clear_ended(base.runtime, lambda: None)
    assert grouped.roles() == [("Gwen Example", "hub_collator", False)]
    assert grouped.followed() == ["joined", "left"]
    assert check_log(base.runtime).problems == ()


def test_who_checks_what_others_do_is_never_let_in_by_a_group(grouped: Grouped) -> None:
    runtime, ada = grouped.here.exchange.runtime, grouped.here.ada.actor
    for role in ("administrator", "ig_officer", "auditor"):
        with pytest.raises(InvalidInput) as refused:
            propose_group(runtime, ada, grouped.arriving.provider.id, "others", role)
        assert set(refused.value.errors) == {"role"}
    with pytest.raises(WrongState):
        propose_group(runtime, ada, grouped.arriving.provider.id, GROUP, "hub_collator")
    with pytest.raises(InvalidInput) as nothing:
        propose_group(runtime, ada, None, " ", "none")
    assert set(nothing.value.errors) == {"provider", "group", "role"}


def test_where_groups_are_read_no_more_whoever_came_by_one_is_out(grouped: Grouped) -> None:
    grouped.comes("gwen")
    read_groups_of(grouped.here.exchange.admin, "town", None)
    assert grouped.comes("gwen").status_code == 403
    assert grouped.roles() == [("Gwen Example", "hub_collator", False)]

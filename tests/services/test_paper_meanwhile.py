"""What is said on the pages while a paper is on its way: approvals are left out of it, an objection makes it unfit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.changes import ENTRIES_OBJECTED, Change
from app.domain.errors import InvalidInput
from app.services.administration.advise import advise
from app.services.administration.approval_sheets import see_sheet
from app.services.administration.approve_on_paper import propose_from_paper
from app.services.administration.look import see_change
from app.services.administration.owned_entries import approve_group, see_group
from app.services.governance.check_log import check_log
from tests.services.administering import Administrator, Office, office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.owning import approved, owner_of, read, said, says

__all__ = ["own_exchange"]
SIGNED, LIES = date(2026, 11, 23), "Governance folder, shelf 2"
OWNER = "Madeup Owner, director"


def printed(here: Office, owner: Administrator) -> str:
    return see_sheet(here.exchange.runtime, owner.actor).now.digest


def entered(here: Office, digest: str, why: str = "") -> Change:
    return propose_from_paper(here.exchange.runtime, here.ada.actor, digest, OWNER, SIGNED, LIES, why)


def first_page(here: Office, owner: Administrator) -> Change:
    """The owner proposes to approve the first page by its button."""
    group, _ = see_group(here.exchange.runtime, owner.actor, "own", 1)
    wanted = [one.digest for one in group.entries if one.wanted]
    assert len(wanted) == len(group.entries), "no paper takes anything from the page"
    return owner.signs(approve_group(here.exchange.runtime, owner.actor, group, wanted, ""))


def test_a_draft_that_nobody_signs_holds_up_nobody_and_says_what_is_left_of_it(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner = owner_of(here)
    draft = entered(here, printed(here, owner))
    page = first_page(here, owner)
    here.ben.signs(page)
    assert (here.applied(), here.outcome(page)) == (1, "applied")
    left = see_change(own_exchange.runtime, here.ada.actor, draft.id).left_out
    assert left == len(page.body["entries"])
    says(here, owner)
    assert see_change(own_exchange.runtime, here.ada.actor, draft.id).left_out == len(read(here))
    here.ben.signs(here.ada.signs(draft))
    assert (here.applied(), here.outcome(draft)) == (1, "overtaken")


def test_what_is_approved_in_the_hour_of_a_paper_is_left_out_and_the_rest_stands(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner = owner_of(here)
    change = here.ben.signs(here.ada.signs(entered(here, printed(here, owner))))
    assert here.applied() == 0, "its hour begins"
    page = first_page(here, owner)
    here.ben.signs(page)
    assert (here.applied(), here.outcome(page)) == (1, "applied")
    own_exchange.clock.forward(timedelta(hours=1))
    assert (here.applied(), here.outcome(change)) == (1, "applied")
    assert approved(here) == {digest for _, _, digest in read(here)}
    on_page = {digest for _, _, digest in page.body["entries"]}
    assert {digest for digest, one in said(here).items() if one.on_paper is None} == on_page
    assert check_log(own_exchange.runtime).problems == ()


def test_a_sheet_fits_still_when_some_of_it_is_approved_before_it_is_entered(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner = owner_of(here)
    sheet, first = printed(here, owner), read(here)[0]
    says(here, owner, first[1])
    change = entered(here, sheet)
    assert change.body["paper"]["sheet"] == sheet
    assert first not in change.body["entries"]
    assert len(change.body["entries"]) == len(read(here)) - 1


def test_an_objection_since_it_was_printed_makes_it_unfit_and_is_named(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner = owner_of(here)
    sheet, first = printed(here, owner), read(here)[0]
    waits = here.ben.signs(here.ada.signs(entered(here, sheet)))
    here.applied()
    says(here, owner, first[1], what=ENTRIES_OBJECTED)
    label = own_exchange.runtime.policy.release.catalogue[first[1]].label
    with pytest.raises(InvalidInput, match=f"objected to {label}.*print a new sheet"):
        entered(here, sheet)
    own_exchange.clock.forward(timedelta(hours=1))
    assert (here.applied(), here.outcome(waits)) == (1, "overtaken")
    assert tuple(first) not in see_sheet(own_exchange.runtime, owner.actor).now.entries
    assert first not in entered(here, printed(here, owner)).body["entries"]


def test_going_against_advice_on_paper_says_why(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner = owner_of(here)
    officer = own_exchange.person("housing", "data_protection_officer", here.organisation)
    first = read(here)[0]
    advise(own_exchange.runtime, officer, [first[2]], "Not needed.", against=True)
    label = own_exchange.runtime.policy.release.catalogue[first[1]].label
    with pytest.raises(InvalidInput, match=f"advises against {label}") as silent:
        entered(here, printed(here, owner), " ")
    assert set(silent.value.errors) == {"why"}
    assert entered(here, printed(here, owner), "So it is.").body["why"] == "So it is."

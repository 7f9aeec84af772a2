"""What an owner without a passkey signed on paper is entered by two, by the digest of its sheet, and shown so."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.changes import ENTRIES_ON_PAPER
from app.domain.errors import InvalidInput, NotFound
from app.domain.identity import Actor
from app.services.administration.approval_sheets import see_sheet
from app.services.administration.approve_on_paper import propose_from_paper
from app.services.administration.propose_change import propose_change
from app.services.administration.sign_change import withdraw_change
from app.services.governance.check_log import check_log
from tests.services.administering import Office, office
from tests.services.exchange import Exchange
from tests.services.owning import approved, owner_of, read, said

SIGNED, LIES = date(2026, 11, 23), "Governance folder, shelf 2"
OWNER = "Madeup Owner, director"


def of(here: Office, role: str = "accountable_owner") -> Actor:
    """Somebody of the organisation who has no passkey."""
    return here.exchange.person(here.organisation.kind, role, here.organisation)


def test_two_enter_it_and_an_hour_later_it_counts_and_says_that_it_was_paper(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    sheet = see_sheet(own_exchange.runtime, of(here)).now
    assert len(sheet.entries) == len(read(here))
    typed = f" {sheet.digest[:20].upper()} "
    change = propose_from_paper(own_exchange.runtime, here.ada.actor, typed, OWNER, SIGNED, LIES)
    here.ada.signs(change)
    assert here.applied() == 0, "one alone enters nothing"
    here.ben.signs(change)
    assert (here.applied_in_an_hour(), here.outcome(change)) == (1, "applied")
    assert len(approved(here)) == len(sheet.entries)
    assert {(one.on_paper, one.by) for one in said(here).values()} == {(OWNER, here.ada.actor.person_id)}
    assert see_sheet(own_exchange.runtime, of(here)).now.entries == []
    assert check_log(own_exchange.runtime).problems == ()


def test_what_is_not_on_the_paper_is_not_approved_by_it(own_exchange: Exchange) -> None:
    here, runtime = office(own_exchange), own_exchange.runtime
    owner, ada = owner_of(here), here.ada.actor
    sheet = see_sheet(runtime, owner.actor).now
    for digest in ("", sheet.digest[:15], "0" * 64, f"{sheet.digest}0"):
        with pytest.raises(InvalidInput) as wrong:
            propose_from_paper(runtime, ada, digest, OWNER, SIGNED, LIES)
        assert set(wrong.value.errors) == {"digest"}
    with pytest.raises(InvalidInput) as all_wrong:
        propose_from_paper(runtime, ada, "x", " ", date(2030, 1, 1), "\x07")
    assert set(all_wrong.value.errors) == {"digest", "owner", "kept_at", "signed_on"}
    for day, said_of_it in ((date(1999, 1, 1), "more than a year ago"), (date(2030, 1, 1), "still to come")):
        with pytest.raises(InvalidInput, match=f"When it was signed: that .*{said_of_it}"):
            propose_from_paper(runtime, ada, sheet.digest, OWNER, day, LIES)
    for digest, says_so in (("", "copy it from the paper"), (sheet.digest[:15], "too little of it")):
        with pytest.raises(InvalidInput, match=f"Digest of the sheet: .*{says_so}"):
            propose_from_paper(runtime, ada, digest, OWNER, SIGNED, LIES)


def test_an_owner_with_a_passkey_is_told_and_takes_it_back(own_exchange: Exchange) -> None:
    here, runtime = office(own_exchange), own_exchange.runtime
    owner = owner_of(here)
    change = propose_from_paper(
        runtime, here.ada.actor, see_sheet(runtime, owner.actor).now.digest, OWNER, SIGNED, LIES
    )
    here.ada.signs(change)
    here.ben.signs(change)
    assert here.applied() == 0, "it is announced"
    withdraw_change(runtime, owner.actor, change.id)
    assert here.outcome(change) == "withdrawn"
    assert approved(here) == set()


def test_nobody_else_enters_or_prints_it(own_exchange: Exchange) -> None:
    here, runtime = office(own_exchange), own_exchange.runtime
    owner = of(here)
    sheet = see_sheet(runtime, owner).now
    for somebody in (owner, here.colleague, of(here, "data_protection_officer")):
        with pytest.raises(NotFound):
            propose_from_paper(runtime, somebody, sheet.digest, OWNER, SIGNED, LIES)
        with pytest.raises(NotFound):
            propose_change(runtime, somebody, ENTRIES_ON_PAPER, here.organisation.id, {"entries": read(here)})
    with pytest.raises(NotFound):
        see_sheet(runtime, here.colleague)

"""What an owner objected to is approved by an act of its own with a reason; the objection stays readable."""

from __future__ import annotations

import pytest

from app.domain.changes import ENTRIES_APPROVED, ENTRIES_OBJECTED
from app.domain.errors import InvalidInput, UnknownEntry
from app.domain.identity import Organisation
from app.services.administration.list_objections import Objection, list_objections
from app.services.administration.owned_entries import Group, approve_after_all, approve_group, see_group
from app.services.governance.check_log import check_log
from tests.services.administering import Administrator, Office, office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.owning import approved, owner_of, proposed, says

__all__ = ["own_exchange"]
WHY = "The board has decided so."


def group_of(owner: Administrator) -> Group:
    return see_group(owner.exchange.runtime, owner.actor, "own", 1)[0]


def objected_to(here: Office, owner: Administrator) -> tuple[str, list[str]]:
    """One of a page that the owner objects to, and the others."""
    first, *others = group_of(owner).entries
    says(here, owner, first.key, what=ENTRIES_OBJECTED)
    return first.digest, [one.digest for one in others]


def seen_at(hub: Organisation, exchange: Exchange) -> list[Objection]:
    return list(list_objections(exchange.runtime, exchange.person("hub", "ig_officer", hub)))


def test_the_rest_of_a_page_is_approved_without_what_is_objected_to(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner = owner_of(here)
    one, others = objected_to(here, owner)
    group = group_of(owner)
    assert [entry.digest for entry in group.entries if entry.wanted] == others
    with pytest.raises(UnknownEntry, match="Objected to since you read this"):
        approve_group(own_exchange.runtime, owner.actor, group, [one, *others], WHY)
    here.ada.signs(owner.signs(approve_group(own_exchange.runtime, owner.actor, group, others, "")))
    assert here.applied() == 1
    assert approved(here) == set(others)


def test_overruling_an_objection_says_why_and_is_signed_as_that(own_exchange: Exchange) -> None:
    here = office(own_exchange)
    owner = owner_of(here)
    one, _ = objected_to(here, owner)
    group = group_of(owner)
    with pytest.raises(InvalidInput) as silent:
        approve_after_all(own_exchange.runtime, owner.actor, group, [one], " ")
    assert set(silent.value.errors) == {"why"}
    (entry,) = [each for each in group.entries if each.digest == one]
    with pytest.raises(InvalidInput) as past_the_page:
        proposed(owner, [[entry.kind, entry.key, one]], ENTRIES_APPROVED)
    assert set(past_the_page.value.errors) == {"why"}
    change = owner.signs(approve_after_all(own_exchange.runtime, owner.actor, group, [one], WHY))
    assert change.body["overrules"] == [[entry.kind, entry.key, one, "Not so."]]
    waiting = next(each for each in group_of(owner).entries if each.digest == one)
    assert (waiting.objected, waiting.proposed) == (True, True)
    here.ada.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "applied")
    assert approved(here) == {one}
    assert check_log(own_exchange.runtime).problems == ()


def test_an_objection_stays_readable_with_what_became_of_it(own_exchange: Exchange) -> None:
    hub = own_exchange.another("hub")
    here = office(own_exchange, at=hub)
    owner = owner_of(here)
    first = see_group(own_exchange.runtime, owner.actor, "case", 1)[0].entries[0]
    says(here, owner, first.key, what=ENTRIES_OBJECTED)
    (stands,) = seen_at(hub, own_exchange)
    assert (stands.key, stands.why, stands.stands, stands.overruled) == (first.key, "Not so.", True, None)
    says(here, owner, first.key)
    (ended,) = seen_at(hub, own_exchange)
    assert (ended.key, ended.why, ended.stands) == (first.key, "Not so.", False)
    assert ended.overruled is not None
    assert ended.overruled.why == "So it is."
    assert ended.overruled.by
    says(here, owner, first.key, what=ENTRIES_OBJECTED)
    assert [one.stands for one in seen_at(hub, own_exchange)] == [True, False]

"""A person whom the hub has known before is found again, by a look that is logged; what is shown is decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound, TooMany
from app.domain.finding import NEAR, SAME, Identity
from app.services.finding.find_person import MOST, SHOWN, Search, find_person
from app.services.intake.assign_case import assign_case, declare_conflict
from app.services.intake.close_to_named import close_to_named
from app.services.keys.rotate_tenant import rotate_tenant
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.rotating import rotation
from tests.services.told import HOME, OPEN, Child, Told, ann
from tests.web.statements import counted

__all__ = ["ann"]

WHY = "Madeup: a referral by telephone, nothing else is known."


def values(search: Search) -> list[dict[str, Any]]:
    return [{key: one.answer.value for key, one in each.shown.items() if one.answer} for each in search.found]


def test_somebody_known_is_found_by_a_misspelt_name_and_an_exchanged_date(exchange: Exchange, ann: Child) -> None:
    ann = replace(ann, day=date(2017, 3, 4))
    before = Told(exchange, {**ann.held, **OPEN})
    day = ann.day.strftime("%Y-%d-%m")
    misspelt = {"case_subject_name": plain(ann.name.replace("nn", "n").rstrip("e")), "case_date_of_birth": plain(day)}
    now = Told(exchange, misspelt)
    (found,) = now.search().found
    assert (found.case.reference, found.like.name, found.like.born) == (before.reference, NEAR, NEAR)
    assert found.workers == (before.by.display_name,)
    assert values(now.search()) == [
        {"case_subject_name": ann.name, "case_date_of_birth": ann.born[:4], "case_address": "ZZ area"}
    ]
    assert {one.level for one in found.shown.values()} == {Level.FULL, Level.MASKED}


def test_of_somebody_of_whom_protection_is_not_answered_initials_and_no_place_are_shown(
    exchange: Exchange, ann: Child
) -> None:
    Told(exchange, {**ann.held, **HOME})
    now = Told(exchange, ann.held)
    assert values(now.search()) == [
        {"case_subject_name": f"A. M. {ann.surname[0]}.", "case_date_of_birth": ann.born[:4]}
    ]


@pytest.mark.parametrize(
    "sought",
    [
        Identity(("Annabel Madeup-Thorne",), ""),
        Identity((), "2017-03-04"),
        Identity(("ZZ99 9ZZ",), ""),
        Identity(("",), "", {}),
    ],
)
def test_a_name_or_a_date_alone_finds_nobody_and_says_what_is_missing(
    exchange: Exchange, ann: Child, sought: Identity
) -> None:
    told = Told(exchange, {**ann.held, **OPEN})
    with pytest.raises(InvalidInput, match="date of birth"):
        find_person(exchange.runtime, told.by, sought, WHY)


def test_the_look_is_logged_before_anything_is_read_with_what_was_sought_sealed(exchange: Exchange, ann: Child) -> None:
    before = Told(exchange, {**ann.held, **OPEN})
    seen = len(exchange.leaves())
    find_person(exchange.runtime, before.by, ann.sought, WHY)
    assert [kind for _, _, kind in exchange.leaves()[seen:]] == ["searched", "opened"]
    bodies = " ".join(str(row) for row in exchange.rows("SELECT leaf FROM log_leaf")).lower()
    details = " ".join(str(row) for row in exchange.rows("SELECT log_detail.* FROM log_detail")).lower()
    assert ann.surname.lower() not in bodies
    assert ann.surname.lower() not in details
    with pytest.raises(InvalidInput, match="why you look"):
        find_person(exchange.runtime, before.by, ann.sought, " ")


def test_nobody_finds_who_does_not_work_on_cases_and_nobody_goes_on_guessing(exchange: Exchange, ann: Child) -> None:
    before = Told(exchange, {**ann.held, **OPEN})
    for role in ("ig_officer", "administrator", "hub_practice_lead"):
        with pytest.raises(NotFound):
            find_person(exchange.runtime, exchange.person("hub", role), ann.sought, WHY)
    with pytest.raises(NotFound):
        find_person(exchange.runtime, exchange.person("housing", "partner_responder"), ann.sought, WHY)
    for _ in range(MOST):
        find_person(exchange.runtime, before.by, Identity(("Nobody Here",), "1950-01-01"), WHY)
    with pytest.raises(TooMany):
        find_person(exchange.runtime, before.by, ann.sought, WHY)


def test_another_hub_finds_nobody_of_this_one(exchange: Exchange, ann: Child) -> None:
    Told(exchange, {**ann.held, **OPEN})
    stranger = exchange.person("hub", "hub_collator", exchange.another("hub"))
    assert find_person(exchange.runtime, stranger, ann.sought, WHY).found == ()


def test_a_case_closed_to_named_people_or_stepped_back_from_is_not_found(exchange: Exchange, ann: Child) -> None:
    before, other = Told(exchange, {**ann.held, **OPEN}), exchange.person("hub", "hub_collator")
    assert len(find_person(exchange.runtime, other, ann.sought, WHY).found) == 1
    close_to_named(exchange.runtime, before.by, before.id, [], "Madeup: a colleague’s family.")
    assert find_person(exchange.runtime, other, ann.sought, WHY).found == ()
    assert len(find_person(exchange.runtime, before.by, ann.sought, WHY).found) == 1
    second = Told(exchange, {**ann.held, **OPEN})
    assign_case(exchange.runtime, second.by, second.id, other.person_id)
    declare_conflict(exchange.runtime, other, second.id)
    assert find_person(exchange.runtime, other, ann.sought, WHY).found == ()


def test_what_is_saved_anew_is_found_by_and_what_was_corrected_is_not(exchange: Exchange, ann: Child) -> None:
    before = Told(exchange, {**ann.held, **OPEN})
    before.save({"case_subject_name": plain("Zephyr Unlike"), "case_date_of_birth": plain("2015-12-24")})
    by_then, by_now = ann.sought, Identity(("Zephyr Unlike",), "2015-12-24")
    assert [one.like for one in find_person(exchange.runtime, before.by, by_then, WHY).found] == []
    (found,) = find_person(exchange.runtime, before.by, by_now, WHY).found
    assert (found.like.name, found.like.born) == (SAME, SAME)


def test_of_twins_both_are_shown_and_the_forename_tells_which_is_nearer(exchange: Exchange, ann: Child) -> None:
    other = {"case_subject_name": plain(ann.name.replace("Annabel", "Clementine"))}
    Told(exchange, {**ann.held, **OPEN})
    Told(exchange, {**ann.held, **other, **OPEN})
    now = Told(exchange, {**ann.held, **other})
    found = [one["case_subject_name"] for one in values(now.search())]
    assert found == [ann.name.replace("Annabel", "Clementine"), ann.name]


def test_looking_asks_the_database_as_much_for_one_found_as_for_ten(exchange: Exchange, ann: Child) -> None:
    Told(exchange, {**ann.held, **OPEN})
    now = Told(exchange, ann.held)
    now.search()
    with counted(exchange) as one:
        assert len(now.search().found) == 1
    for _ in range(SHOWN + 1):
        Told(exchange, {**ann.held, **OPEN})
    with counted(exchange) as ten:
        found = now.search()
    assert (len(found.found), found.more) == (SHOWN, 2)
    assert len(ten) == len(one), ten.beyond(one)


def test_whoever_was_known_before_keys_were_exchanged_is_found_after_it(own_exchange: Exchange, ann: Child) -> None:
    before = Told(own_exchange, {**ann.held, **OPEN})
    with rotation(own_exchange) as keys:
        rotate_tenant(own_exchange.admin, keys, own_exchange.organisation("hub").id)
    now = Told(own_exchange, ann.held)
    assert [one.case.reference for one in now.search().found] == [before.reference]
    assert [one.case.reference for one in before.search().found] == [now.reference]

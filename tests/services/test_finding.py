"""A person whom the hub has known before is found again, by a look that is logged; what is shown is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, NotFound, TooMany
from app.domain.finding import NEAR, SAME, Identity
from app.domain.identity import Actor
from app.services.finding.elsewhere import cases_elsewhere
from app.services.finding.find_person import MOST, SHOWN, Search, find_known, find_person
from app.services.intake.assign_case import assign_case, declare_conflict
from app.services.intake.close_to_named import close_to_named
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from app.services.keys.rotate_tenant import rotate_tenant
from policies.engine.vocabulary import Level
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.played import NOT_PROTECTED, PURPOSE, basis
from tests.services.rotating import rotation
from tests.web.statements import counted

HOME = {"case_address": plain({"lines": ["9 Madeup Way"], "town": "Nowhere", "postcode": "ZZ99 9ZZ"})}
OPEN = {**HOME, "case_protected_address": plain("no"), **NOT_PROTECTED}
_numbers = count()
WHY = "Madeup: a referral by telephone, nothing else is known."


@dataclass(frozen=True)
class Child:
    """A made-up child called as no other: the exchange is shared."""

    surname: str
    day: date

    @property
    def name(self) -> str:
        return f"Annabel Madeup-{self.surname}"

    @property
    def born(self) -> str:
        return self.day.isoformat()

    @property
    def held(self) -> dict[str, Answer]:
        return {"case_subject_name": plain(self.name), "case_date_of_birth": plain(self.born)}

    @property
    def sought(self) -> Identity:
        return Identity((f"Annabel {self.surname}",), self.born)


@pytest.fixture
def ann() -> Child:
    number = next(_numbers)
    surname = "".join((*(pair[number // 6**place % 6] for place, pair in enumerate(("BDFKLR", "MNPSVZ"))), "orne"))
    return Child("".join((surname[0], "a", surname[1], "orne")), date(2010, 1, 3) + timedelta(days=33 * number))


class Told:
    """A case about one child, of whom this is held."""

    def __init__(self, exchange: Exchange, held: Mapping[str, Answer], by: Actor | None = None) -> None:
        self.exchange, self.by = exchange, by or exchange.person("hub", "hub_decision_maker")
        started = start_case(
            exchange.runtime, self.by, purpose=PURPOSE, rating="amber", legal_basis=basis(exchange, "hub", "request"),
            subjects=("child",),
        )  # fmt: skip
        self.id, self.reference = started.file_id, started.reference
        self.child = next(one.subject_id for one in self.known.subjects if one.kind == "child")
        self.save(held)

    @property
    def known(self) -> KnownCase:
        return find_case(self.exchange.runtime, self.by, self.id)

    def save(self, held: Mapping[str, Answer]) -> None:
        stands = self.known.records.get(self.child)
        version = stands.version if stands else None
        save_case_record(self.exchange.runtime, self.by, self.id, self.child, held, version)

    def search(self) -> Search:
        return find_known(self.exchange.runtime, self.by, self.id, self.child)

    def say(self, known_as: Mapping[UUID, str], said: str = "known", **more: Any) -> None:
        words = {"case_known_before": plain(said), "case_known_before_why": plain("Madeup: the same worker.")}
        stands = self.known.stated.get(("known_before", self.child))
        codes = {"known_as": {str(one): how for one, how in known_as.items()}, **more}
        version = stands.version if stands else None
        state_in_case(self.exchange.runtime, self.by, self.id, self.child, "known_before", words, version, codes)

    def elsewhere(self) -> list[str]:
        return [one.case.reference for one in cases_elsewhere(self.exchange.runtime, self.by, self.known)]


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


def test_who_is_whom_is_said_by_name_and_seen_from_both_cases(exchange: Exchange, ann: Child) -> None:
    first, second = Told(exchange, {**ann.held, **OPEN}), Told(exchange, {**ann.held, **OPEN})
    second.say({first.child: "certain"})
    assert (first.elsewhere(), second.elsewhere()) == ([second.reference], [first.reference])
    third = Told(exchange, {**ann.held, **OPEN})
    third.say({second.child: "probable"})
    assert sorted(third.elsewhere()) == sorted([second.reference, first.reference])
    second.say({first.child: "not_them"}, "not_found")
    assert (first.elsewhere(), third.elsewhere()) == ([], [second.reference])


def test_nobody_is_joined_to_somebody_of_the_same_case_or_of_one_they_may_not_know_of(
    exchange: Exchange, ann: Child
) -> None:
    first, second = Told(exchange, {**ann.held, **OPEN}), Told(exchange, {**ann.held, **OPEN})
    with pytest.raises(InvalidInput):
        second.say({second.child: "certain"})
    with pytest.raises(InvalidInput):
        second.say({first.child: "surely"})
    with pytest.raises(InvalidInput, match="known"):
        second.say({first.child: "certain"}, "not_found")
    with pytest.raises(InvalidInput, match="Say who"):
        second.say({})
    close_to_named(exchange.runtime, first.by, first.id, [], "Madeup: a colleague’s family.")
    with pytest.raises(InvalidInput):
        second.say({first.child: "certain"})


def test_of_an_erased_case_nobody_is_found_and_nothing_to_find_them_by_is_left(
    own_exchange: Exchange, ann: Child
) -> None:
    before, now = Told(own_exchange, {**ann.held, **OPEN}), Told(own_exchange, ann.held)
    now.say({before.child: "certain"})
    assert now.elsewhere() == [before.reference]
    erase(own_exchange, before.id)
    assert (now.search().found, now.elsewhere()) == ((), [])
    left = "SELECT subject_id FROM subject_tag UNION SELECT subject_id FROM subject_link"
    assert {one for (one,) in own_exchange.rows(left)} == {now.child}


def test_whoever_was_known_before_keys_were_exchanged_is_found_after_it(own_exchange: Exchange, ann: Child) -> None:
    before = Told(own_exchange, {**ann.held, **OPEN})
    with rotation(own_exchange) as keys:
        rotate_tenant(own_exchange.admin, keys, own_exchange.organisation("hub").id)
    now = Told(own_exchange, ann.held)
    assert [one.case.reference for one in now.search().found] == [before.reference]
    assert [one.case.reference for one in before.search().found] == [now.reference]

"""A household is entered once and saved in one act: what each record then says, and what nobody may say this way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.identity import Actor
from app.services.intake.open_case import KnownCase, find_case, open_case
from app.services.intake.relations import Relation
from app.services.intake.roles import ARE_ALLEGED, NEVER_ALLEGED
from app.services.intake.save_case_record import save_case_record
from app.services.intake.save_household import Household, save_household
from app.services.intake.start_case import start_case
from policies.engine.vocabulary import PROTECTED, UNKNOWN, UNPROTECTED
from tests.services.exchange import Exchange
from tests.services.played import PURPOSE, basis, ready_case
from tests.services.test_hidden_from import ask_about
from tests.web.statements import counted

KINDS = ("child", "unborn_child", "adult", "adult")
HOME = {"lines": ["9 Madeup Way"], "town": "Nowhere", "postcode": "ZZ99 9ZZ"}
NOT_SAID: dict[str, Answer] = {"case_address": plain(HOME)}
NO = {
    **NOT_SAID,
    "case_protected_address": plain("no"),
    "case_not_protected_because": plain("Madeup: she was asked alone."),
}
YES = {**NOT_SAID, "case_protected_address": plain("yes")}
NAMES = {"child": ("Maxi Madeup", "2017-03-04"), "adult": ("Marla Madeup", "1990-11-02")}


class Home:
    """A case of which nothing is known but its kinds of people."""

    def __init__(self, exchange: Exchange, kinds: tuple[str, ...] = KINDS, purpose: str = PURPOSE) -> None:
        self.exchange, self.cora = exchange, exchange.person("hub", "hub_collator")
        self.case_id = start_case(
            exchange.runtime, self.cora, purpose=purpose, rating="red",
            legal_basis=basis(exchange, "hub", "request"), subjects=kinds,
        ).file_id  # fmt: skip
        self.people = tuple(one for one in self.known.subjects if one.kind != "case")
        self.ids = tuple(one.subject_id for one in self.people)

    @property
    def known(self) -> KnownCase:
        return find_case(self.exchange.runtime, self.cora, self.case_id)

    def given(self, home: dict[str, Answer] | None = None) -> Household:
        """Everybody with a name, at one address; the last adult alleged to cause harm, the others at risk."""
        known = {
            one.subject_id: {
                "case_subject_name": plain(f"{NAMES[one.kind][0]} {one.ordinal}"),
                "case_date_of_birth": plain(NAMES[one.kind][1]),
            }
            for one in self.people
            if one.kind in NAMES
        }
        return Household(
            known=known,
            home=home or NOT_SAID,
            here=frozenset(self.ids),
            roles=dict.fromkeys(self.ids, "at_risk"),
            said_by="Madeup police",
            staff=None,
            relations=(),
            seen=self.known.history.as_it_stands(self.exchange.runtime.policy.number),
        )

    def save(self, given: Household, by: Actor | None = None) -> None:
        save_household(self.exchange.runtime, by or self.cora, self.case_id, given)

    def held(self, person: UUID, key: str) -> Any:
        shown = open_case(self.exchange.runtime, self.cora, self.case_id)[1].get(person, {}).get(key)
        return shown.answer.value if shown and shown.answer else None


def test_what_is_ticked_together_stands_on_each_record(exchange: Exchange) -> None:
    home = Home(exchange)
    child, unborn, mother, partner = home.ids
    roles = {child: "at_risk", unborn: "at_risk", mother: "harmed", partner: "alleged"}
    relations = (
        Relation(mother, "parent", frozenset({child, unborn}), "the mother", "yes"),
        Relation(partner, "step_parent", frozenset({child, unborn})),
    )
    given = replace(home.given(NO), roles=roles, relations=relations, staff="no")
    home.save(given)
    known = home.known
    assert {one: known.stated["role_in_concern", one].codes["role"] for one in home.ids} == roles
    assert [one for what, one in known.stated if what == "works_for"] == [partner]
    assert [home.held(one, "case_address") for one in home.ids] == [HOME] * 4
    assert {known.protection_of(one) for one in home.ids} == {UNPROTECTED}
    maxi = {"name": "Maxi Madeup 1", "date_of_birth": "2017-03-04"}
    marla = {"name": "Marla Madeup 3", "date_of_birth": "1990-11-02", "relationship": "parent"}
    assert home.held(mother, "case_relationship_to_child") == [
        {"child": maxi, "relationship": "parent", "said_by": "the mother", "confirmed": "yes"}
    ]
    assert [row["person"]["name"] for row in home.held(child, "case_parents")] == ["Marla Madeup 3", "Marla Madeup 4"]
    assert home.held(unborn, "case_parents")[0] == {"person": marla, "said_by": "the mother", "confirmed": "yes"}


@pytest.mark.parametrize("role", sorted(ARE_ALLEGED))
def test_nobody_says_that_an_unborn_child_causes_harm(exchange: Exchange, role: str) -> None:
    home = Home(exchange)
    _, unborn, *_ = home.ids
    with pytest.raises(InvalidInput) as refused:
        home.save(replace(home.given(NO), roles={unborn: role}, staff="no"))
    assert refused.value.errors == {f"{unborn}.case_role_in_concern": NEVER_ALLEGED}


def test_that_somebody_is_pregnant_is_on_no_adults_record(exchange: Exchange) -> None:
    home = Home(exchange)
    _, unborn, mother, partner = home.ids
    relations = tuple(Relation(one, "parent", frozenset({unborn})) for one in (mother, partner))
    home.save(replace(home.given(), relations=relations))
    assert [home.held(one, "case_relationship_to_child") for one in (mother, partner)] == [None, None]
    assert len(home.held(unborn, "case_parents")) == 2


def test_saved_again_nothing_new_is_stored_and_a_relation_stands_once(exchange: Exchange) -> None:
    home = Home(exchange)
    child, _, mother, _ = home.ids
    relations = (Relation(mother, "parent", frozenset({child})),)
    home.save(replace(home.given(), relations=relations))
    before = {one: record.version for one, record in home.known.records.items()}
    home.save(replace(home.given(), relations=relations))
    assert {one: record.version for one, record in home.known.records.items()} == before
    assert len(home.held(mother, "case_relationship_to_child")) == 1


def test_a_name_that_is_corrected_is_corrected_in_each_line_and_a_relation_that_is_unticked_is_gone(
    exchange: Exchange,
) -> None:
    home = Home(exchange)
    child, _, mother, _ = home.ids
    relations = (Relation(mother, "parent", frozenset({child})),)
    home.save(replace(home.given(), relations=relations))
    new = {"case_subject_name": plain("Maxima Madeup")}
    given = replace(home.given(), relations=relations)
    home.save(replace(given, known={**given.known, child: {**given.known[child], **new}}))
    rows = home.held(mother, "case_relationship_to_child")
    assert [row["child"]["name"] for row in rows] == ["Maxima Madeup"]
    given = home.given()
    home.save(replace(given, known={**given.known, child: {**given.known[child], **new}}))
    assert not home.held(mother, "case_relationship_to_child")
    assert not home.held(child, "case_parents")


def test_what_was_typed_of_a_parent_by_hand_stays(exchange: Exchange) -> None:
    home = Home(exchange)
    child, _, mother, _ = home.ids
    home.save(home.given())
    typed = [
        {"person": {"name": "Marla Madeup 3", "date_of_birth": "1990-11-02", "relationship": "mother, she says"}},
        {"person": {"name": "Madeup Stranger"}, "parental_responsibility": "yes"},
    ]
    version = home.known.records[child].version
    save_case_record(exchange.runtime, home.cora, home.case_id, child, {"case_parents": plain(typed)}, version)
    home.save(replace(home.given(), relations=(Relation(mother, "carer", frozenset({child})),)))
    rows = home.held(child, "case_parents")
    assert rows[:2] == typed
    assert rows[2]["person"]["relationship"] == "carer"


def test_of_one_mistake_nothing_is_stored_and_it_is_named_by_person(exchange: Exchange) -> None:
    home = Home(exchange)
    child = home.ids[0]
    given = home.given()
    born = {"case_date_of_birth": plain("1980-01-01")}
    with pytest.raises(InvalidInput) as refused:
        home.save(replace(given, known={**given.known, child: {**given.known[child], **born}}))
    assert set(refused.value.errors) == {f"{child}.case_date_of_birth"}
    assert (home.known.records, home.known.stated.keys() & {("role_in_concern", child)}) == ({}, set())


def test_a_role_needs_somebody_who_says_so(exchange: Exchange) -> None:
    home = Home(exchange)
    with pytest.raises(InvalidInput) as refused:
        home.save(replace(home.given(), said_by=""))
    assert set(refused.value.errors) == {"case_role_said_by"}


def test_where_the_concern_is_abuse_whoever_takes_it_in_does_not_answer_no(exchange: Exchange) -> None:
    home = Home(exchange, purpose="domestic_abuse")
    with pytest.raises(InvalidInput) as refused:
        home.save(home.given(NO))
    assert set(refused.value.errors) == {f"{one}.case_protected_address" for one in home.ids}
    home.save(home.given(YES))
    assert {home.known.protection_of(one) for one in home.ids} == {PROTECTED}


def test_beside_somebody_protected_nobodys_no_is_taken_in_the_same_act(exchange: Exchange) -> None:
    """One by one or together: a place in full would give away where she is."""
    home = Home(exchange)
    child, unborn, mother, _ = home.ids
    home.save(replace(home.given(YES), here=frozenset({mother})))
    with pytest.raises(InvalidInput) as refused:
        home.save(replace(home.given(NO), here=frozenset({child, unborn})))
    assert set(refused.value.errors) == {f"{child}.case_protected_address", f"{unborn}.case_protected_address"}
    home.save(replace(home.given(), here=frozenset({child, unborn})))
    assert {home.known.protection_of(one) for one in (child, unborn)} == {UNKNOWN}


def test_whoever_was_said_to_be_alleged_stays_so_until_it_is_decided(exchange: Exchange) -> None:
    home = Home(exchange)
    partner = home.ids[3]
    home.save(replace(home.given(), roles={partner: "alleged"}))
    with pytest.raises(InvalidInput) as refused:
        home.save(replace(home.given(), roles={partner: "other"}))
    assert set(refused.value.errors) == {f"{partner}.case_role_in_concern"}


def test_a_form_that_is_older_than_the_case_stores_nothing(exchange: Exchange) -> None:
    home = Home(exchange)
    given = home.given()
    home.save(given)
    with pytest.raises(Stale):
        home.save(given)


def test_once_somebody_was_asked_each_change_is_made_where_partners_hear_of_it(exchange: Exchange) -> None:
    case = ready_case(exchange)
    ask_about(exchange, case, "housing", case.people[0])
    seen = find_case(exchange.runtime, case.collator, case.id).history.as_it_stands(exchange.runtime.policy.number)
    given = Household({}, NOT_SAID, frozenset(case.people), {}, "", None, (), seen)
    with pytest.raises(WrongState):
        save_household(exchange.runtime, case.collator, case.id, given)


def test_statements_do_not_grow_with_the_people(exchange: Exchange) -> None:
    few, many = Home(exchange, ("child", "adult")), Home(exchange, ("child",) * 8 + ("adult",) * 8)
    found = []
    for home in (few, many):
        children, adult = home.ids[:-1], home.ids[-1]
        given = replace(home.given(NO), relations=(Relation(adult, "parent", frozenset(children)),))
        with counted(exchange) as statements:
            home.save(given)
        found.append(len(statements))
    assert found[0] == found[1]

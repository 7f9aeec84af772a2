"""Nobody unmasks an address by answering that it is not protected: who may say so, with what, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.services.governance.check_log import check_log
from app.services.governance.open_entry import open_entry
from app.services.intake.open_case import find_case, open_versions
from app.services.intake.save_case_record import save_case_record
from app.services.intake.start_case import start_case
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import (
    ADDRESS,
    NOT_PROTECTED,
    PURPOSE,
    Case,
    basis,
    claim,
    draft,
    ready_case,
    send,
    sign,
    value,
)

__all__ = ["own_exchange"]

PLACE = {"case_address": plain(ADDRESS)}
UNSAID = ("unknown",)
QUESTION, BECAUSE = "case_protected_address", "case_not_protected_because"


def say(
    exchange: Exchange, actor: Actor, case: UUID, person: UUID, answer: str | None, more: Mapping[str, Answer]
) -> str:
    """Answer whether a person's address is protected; what holds from then on."""
    stands = find_case(exchange.runtime, actor, case).records.get(person)
    said = {QUESTION: plain(answer), **more}
    return save_case_record(exchange.runtime, actor, case, person, said, stands.version if stands else None).protection


def refused(
    exchange: Exchange, actor: Actor, case: UUID, person: UUID, answer: str | None, more: Mapping[str, Answer]
) -> list[str]:
    """The fields for which it is refused; nothing is stored."""
    before = exchange.rows("SELECT count(*) FROM record")
    with pytest.raises(InvalidInput) as told:
        say(exchange, actor, case, person, answer, more)
    assert exchange.rows("SELECT count(*) FROM record") == before
    return list(told.value.errors)


def intake(exchange: Exchange, purpose: str = PURPOSE, concern: str | None = None) -> tuple[Actor, UUID, UUID]:
    """A case that a collator is taking in, about an adult of whom nothing is recorded yet."""
    actor = exchange.person("hub", "hub_collator")
    case = start_case(
        exchange.runtime, actor, purpose=purpose, rating="red", legal_basis=basis(exchange, "hub", "request"),
        subjects=("child", "adult"),
    )  # fmt: skip
    whole, _, adult = [one.subject_id for one in find_case(exchange.runtime, actor, case.file_id).subjects]
    if concern:
        said = {"case_concern_category": plain(concern)}
        save_case_record(exchange.runtime, actor, case.file_id, whole, said, None)
    return actor, case.file_id, adult


def test_whoever_takes_it_in_answers_no_in_the_act_that_gives_the_address(exchange: Exchange) -> None:
    actor, case, adult = intake(exchange, concern="neglect")
    assert refused(exchange, actor, case, adult, "no", PLACE) == [BECAUSE]
    assert refused(exchange, actor, case, adult, "no", {**PLACE, BECAUSE: plain("no")}) == [BECAUSE]
    assert say(exchange, actor, case, adult, "no", {**PLACE, **NOT_PROTECTED}) == "none"


@pytest.mark.parametrize(
    "purpose, concern",
    [("domestic_abuse", None), ("marac", None), (PURPOSE, "domestic_abuse"), (PURPOSE, "forced_marriage_or_honour"),
     (PURPOSE, "modern_slavery")],
)  # fmt: skip
def test_not_where_the_concern_is_one_from_which_people_hide(
    exchange: Exchange, purpose: str, concern: str | None
) -> None:
    actor, case, adult = intake(exchange, purpose, concern)
    assert refused(exchange, actor, case, adult, "no", {**PLACE, **NOT_PROTECTED}) == [QUESTION]
    assert say(exchange, actor, case, adult, "yes", PLACE) == "protected"


def shown(exchange: Exchange, actor: Actor, case: Case) -> Level:
    known = find_case(exchange.runtime, actor, case.id)
    (opened,) = open_versions(exchange.runtime, actor, known, case.people[0])
    return opened.fields["case_address"].level


def test_what_nobody_has_answered_a_collator_does_not_answer_away(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange, protected=UNSAID)
    person = case.people[0]
    assert refused(own_exchange, case.collator, case.id, person, "no", NOT_PROTECTED) == [QUESTION]
    assert shown(own_exchange, case.collator, case) is Level.MASKED
    assert refused(own_exchange, case.decider, case.id, person, "no", {}) == [BECAUSE]
    assert say(own_exchange, case.decider, case.id, person, "no", NOT_PROTECTED) == "none"
    newest = own_exchange.leaves()[-1]
    officer = own_exchange.person("hub", "ig_officer")
    read = open_entry(own_exchange.runtime, officer, newest[1])
    assert (read.detail.kind, read.reason) == ("recorded", NOT_PROTECTED[BECAUSE].value)
    assert shown(own_exchange, case.collator, case) is Level.FULL
    assert check_log(own_exchange.runtime).problems == ()


def test_anybody_may_say_that_somebody_must_be_hidden_and_a_reason_for_no_goes_with_it(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    person = case.people[0]
    assert say(own_exchange, case.collator, case.id, person, "yes", NOT_PROTECTED) == "protected"
    known = find_case(own_exchange.runtime, case.decider, case.id)
    (opened,) = open_versions(own_exchange.runtime, case.decider, known, person)
    assert opened.value(BECAUSE) is None, "what no longer holds is no reason for the next answer"
    for answer in ("no", "unknown", None):
        assert refused(own_exchange, case.collator, case.id, person, answer, NOT_PROTECTED) == [QUESTION]
        assert refused(own_exchange, case.decider, case.id, person, answer, {}) == [BECAUSE]


@pytest.mark.parametrize("since", ["unknown", None])
def test_that_it_once_was_protected_is_not_forgotten(own_exchange: Exchange, since: str | None) -> None:
    case = ready_case(own_exchange, protected=("yes",))
    person = case.people[0]
    assert say(own_exchange, case.decider, case.id, person, since, {**NOT_PROTECTED, "case_address": plain(None)})
    assert refused(own_exchange, case.collator, case.id, person, "no", {**PLACE, **NOT_PROTECTED}) == [QUESTION]


def test_a_marker_that_a_partner_returned_counts(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange, protected=UNSAID)
    person = case.people[0]
    request = send(own_exchange, case, "housing", ("housing_known", "housing_safe_address_flag"))
    responder = claim(own_exchange, request)
    draft(own_exchange, request, responder, person,
          {"housing_known": value("yes"), "housing_safe_address_flag": value("yes")})  # fmt: skip
    sign(own_exchange, responder, request)
    without = {"case_address": plain(None)}
    save_case_record(own_exchange.runtime, case.decider, case.id, person, without, 1)
    assert refused(own_exchange, case.collator, case.id, person, "no", {**PLACE, **NOT_PROTECTED}) == [QUESTION]

"""In nothing about somebody a place that is hidden from them: not in returns, statements, requests or reasons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.identity import Actor
from app.services.collation.open_collation import open_collation
from app.services.collation.revealable import may_reveal
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.places_said import ELSEWHERE
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from policies.engine.vocabulary import Level
from tests.services.exchange import Exchange
from tests.services.played import Case, claim, draft, ready_case, say_role, sign, value
from tests.services.test_hidden_from import ask_about, name
from tests.services.test_words_that_tell import REFUGE

SAYS = "He stood at 9 Refuge Way on Tuesday, with a knife. Write to zz99 3bb."
CUT = f"He stood at 9 {ELSEWHERE} on Tuesday, with a knife. Write to {ELSEWHERE}"
WARNS, NOTED = "return_do_not_contact", "housing_known"


def fled(exchange: Exchange, role: str = "alleged", protected: str = "yes", others: int = 0) -> tuple[Case, UUID, UUID]:
    """A mother in a refuge, the man she fled from, and others who live somewhere else."""
    case = ready_case(exchange, ("child", "child", *["child"] * others), (protected, "no", *["no"] * others))
    her, him = case.people[:2]
    say_role(exchange, case.collator, case.id, him, role)
    known = find_case(exchange.runtime, case.decider, case.id).records[her]
    save_case_record(exchange.runtime, case.decider, case.id, her, {"case_address": plain(REFUGE)}, known.version)
    return case, her, him


def told(exchange: Exchange, case: Case, about: UUID, says: str = SAYS) -> UUID:
    """Housing is asked about one of them, and answers in these words."""
    request = ask_about(exchange, case, "housing", about, why=None)
    responder = claim(exchange, request)
    answers: dict[str, Any] = {WARNS: plain(says), NOTED: value("yes", note=says)}
    answers["return_staff_safety"] = plain([{"risk": "weapons", "do": says}])
    made = draft(exchange, request, responder, about, answers)
    sign(exchange, responder, request)
    return made.id


def read(exchange: Exchange, actor: Actor, record: UUID, action: str = "open") -> OpenedRecord:
    return open_records(exchange.runtime, actor, [record], action=action, reason="Madeup: to decide.")[0]


def words_of(opened: OpenedRecord) -> str:
    """Everything of a record that reaches whoever opened it."""
    return str([(one.answer.value, one.answer.note) for one in opened.fields.values() if one.answer])


@pytest.mark.parametrize("protected", ["yes", "unknown"])
@pytest.mark.parametrize("role", ["alleged", "both_alleged"])
def test_whoever_decides_reads_the_warning_about_him_without_her_place(
    exchange: Exchange, role: str, protected: str
) -> None:
    case, _, him = fled(exchange, role, protected)
    opened = read(exchange, case.decider, told(exchange, case, him))
    shown = opened.fields[WARNS]
    assert shown.answer is not None
    assert (shown.answer.value, shown.level, shown.kept) == (CUT, Level.MASKED, True)
    assert set(shown.says) == {"address", "postcode"}
    assert "Refuge" not in words_of(opened)
    assert words_of(opened).count("with a knife") == 3


def test_no_reason_lifts_it(exchange: Exchange) -> None:
    case, _, him = fled(exchange)
    revealed = read(exchange, case.decider, told(exchange, case, him), "reveal")
    assert "Refuge" not in words_of(revealed)


def test_while_her_place_does_not_open_no_words_about_him_are_read(own_exchange: Exchange) -> None:
    """Whoever spoils a sealed address must not lift what hides it."""
    case, her, him = fled(own_exchange)
    record, hers = told(own_exchange, case, him), told(own_exchange, case, her)
    known = find_case(own_exchange.runtime, case.decider, case.id).records[her]
    spoil = "UPDATE field_box SET box = box || '\\x00'::bytea WHERE record_id = %s AND field = 'case_address'"
    own_exchange.rows(spoil, known.id)
    assert "Refuge" not in words_of(read(own_exchange, case.decider, record))
    assert "Refuge" in words_of(read(own_exchange, case.decider, hers)), "in what is about her they stand"


def test_no_reveal_is_offered_that_shows_the_same(exchange: Exchange) -> None:
    case, her, him = fled(exchange)
    record, policy = told(exchange, case, him), exchange.runtime.policy
    assert not may_reveal(policy, read(exchange, case.decider, record).fields[WARNS])
    assert not may_reveal(policy, read(exchange, case.collator, record).fields[WARNS]), "all of it is kept back"
    hers = find_case(exchange.runtime, case.decider, case.id).records[her].id
    assert may_reveal(policy, read(exchange, case.decider, hers).fields["case_address"])


@pytest.mark.parametrize("role", ["other", "at_risk", "not_known"])
def test_of_whom_it_is_not_hidden_the_words_stand(exchange: Exchange, role: str) -> None:
    case, _, other = fled(exchange, role)
    assert words_of(read(exchange, case.decider, told(exchange, case, other))).count("9 Refuge Way") == 3


def test_in_what_is_about_her_they_stand(exchange: Exchange) -> None:
    case, her, _ = fled(exchange)
    assert words_of(read(exchange, case.decider, told(exchange, case, her))).count("9 Refuge Way") == 3


def test_it_follows_whom_it_is_hidden_from_by_name(exchange: Exchange) -> None:
    case, her, brother = fled(exchange, "other")
    record = told(exchange, case, brother)
    assert "Refuge" in words_of(read(exchange, case.decider, record))
    name(exchange, case, case.collator, her, brother, "hidden")
    assert "Refuge" not in words_of(read(exchange, case.decider, record))
    name(exchange, case, case.decider, her, brother, "both_here", "Madeup: they live together.")
    assert "Refuge" in words_of(read(exchange, case.decider, record))


def test_the_hubs_own_words_about_him_are_read_without_it_by_all_but_their_author(exchange: Exchange) -> None:
    case, _, him = fled(exchange)
    stood = find_case(exchange.runtime, case.collator, case.id).stated["role_in_concern", him].version
    said = {"case_role_in_concern": plain("alleged"), "case_role_said_by": plain("Madeup neighbour at 9 Refuge Way")}
    record = state_in_case(exchange.runtime, case.collator, case.id, him, "role_in_concern", said, stood).id
    assert "Refuge" not in words_of(read(exchange, case.decider, record))
    assert "Refuge" in words_of(read(exchange, case.collator, record)), "what somebody typed they read as typed"


def test_the_page_of_returns_has_it_in_nothing_about_him(exchange: Exchange) -> None:
    case, her, him = fled(exchange)
    told(exchange, case, him)
    collation = open_collation(exchange.runtime, case.decider, case.id)
    opened = [*collation.case, *(one for source in collation.sources for one in source.opened)]
    assert [one for one in opened if one.record.subject_id == him and "Refuge" in words_of(one)] == []
    assert [one for one in opened if one.record.subject_id == her]


def test_the_partner_that_wrote_it_reads_it_as_it_wrote_it(exchange: Exchange) -> None:
    case, _, him = fled(exchange)
    request = ask_about(exchange, case, "housing", him, why=None)
    responder = claim(exchange, request)
    made = draft(exchange, request, responder, him, {NOTED: value("yes", note=SAYS)})
    sign(exchange, responder, request)
    assert "9 Refuge Way" in words_of(read(exchange, responder, made.id))

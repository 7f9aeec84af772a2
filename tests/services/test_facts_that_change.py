"""Whoever was told hears when a fact changes: what is stricter at once, a corrected identity as a notice."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.open_request import open_request
from tests.services.exchange import Exchange
from tests.services.played import Case, answered, claim, ready_case, send


def test_a_partner_that_was_told_less_reads_what_is_stricter_now(exchange: Exchange) -> None:
    case = ready_case(exchange)
    say(exchange, case, case_family_may_be_told="yes")
    request = send(exchange, case, "housing")
    responder = claim(exchange, request)
    assert told(exchange, responder, request)["request_family_may_be_told"] == "yes"
    leaves = len(exchange.leaves())
    say(exchange, case, case_family_may_be_told="no", case_do_not_contact="Do not write: father reads the post.")
    assert len(exchange.leaves()) == leaves + 2, "the statement, and what housing was told"
    assert mails(exchange, request) == ["safety_changed"]
    now = told(exchange, responder, request)
    assert now["request_family_may_be_told"] == "no"
    assert now["request_do_not_contact"] == "Do not write: father reads the post."


def test_a_loosening_stays_here_even_beside_a_tightening(exchange: Exchange) -> None:
    case = ready_case(exchange)
    say(exchange, case, case_do_not_contact="Not in front of father.")
    request = send(exchange, case, "housing")
    responder = claim(exchange, request)
    say(exchange, case, case_family_may_be_told="yes", case_do_not_contact="Not in front of uncle.",
        case_safe_contact_method="letter", case_do_not_record_on_portal="no")  # fmt: skip
    now = told(exchange, responder, request)
    assert now["request_family_may_be_told"] == "no"
    assert now["request_do_not_record_on_portal"] == "yes"
    assert now["request_do_not_contact"] == "Not in front of father.\nNot in front of uncle."
    assert now["request_safe_contact_method"] == "none", "neither way is stricter: until somebody decides, none is safe"
    changed = len(mails(exchange, request))
    say(exchange, case, case_family_may_be_told="ask")
    assert told(exchange, responder, request)["request_family_may_be_told"] == "no"
    assert told(exchange, responder, request)["request_safe_contact_method"] == "none"
    assert len(mails(exchange, request)) == changed, "nothing left, so nobody is told"


def test_a_corrected_name_goes_as_a_notice_and_not_as_a_name(exchange: Exchange) -> None:
    found = answered(exchange)
    correct(exchange, found.case, case_subject_name="Madeup Other-Name")
    now = told(exchange, found.responder, found.request)
    assert now["request_subject_name"] == "Madeup Person"
    marks = now.get("request_changed")
    assert isinstance(marks, list), "nothing says that the name was corrected"
    assert [(mark["field"], mark["how"]) for mark in marks] == [("request_subject_name", "corrected")]
    assert mails(exchange, found.request)[-1] == "identity_corrected"


def say(exchange: Exchange, case: Case, **words: object) -> None:
    """Contact safety, said anew with these words; what is not named stays."""
    before = find_case(exchange.runtime, case.collator, case.id).stated[("contact_safety", case.whole)]
    state_in_case(
        exchange.runtime, case.collator, case.id, case.whole, "contact_safety", plainly(words), before.version
    )


def correct(exchange: Exchange, case: Case, **answers: object) -> None:
    """What is on record of the first person, saved anew."""
    before = find_case(exchange.runtime, case.collator, case.id).records[case.people[0]]
    save_case_record(exchange.runtime, case.collator, case.id, case.people[0], plainly(answers), before.version)


def plainly(words: Mapping[str, object]) -> Mapping[str, Answer]:
    return {key: plain(one) for key, one in words.items()}


def told(exchange: Exchange, actor: Actor, request: ResearchRequest) -> dict[str, object]:
    """What the partner reads of the first person when it opens the request."""
    opened = open_request(exchange.runtime, actor, request.file_id).records[0]
    return {key: one.answer.value for key, one in opened.fields.items() if one.answer}


def mails(exchange: Exchange, request: ResearchRequest) -> list[str]:
    """The kinds of mail to the partner about this request that tell of a change, the first first."""
    query = "SELECT kind FROM job WHERE organisation_id = %s AND payload ->> 'file_id' = %s ORDER BY run_at, kind"
    found = exchange.rows(query, request.partner_id, str(request.file_id))
    return [kind for (kind,) in found if kind in ("safety_changed", "identity_corrected")]

"""A partner whose words say a protected place that it was sent is shown that before it signs, and of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.governance.check_log import check_log
from app.services.governance.open_entry import open_entry
from app.services.research.compose import Ask
from app.services.research.said_of_sent import saying_sent_places
from app.services.research.save_draft import save_draft
from app.services.research.send_requests import send_requests
from app.services.research.sign_off_return import Returned, sign_off_return
from policies.engine.vocabulary import BARRED, LEFT_OUT, PLACE
from tests.services.exchange import Exchange
from tests.services.played import (
    ADDRESS,
    ATTESTED,
    NAME,
    QUESTION,
    STATED,
    Case,
    basis,
    claim,
    draft,
    previewed,
    ready_case,
    records_of,
    send,
    value,
    version,
)

SAYS, SILENT = "Madeup: they fled to 1 Madeup Road in May.", "Madeup: they fled in May."
WHY = "Madeup: the landlord must not write there."
NOTED = "housing_known"


def played(exchange: Exchange, protected: str, note: str) -> tuple[Case, ResearchRequest, Actor]:
    case = ready_case(exchange, protected=(protected,))
    request = send(exchange, case, "housing", (NOTED,))
    holder = claim(exchange, request)
    draft(exchange, request, holder, case.people[0], {NOTED: value("yes", note)})
    return case, request, holder


def sign(exchange: Exchange, request: ResearchRequest, holder: Actor, why: str = "") -> Returned:
    return sign_off_return(
        exchange.runtime, holder, request.file_id, legal_basis=basis(exchange, "housing", "return"),
        seen_version=version(exchange, holder, request), why_said=why,
    )  # fmt: skip


def test_it_is_stopped_with_the_field_and_both_ways_on(own_exchange: Exchange) -> None:
    case, request, holder = played(own_exchange, "yes", SAYS)
    before = len(own_exchange.leaves())
    with pytest.raises(InvalidInput) as refused:
        sign(own_exchange, request, holder)
    assert set(refused.value.errors) == {"words_say"}
    label = own_exchange.runtime.policy.release.catalogue[NOTED].label
    assert label in refused.value.errors["words_say"]
    assert len(own_exchange.leaves()) == before, "nothing left"
    draft_again(own_exchange, case, request, holder, SILENT)
    sign(own_exchange, request, holder)
    assert check_log(own_exchange.runtime).problems == ()


def test_with_a_reason_they_stay_and_the_entry_holds_it(own_exchange: Exchange) -> None:
    _, request, holder = played(own_exchange, "yes", SAYS)
    with pytest.raises(InvalidInput):
        sign(own_exchange, request, holder, "   ")
    returned = sign(own_exchange, request, holder, WHY)
    officer = own_exchange.person("hub", "ig_officer")
    read = open_entry(own_exchange.runtime, officer, returned.entry.id).reason
    assert read is not None
    assert read.words == WHY
    assert check_log(own_exchange.runtime).problems == ()


@pytest.mark.parametrize("note", [SILENT, SAYS.replace("1 Madeup Road", "9 Refuge Way")])
def test_other_words_leave(exchange: Exchange, note: str) -> None:
    _, request, holder = played(exchange, "yes", note)
    assert sign(exchange, request, holder).request.state == "returned"


def test_of_a_place_that_nobody_protects_nothing_is_said(exchange: Exchange) -> None:
    _, request, holder = played(exchange, "no", SAYS)
    assert sign(exchange, request, holder).request.state == "returned"


def test_of_a_protected_place_that_it_was_not_sent_it_learns_nothing(exchange: Exchange) -> None:
    """Whoever guesses is answered as whoever does not."""
    case = ready_case(exchange, subjects=("child", "adult"), protected=("no", "yes"))
    other = Case(case.id, case.whole, case.people[:1], case.collator, case.decider)
    request = send(exchange, other, "housing", (NOTED,))
    holder = claim(exchange, request)
    guess = SAYS.replace("1 Madeup Road", f"{ADDRESS['lines'][0]}")
    draft(exchange, request, holder, case.people[0], {NOTED: value("yes", guess)})
    assert sign(exchange, request, holder).request.state == "returned"


def test_of_one_that_was_left_out_of_its_request_it_learns_nothing_either(exchange: Exchange) -> None:
    case = ready_case(exchange, protected=("yes",))
    partner, people = exchange.organisation("housing").id, frozenset(case.people)
    ask = Ask(partner, "They may know the family.", (NOTED,), QUESTION, subjects=people, besides=NAME)
    (request,) = send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))
    holder = claim(exchange, request)
    draft(exchange, request, holder, case.people[0], {NOTED: value("yes", SAYS)})
    assert sign(exchange, request, holder).request.state == "returned"


@pytest.mark.parametrize("place", [LEFT_OUT, BARRED])
def test_a_place_that_a_record_holds_and_was_not_sent_is_compared_with_nothing(exchange: Exchange, place: str) -> None:
    _, request, _ = played(exchange, "yes", SAYS)
    (about,) = records_of(exchange, request, "request")
    with exchange.runtime.database.work(None) as work:
        record = next(one for one in work.records.of_file(request.file_id, "request") if one.id == about)
    catalogue, address = exchange.runtime.policy.release.catalogue, {"case_address": plain(ADDRESS)}
    words, today = Content({NOTED: value("yes", SAYS)}, {}), record.saved_at.date()
    assert saying_sent_places(catalogue, [(record, address)], words, today) == (NOTED,)
    kept = replace(record, codes={**record.codes, PLACE: place})
    assert saying_sent_places(catalogue, [(kept, address)], words, today) == ()


def draft_again(exchange: Exchange, case: Case, request: ResearchRequest, holder: Actor, note: str) -> None:
    content = Content({**ATTESTED, **STATED, NOTED: value("yes", note)}, {})
    save_draft(exchange.runtime, holder, request.file_id, case.people[0], content, 1)

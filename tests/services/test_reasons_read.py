"""A reason that says where somebody protected is: nobody reads its words in the log who may not know the place."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.identity import Actor
from app.services.governance.close_entry import close_entry
from app.services.governance.open_entry import open_entry
from app.services.governance.prove_entry import prove_entry
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from app.services.research.take_over import take_over
from tests.services.exchange import Exchange
from tests.services.played import QUESTION, claim, previewed, ready_case

TELLS = "She has moved to number 1, MADEUP ROAD."
TELLS_NOTHING = "They may know the family."


def sent(exchange: Exchange, protected: str, reason: str, kind: str = "housing") -> UUID:
    """A request sent for this reason; its file."""
    case = ready_case(exchange, protected=(protected,))
    ask = Ask(exchange.organisation(kind).id, reason, (), QUESTION)
    return send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))[0].file_id


def entry_of(exchange: Exchange, file_id: UUID, kind: str) -> UUID:
    """The last entry of a kind about a file."""
    query = "SELECT id FROM log_detail WHERE file_id = %s AND kind = %s ORDER BY at DESC, idx DESC LIMIT 1"
    ((found,),) = exchange.rows(query, file_id, kind)
    return UUID(str(found))


def read(exchange: Exchange, officer: Actor, entry: UUID) -> tuple[str | None, str]:
    """The reason as the page of an entry has it, and the entry's receipt."""
    return open_entry(exchange.runtime, officer, entry).reason.words, prove_entry(exchange.runtime, officer, entry)


@pytest.mark.parametrize("role", ["ig_officer", "auditor"])
@pytest.mark.parametrize("protected", ["yes", "unknown"])
def test_words_that_say_the_place_are_neither_on_the_page_nor_in_the_receipt(
    exchange: Exchange, role: str, protected: str
) -> None:
    entry = entry_of(exchange, sent(exchange, protected, TELLS), "request_sent")
    words, receipt = read(exchange, exchange.person("hub", role), entry)
    assert words is not None
    assert "MADEUP" not in words + receipt
    assert '"fields"' in receipt, "all else is opened"


@pytest.mark.parametrize("protected, reason", [("no", TELLS), ("yes", TELLS_NOTHING)])
def test_other_words_are_read_and_proven(exchange: Exchange, protected: str, reason: str) -> None:
    entry = entry_of(exchange, sent(exchange, protected, reason), "request_sent")
    words, receipt = read(exchange, exchange.person("hub", "ig_officer"), entry)
    assert words == reason
    assert reason in receipt


def test_a_partners_words_are_compared_too(exchange: Exchange) -> None:
    file_id = sent(exchange, "yes", TELLS_NOTHING)
    with exchange.runtime.database.work(None) as work:
        request = work.files.request(file_id)
    assert request is not None
    claim(exchange, request)
    take_over(exchange.runtime, exchange.person("housing", "partner_responder"), file_id, TELLS)
    entry = entry_of(exchange, file_id, "worked")
    words, receipt = read(exchange, exchange.person("hub", "ig_officer"), entry)
    assert words is not None
    assert "MADEUP" not in words + receipt


def test_whoever_typed_a_reason_reads_it_as_it_was_typed(exchange: Exchange) -> None:
    """Else typing guesses and reading them back would tell which of them is right."""
    file_id, officer = sent(exchange, "yes", TELLS_NOTHING), exchange.person("hub", "ig_officer")
    close_entry(exchange.runtime, officer, entry_of(exchange, file_id, "request_sent"), "entry", None, TELLS)
    entry = entry_of(exchange, file_id, "entry_closed")
    words, receipt = read(exchange, officer, entry)
    assert words == TELLS
    assert TELLS in receipt
    colleague = exchange.person("hub", "ig_officer")
    assert "MADEUP" not in "".join(map(str, read(exchange, colleague, entry)))

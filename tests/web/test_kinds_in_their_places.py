"""Each kind of answer, by hand, in each place where somebody meets it: what it is called and how it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from app.domain.answers import ANSWER_KINDS, Answer
from app.services.messages.notices import NOTICES
from app.services.research.ask_hub import ask_hub
from app.services.research.open_request import open_request
from app.services.research.work_on_request import claim_request
from tests.web.exchange import Exchange
from tests.web.hub.playing import STATED, HubBrowser, answer, fact
from tests.web.partner.asked import household, request_to

FIELD, BASIS = "housing_known", "council_child_protection"
STANDING = "UK GDPR Art 6(1)(e): public task"
OWN = "Public task: assisting a section 47 enquiry, as the council"
NO_DISCLOSURE = "Nothing it holds was disclosed: its standing basis for handling requests"


@dataclass(frozen=True)
class Said:
    """What is read of one kind: as counted everywhere, at the answer itself, and whose basis the entry names."""

    given: Answer
    counted: str
    at_the_answer: str
    discloses: bool


TABLE = {
    "value": Said(fact("yes"), "Information given: 1 item", "Yes", True),
    "searched_no_trace": Said(Answer("searched_no_trace"), "Searched, no trace: 1 item", "Searched, no trace", False),
    "trace_nothing_relevant": Said(
        Answer("trace_nothing_relevant"),
        "Known, nothing relevant: 1 item",
        "Known to us, nothing relevant to this",
        True,
    ),
    "not_searched": Said(Answer("not_searched"), "Not searched: 1 item", "Not searched", False),
    "outside_coverage": Said(
        Answer("outside_coverage"), "Outside what they cover: 1 item", "Outside what we cover", False
    ),
    "declined": Said(
        Answer("declined", ground="no_lawful_basis", note="Madeup: we may not."),
        "Declined: 1 item, no legal basis",
        "We decline to share this",
        False,
    ),
    "unable": Said(
        Answer("unable", note="Madeup: the unit is closed."), "Unable to answer: 1 item", "Unable to answer", True
    ),
    "more_information_needed": Said(
        Answer("more_information_needed", note="Madeup: which of two?"),
        "More information needed: 1 item",
        "We need more information first",
        True,
    ),
}


def test_no_kind_is_left_out() -> None:
    assert set(TABLE) == set(ANSWER_KINDS)


@pytest.mark.parametrize("kind", TABLE)
def test_what_is_said_where(exchange: Exchange, kind: str) -> None:
    said, home = TABLE[kind], household(exchange)
    others = [one.counted for one in TABLE.values() if one is not said]
    request = request_to(exchange, home, "housing", (FIELD,))
    answer(exchange, "hugh", request, {FIELD: said.given}, BASIS if said.discloses else "")
    hugh, dilys, ingrid = (HubBrowser(exchange, one) for one in ("hugh", "dilys", "ingrid"))
    entry = f"/log/{_entry(exchange)}"

    board = dilys.get(f"/cases/{home.case_id}").text
    assert "Answered" in board
    line = ingrid.get("/log?kind=return_released").text
    assert "An answer or a question: the entry says of what kind" in line
    for place in (board, line):
        assert said.counted not in place, "what opens nothing tells no kind"

    returns = dilys.get(f"/cases/{home.case_id}/returns").text
    assert said.at_the_answer in returns
    assert ("A decline does not say that anything is held." in returns) == (kind == "declined")
    assert "holds restricted information" not in returns
    text = ingrid.get(entry).text
    receipt = hugh.get(f"/inbox/{request.file_id}/receipt").text
    paper = hugh.get(f"/inbox/{request.file_id}/copy").text
    assert said.at_the_answer in paper
    for place in (returns, text, receipt):
        assert said.counted in place
        assert not [one for one in others if one in place]
    assert (NO_DISCLOSURE in text, OWN in text) == (not said.discloses, said.discloses)
    assert (STANDING in receipt, OWN in receipt) == (not said.discloses, said.discloses)


@pytest.mark.parametrize(
    "basis, words",
    [
        (BASIS, "A question to the hub that shows something of what is held"),
        (None, "A question to the hub that shows nothing of what is held"),
    ],
)
def test_a_question_says_whether_it_shows_anything(exchange: Exchange, basis: str | None, words: str) -> None:
    hugh, runtime = exchange.actors["hugh"], exchange.runtime
    request = request_to(exchange, household(exchange), "housing", (FIELD,))
    claim_request(runtime, hugh, request.file_id)
    subject = open_request(runtime, hugh, request.file_id).records[0].record.subject_id
    ask_hub(runtime, hugh, request.file_id, subject, question="Madeup: which?", legal_basis=basis,
            stated=STATED if basis else None)  # fmt: skip
    text = HubBrowser(exchange, "ingrid").get(f"/log/{_entry(exchange)}").text
    assert words in text
    assert (NO_DISCLOSURE in text) == (basis is None)
    assert words in HubBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}/receipt").text


def test_no_mail_says_what_was_answered() -> None:
    assert NOTICES["return_waiting"].subject == "A partner has answered a research request"
    words = " ".join(f"{one.subject} {one.words}" for one in NOTICES.values()).lower()
    assert not [one.counted for one in ANSWER_KINDS.values() if one.counted.lower() in words]


def _entry(exchange: Exchange) -> UUID:
    """The newest return's or question's entry."""
    with exchange.runtime.database.work(None) as work:
        found = [leaf for log in work.log.logs() for leaf in work.log.leaves(log.id, 0, 10_000)]
    return max((one for one in found if one.kind == "return_released"), key=lambda one: one.id).id

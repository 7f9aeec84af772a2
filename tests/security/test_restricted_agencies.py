"""Of an agency whose answers are for the decision-maker a collator learns that it waits or has answered, never how."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from app.demonstration.database import SUPERUSER
from app.domain.answers import Answer, plain
from app.domain.errors import NotFound
from app.domain.research import ResearchRequest
from app.services.challenging.challenge import challenge_answer
from app.services.challenging.settle import have_answered_again, stand_by_answer
from app.services.disclosure.sealing import Content
from app.services.intake.assign_case import unassign_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.ask_hub import approve_question, ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.open_request import find_request, open_request
from app.services.research.save_draft import save_draft, start_correction
from app.services.research.sign_off_return import sign_off_return, submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.conftest import Database
from tests.messages.test_notices import Letters
from tests.services.exchange import run_sql
from tests.services.played import STATED
from tests.web import exchange as town
from tests.web.exchange import Exchange, make_exchange
from tests.web.hub.playing import SEARCHED, fact
from tests.web.partner.asked import Household, household, request_to

KIND, ITEMS = "mental_health", ("mental_health_known", "mental_health_crisis_contacts_6m")
RING = {"return_ring": plain({"name": "Madeup Ward", "telephone": "01632 960199"})}
WARNING = {"return_staff_safety": plain([{"about": "dog", "do": "Madeup: ring first."}])}
BASIS = "health_child_protection"
ALIKE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}|value=\"[^\"]{60,}\"|__Host-form=[^;]+"
)


@pytest.fixture
def exchange(
    database: Database, keystore: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Exchange]:
    """An exchange with people of the trust."""
    monkeypatch.setitem(town.MORE, "minnie", ("Minnie Mind", KIND, "partner_responder"))
    monkeypatch.setitem(town.MORE, "carl", ("Carl Caldicott", KIND, "caldicott_approver"))
    made = make_exchange(database, keystore, tmp_path)
    yield made
    made.close()


def returned(answers: Mapping[str, Answer], *, sent: bool = True) -> Callable[[Exchange, ResearchRequest], None]:
    """The trust answers so; approved and sent, or still waiting for its second person."""

    def play(exchange: Exchange, request: ResearchRequest) -> None:
        runtime, minnie, carl = exchange.runtime, exchange.actors["minnie"], exchange.actors["carl"]
        subject = open_request(runtime, minnie, request.file_id).records[0].record.subject_id
        save_draft(runtime, minnie, request.file_id, subject, Content(answers, {}), None)
        submit_for_approval(runtime, minnie, request.file_id, BASIS)
        open_request(runtime, carl, request.file_id)
        if sent:
            seen = find_request(runtime, carl, request.file_id).request.version
            sign_off_return(runtime, carl, request.file_id, legal_basis=BASIS, seen_version=seen)

    return play


def asking(exchange: Exchange, request: ResearchRequest) -> None:
    """The trust asks the hub, with what shows that it knows her."""
    runtime, minnie, carl = exchange.runtime, exchange.actors["minnie"], exchange.actors["carl"]
    subject = open_request(runtime, minnie, request.file_id).records[0].record.subject_id
    question = "Madeup: our patient moved in May. Is it she?"
    ask_hub(runtime, minnie, request.file_id, subject, question=question, legal_basis=BASIS, stated=STATED)
    open_request(runtime, carl, request.file_id)
    seen = find_request(runtime, carl, request.file_id).request.version
    approve_question(runtime, carl, request.file_id, legal_basis=BASIS, seen_version=seen)


def searching(exchange: Exchange, request: ResearchRequest) -> None:
    """The trust has read what it is asked, and searches."""
    open_request(exchange.runtime, exchange.actors["minnie"], request.file_id)


def answered_question(exchange: Exchange, request: ResearchRequest) -> None:
    """The trust has asked, and a decision-maker has answered."""
    asking(exchange, request)
    subject = open_request(exchange.runtime, exchange.actors["minnie"], request.file_id).records[0].record.subject_id
    answer_partner(
        exchange.runtime, exchange.actors["dilys"], request.file_id, subject, {"request_answer": plain("Madeup: yes.")}
    )


def corrected(exchange: Exchange, request: ResearchRequest) -> None:
    """The trust has answered, and sent a correction."""
    being_corrected(exchange, request)
    seen = find_request(exchange.runtime, exchange.actors["carl"], request.file_id).request.version
    sign_off_return(exchange.runtime, exchange.actors["carl"], request.file_id, legal_basis=BASIS, seen_version=seen)


def being_corrected(exchange: Exchange, request: ResearchRequest) -> None:
    """The trust has answered, and a correction waits for its second person."""
    ANSWERS["value"](exchange, request)
    start_correction(exchange.runtime, exchange.actors["minnie"], request.file_id)
    submit_for_approval(exchange.runtime, exchange.actors["minnie"], request.file_id, BASIS)


def challenged(exchange: Exchange, request: ResearchRequest) -> None:
    """The trust has declined, and a decision-maker has challenged that."""
    ANSWERS["declined"](exchange, request)
    seen = find_request(exchange.runtime, exchange.actors["carl"], request.file_id).request.version
    why = "Madeup: section 47 asks for no more."
    challenge_answer(exchange.runtime, exchange.actors["dilys"], request.file_id, why, seen_version=seen)


def stood_by(exchange: Exchange, request: ResearchRequest) -> None:
    """The trust stands by what was challenged."""
    challenged(exchange, request)
    seen = find_request(exchange.runtime, exchange.actors["carl"], request.file_id).request.version
    stand_by_answer(exchange.runtime, exchange.actors["carl"], request.file_id, "Madeup: it is the law.", seen)


def to_be_given_again(exchange: Exchange, request: ResearchRequest) -> None:
    """The trust has it answered again, and has not yet."""
    challenged(exchange, request)
    seen = find_request(exchange.runtime, exchange.actors["carl"], request.file_id).request.version
    have_answered_again(exchange.runtime, exchange.actors["carl"], request.file_id, seen)


HELD = {**SEARCHED, **STATED, "mental_health_known": fact("yes"), "mental_health_crisis_contacts_6m": fact(2)}
DECLINE = Answer("declined", ground="no_lawful_basis", note="Madeup: we may not.")
ANSWERS: Mapping[str, Callable[[Exchange, ResearchRequest], None]] = {
    "value": returned({**HELD, **RING, **WARNING}),
    "no trace": returned({**SEARCHED, **dict.fromkeys(ITEMS, Answer("searched_no_trace"))}),
    "declined": returned(dict.fromkeys(ITEMS, DECLINE)),
    "being corrected": being_corrected,
    "corrected": corrected,
    "challenged": challenged,
    "stands": stood_by,
    "given again": to_be_given_again,
}
WAITS: Mapping[str, Callable[[Exchange, ResearchRequest], None]] = {
    "being searched": searching,
    "to be approved": returned(HELD, sent=False),
    "asks": asking,
    "has asked": answered_question,
}


def met(exchange: Exchange, home: Household, request: ResearchRequest, name: str = "cora") -> dict[str, bytes]:
    """Every page on which somebody of the hub meets the trust, and the mails they get; what is random taken out."""
    case, file = f"/cases/{home.case_id}", request.file_id
    pages = (
        "/board", "/board?show=answered", "/sheets/chase", "/cases", case, f"{case}/requests",
        f"{case}/requests/{file}",
        f"{case}/requests/{file}/question", f"{case}/requests/{file}/withdraw", f"{case}/returns", "/my-work",
        f"{case}/requests/{file}/challenge",
        f"{case}/returns?only={file}", f"{case}/returns?by=person", f"{case}/returns?by=time", f"{case}/ask",
        f"{case}/rating", f"{case}/changed", f"{case}/people", f"{case}/recorded/outcome", "/log", f"/inbox/{file}",
    )  # fmt: skip
    client = exchange.client(name)
    letters = Letters()
    run_jobs(replace(exchange.runtime, mail=letters))
    found = {"mail": "\n".join(sorted(f"{what} {text}" for to, what, text in letters.sent if to.startswith(name)))}
    for page in pages:
        response = client.get(page, base_url="https://localhost")
        found[page] = f"{response.status}\n{response.headers}\n{response.get_data(as_text=True)}"
    return {page.replace(str(file), "F").replace(case, "C"): plain_of(text) for page, text in found.items()}


def plain_of(text: str) -> bytes:
    """Ids, references and tokens of forms are random: each is named by the order in which they come."""
    seen: dict[str, str] = {}
    return ALIKE.sub(lambda one: seen.setdefault(one[0], f"#{len(seen)}"), text).encode()


def each_met(
    exchange: Exchange,
    database: Database,
    acts: Mapping[str, Callable[[Exchange, ResearchRequest], None]],
    name: str = "cora",
) -> dict[str, dict[str, bytes]]:
    """What somebody meets after each of these acts, the lists holding nothing but its case."""
    found = {}
    for act, play in acts.items():
        for listed in ("inbox_entry", "case_entry"):
            run_sql(database.owner_url, f"DELETE FROM {listed}", role=SUPERUSER)
        home = household(exchange)
        request = request_to(exchange, home, KIND, ITEMS)
        claim_request(exchange.runtime, exchange.actors["minnie"], request.file_id)
        play(exchange, request)
        found[act] = met(exchange, home, request, name)
    return found


def differing(found: Mapping[str, Mapping[str, bytes]]) -> set[tuple[str, str]]:
    """The pages that are not the same, to the byte, as after the first act."""
    first = next(iter(found.values()))
    return {(act, page) for act, pages in found.items() for page in pages if pages[page] != first[page]}


@pytest.mark.slow
def test_however_it_has_answered_it_looks_the_same_to_a_collator(exchange: Exchange, database: Database) -> None:
    found = each_met(exchange, database, ANSWERS)
    assert differing(found) == set()
    pages = found["value"]
    assert b"Answered" in pages["C/returns"]
    assert b"for a decision-maker" in pages["C/returns"]
    assert b"A partner has answered" in pages["mail"]
    assert pages["/log"].startswith(b"404")


def test_a_question_that_a_collator_must_not_know_of_is_not_hers_to_answer(exchange: Exchange) -> None:
    home = household(exchange)
    request = request_to(exchange, home, KIND, ITEMS)
    claim_request(exchange.runtime, exchange.actors["minnie"], request.file_id)
    asking(exchange, request)
    words = {"request_answer": plain("Madeup: yes.")}
    with pytest.raises(NotFound):
        answer_partner(exchange.runtime, exchange.actors["cora"], request.file_id, home.people[0], words)
    unassign_case(exchange.runtime, exchange.actors["dilys"], home.case_id, exchange.actors["dilys"].person_id)
    letters = Letters()
    run_jobs(replace(exchange.runtime, mail=letters))
    told = {to for to, what, _ in letters.sent if "asked a question" in what}
    assert told == {"dilys@madeup.example"}, "where no decision-maker is on the case, those of the hub are told"


@pytest.mark.slow
def test_whatever_it_waits_for_it_waits(exchange: Exchange, database: Database) -> None:
    found = each_met(exchange, database, WAITS)
    assert differing(found) == set()
    assert b"Being worked on" in found["asks"]["/board"]
    assert b"question" not in found["asks"]["mail"]


def test_the_decision_maker_is_told_which_it_is(exchange: Exchange, database: Database) -> None:
    found = each_met(exchange, database, {**ANSWERS, **WAITS}, "dilys")
    told = {page: {act for act, other in differing(found) if other == page} for page in ("C/returns", "mail")}
    assert told["C/returns"] == {*ANSWERS, *WAITS} - {"value"}
    assert b"asked a question" in found["asks"]["mail"]
    assert b"Asks you a question" in found["asks"]["/board"]
    assert b"01632 960199" in found["value"]["C/returns"]

"""Locks are taken in one order by every act (`app/services/README.md`): files, case, requests, lists, chains, the log.

Read off the statements that reach the server, act by act: an act that locks something earlier after something later
could wait for another that does it the right way round, and that one for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from app.domain.answers import plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from app.services.disclosure.sealing import Content
from app.services.intake import assign_case
from app.services.intake.state_in_case import state_in_case
from app.services.research import work_on_request
from app.services.research.ask_hub import approve_question, ask_hub
from app.services.research.clarify import answer_partner
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft, start_correction
from app.services.research.sign_off_return import submit_for_approval
from tests.services.exchange import Exchange
from tests.services.faults import COMMIT, Steps, watched
from tests.services.played import (
    ATTESTED,
    STATED,
    answered,
    basis,
    claim,
    draft,
    ready_case,
    send,
    sign,
    value,
    version,
)

ORDER = {
    "file": r"FROM file\b(?!_)[^()]*(\([^()]*\))?[^()]*FOR (SHARE|NO KEY UPDATE)|UPDATE file SET",
    "membership": r"FROM membership\b[^()]*FOR SHARE",
    "case": r"FROM case_file\b[^()]*FOR NO KEY UPDATE|UPDATE case_file",
    "request": r"UPDATE research_request",
    "list": r"(deliver|update)_inbox|deliver_case",
    "chain": r"file_event_tails",
    "log": r"log_append|pg_advisory_xact_lock",
}
"""The kinds of lock in their order, and how a statement that takes one is known."""
Act = Callable[[], object]


def taken(statements: Sequence[str]) -> list[str]:
    """The kinds of lock an act took, each when it was first taken."""
    plain_sql = [re.sub(r"%\(\w+\)s(::\w+)?", "?", one) for one in statements]
    found = [name for one in plain_sql for name, pattern in ORDER.items() if re.search(pattern, one, re.DOTALL)]
    return list(dict.fromkeys(found))


def out_of_order(kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Neighbours of which the later should have come first."""
    order = list(ORDER)
    return [(one, other) for one, other in pairwise(kinds) if order.index(one) > order.index(other)]


def works(exchange: Exchange, act: Act) -> list[list[str]]:
    """The kinds of lock of each transaction of an act that committed."""
    steps = Steps()
    with watched(exchange, steps):
        act()
    each: list[list[str]] = [[]]
    for before, statement in pairwise(["", *steps.taken]):
        each[-1].append(statement)
        if statement == COMMIT and "INTO file_key" not in before:  # the key store commits each key by itself
            each.append([])
    return [taken(one) for one in each]


def acts(exchange: Exchange) -> dict[str, Act]:
    """Every kind of act there is an event for, and some beside them, ready to be done in this order."""
    runtime, played = exchange.runtime, answered(exchange)
    case, file_id = played.case, played.request.file_id
    second, third = (exchange.person("hub", "hub_decision_maker") for _ in range(2))
    asked, waiting = send(exchange, case, "housing"), send(exchange, case, "probation")
    author, approver = claim(exchange, waiting), exchange.person("probation", "partner_manager")
    legal = basis(exchange, "probation", "return")
    holder, child = claim(exchange, asked), case.people[0]
    housing_legal = basis(exchange, "housing", "return")
    whole = Content({**ATTESTED, **STATED, "return_anything_else": value("Something.")}, {})
    outcome = {"case_decision": plain("no_further_action"), "case_decision_reason": plain("Made-up reason.")}

    def ask(who: Actor, request: ResearchRequest, relied_on: str) -> Act:
        return lambda: ask_hub(runtime, who, request.file_id, child, question="Which?", legal_basis=relied_on,
                               stated=STATED)  # fmt: skip

    def join() -> None:
        for one in (second, third):
            assign_case.assign_case(runtime, case.collator, case.id, one.person_id)

    def approve() -> object:
        seen = version(exchange, approver, waiting)
        return approve_question(runtime, approver, waiting.file_id, legal_basis=legal, seen_version=seen)

    def drafted() -> int | None:
        with runtime.database.work(author.organisation_id) as work:
            found = work.records.draft(waiting.file_id, child, author.person_id)
        return found.version if found else None

    def close() -> object:
        closed = {"state": "closed"}
        return state_in_case(runtime, case.decider, case.id, case.whole, "outcome", outcome, None, closed)

    return {
        "start, decide": lambda: ready_case(exchange),
        "send": lambda: send(exchange, case, "police"),
        "claim": lambda: claim(exchange, send(exchange, case, "fire")),
        "open first": lambda: open_request(runtime, holder, asked.file_id),
        "open again": lambda: open_request(runtime, holder, asked.file_id),
        "draft": lambda: draft(exchange, asked, holder, child, {"housing_known": value("yes")}),
        "ask": ask(holder, asked, housing_legal),
        "clarify": lambda: answer_partner(runtime, case.decider, asked.file_id, child, {}),
        "answer": lambda: sign(exchange, holder, asked),
        "hand over": lambda: work_on_request.hand_over(runtime, holder, asked.file_id),
        "correct": lambda: start_correction(runtime, played.responder, file_id),
        "send the correction": lambda: sign(exchange, played.responder, played.request),
        "ask with approval": ask(author, waiting, legal),
        "send back": lambda: work_on_request.send_back(runtime, approver, waiting.file_id, "unclear"),
        "ask again": ask(author, waiting, legal),
        "approve": approve,
        "answer them": lambda: answer_partner(runtime, case.decider, waiting.file_id, child, {}),
        "draft theirs": lambda: save_draft(runtime, author, waiting.file_id, child, whole, drafted()),
        "submit": lambda: submit_for_approval(runtime, author, waiting.file_id, legal),
        "step back at the partner": lambda: work_on_request.declare_conflict(runtime, author, waiting.file_id),
        "join": join,
        "open everything": lambda: open_collation(runtime, second, case.id),
        "take off": lambda: assign_case.unassign_case(runtime, case.collator, case.id, third.person_id),
        "step back": lambda: assign_case.declare_conflict(runtime, second, case.id),
        "close": close,
    }  # fmt: skip


def test_every_act_takes_its_locks_in_the_one_order(exchange: Exchange) -> None:
    found = {name: works(exchange, act) for name, act in acts(exchange).items()}
    assert {name: each for name, each in found.items() if any(map(out_of_order, each))} == {}
    seen = {kind for each in found.values() for one in each for kind in one}
    assert seen == set(ORDER), "a lock that no pattern knows is not watched"
    assert ["file", "membership", "case", "request", "list", "chain", "log"] in found["answer"]
    assert ["file", "membership", "request", "chain", "log"] in found["open first"]
    assert ["file", "membership", "log"] in found["open again"]


def test_the_wrong_way_round_would_be_seen() -> None:
    wrong = ["UPDATE research_request SET", "SELECT * FROM case_file WHERE a = b FOR NO KEY UPDATE OF case_file"]
    assert out_of_order(taken(wrong)) == [("request", "case")]
    assert out_of_order(taken(["SELECT log_append()", "SELECT * FROM file_event_tails(x)"])) == [("log", "chain")]

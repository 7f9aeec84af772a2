"""What a role may do is in its words: a new one that decides, approves or gets mail needs only data, and none has more.

Each act is tried by a role with the word and by one that has every other word.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound, NotPermitted
from app.domain.identity import Actor
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.gate import open_records
from app.services.disclosure.sealing import Content
from app.services.intake.assign_case import assign_case, find_hand_over
from app.services.intake.save_case_record import save_case_record
from app.services.messages.run_jobs import run_jobs
from app.services.research.restricted import restricted_notice
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.survey_request import survey_request
from app.services.research.work_on_request import hand_over, send_back
from app.services.runtime import PolicyInForce
from policies.engine.compiled import compile_policy
from policies.engine.loading import load_release
from policies.engine.vocabulary import MAY
from tests.messages.test_worker import Letters
from tests.policies.growing import add_tables
from tests.services.exchange import POLICIES, Exchange
from tests.services.played import NOT_PROTECTED, Case, basis, claim, draft, ready_case, send, sign, value
from tests.services.test_restricted import record

NEW = "made_up_role"
With = Callable[..., Exchange]


@pytest.fixture
def with_role(exchange: Exchange, tmp_path: Path) -> With:
    """The exchange on a policy with one more role: what it sees is what `like` sees, what it may do are these words."""
    return partial(role_added, exchange, tmp_path / "policies")


def role_added(exchange: Exchange, folder: Path, like: str, *may: str) -> Exchange:
    """An exchange on a policy with one more role; the policy is made in the folder."""
    kind = "hub" if like.startswith("hub") else "probation"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("engine", "__pycache__", "*.py"))
    words = ", ".join(f'"{one}"' for one in may)
    about = f'label = "Made-up role"\nabout = "For a test."\norganisations = ["{kind}"]\nmay = [{words}]'
    for path in (*folder.glob("rules/*.toml"), *folder.glob("fields/*.toml"), folder / "statements.toml"):
        path.write_text(path.read_text().replace(f'"{like}"', f'"{like}", "{NEW}"'))
    add_tables(folder / "roles.toml", f'[[role]]\nkey = "{NEW}"\n{about}')
    release = load_release(folder)
    policy = PolicyInForce(exchange.runtime.policy.number, release, compile_policy(release))
    return replace(
        exchange,
        runtime=replace(exchange.runtime, policy=policy),
        admin=replace(exchange.admin, policy=policy),
    )


def but(word: str) -> tuple[str, ...]:
    """Every word but one."""
    return tuple(one for one in MAY if one != word)


def test_who_approves_is_a_word(with_role: With) -> None:
    exchange = with_role("partner_responder", "work", "approve_as_manager")
    request, _ = submitted(exchange)
    approver = exchange.person("probation", NEW)
    assert survey_request(exchange.runtime, approver, request.file_id).approves("manager")
    assert sign(exchange, approver, request).request.state == "returned"


def test_without_that_word_nobody_approves(with_role: With) -> None:
    exchange = with_role("partner_manager", *but("approve_as_manager"))
    request, _ = submitted(exchange)
    colleague = exchange.person("probation", NEW)
    assert not survey_request(exchange.runtime, colleague, request.file_id).approves("manager")
    with pytest.raises(NotPermitted):
        sign(exchange, colleague, request)


def test_who_approves_nothing_reads_and_takes_nothing_of_a_colleague(with_role: With) -> None:
    exchange = with_role("partner_responder", "read", "work", "decide", "get_mail")
    request, author = submitted(exchange)
    colleague = exchange.person("probation", NEW)
    (waiting,) = drafts_of(exchange, request.file_id)
    assert not survey_request(exchange.runtime, colleague, request.file_id).may_step_in
    with pytest.raises(NotFound):
        open_records(exchange.runtime, colleague, [waiting.id])
    for step in (send_back, hand_over):
        with pytest.raises(NotPermitted):
            step(exchange.runtime, colleague, request.file_id)
    send_back(exchange.runtime, author, request.file_id)


@pytest.mark.parametrize("word", ["approve_as_manager", "approve_as_caldicott"])
def test_who_approves_anything_reads_it_and_sends_it_back(with_role: With, word: str) -> None:
    exchange = with_role("partner_responder", "work", word)
    request, _ = submitted(exchange)
    colleague = exchange.person("probation", NEW)
    (waiting,) = drafts_of(exchange, request.file_id)
    assert survey_request(exchange.runtime, colleague, request.file_id).may_step_in
    assert open_records(exchange.runtime, colleague, [waiting.id])
    send_back(exchange.runtime, colleague, request.file_id, "unclear")
    hand_over(exchange.runtime, colleague, request.file_id)


def test_who_decides_is_a_word(with_role: With) -> None:
    exchange = with_role("hub_collator", "read", "work", "decide")
    case = ready_case(exchange, protected=("yes",))
    lead = exchange.person("hub", NEW)
    assert find_hand_over(exchange.runtime, lead, case.id).case.file_id == case.id
    assign_case(exchange.runtime, lead, case.id, lead.person_id, "Nobody else is in today.")
    saved = save_case_record(
        exchange.runtime, lead, case.id, case.people[0], {"case_protected_address": plain("no"), **NOT_PROTECTED}, 1
    )
    assert saved.protection == "none"


def test_without_that_word_nobody_decides(with_role: With) -> None:
    exchange = with_role("hub_decision_maker", *but("decide"))
    case = ready_case(exchange, protected=("yes",))
    colleague = exchange.person("hub", NEW)
    with pytest.raises(NotFound):
        find_hand_over(exchange.runtime, colleague, case.id)
    assign_case(exchange.runtime, case.collator, case.id, colleague.person_id)
    with pytest.raises(InvalidInput, match="decision-maker"):
        save_case_record(
            exchange.runtime,
            colleague,
            case.id,
            case.people[0],
            {"case_protected_address": plain("no"), **NOT_PROTECTED},
            1,
        )


@pytest.mark.parametrize("may, held_back", [(("read", "work"), "no"), (("read", "work", "decide"), "yes")])
def test_what_is_held_back_from_one_who_decides_is_told(with_role: With, may: tuple[str, ...], held_back: str) -> None:
    """A new decision-maker who is shown less than the other is told as well that there is more, and whom to ring."""
    content = Content({"police_arrests_no_further_action": value([{"offence": "Made up"}])}, {})
    told = restricted_notice(with_role("hub_collator", *may).runtime.policy, record("none"), "police", content)
    assert told.value == held_back


def test_who_gets_mail_is_a_word(own_exchange: Exchange, tmp_path: Path) -> None:
    """In an exchange of its own, where no mails of other tests wait."""
    with_role = partial(role_added, own_exchange, tmp_path / "policies")
    for kind, like in (("probation", "partner_responder"), ("hub", "hub_collator")):
        assert told(with_role(like, "read", "work", "get_mail"), kind) is True, kind
        assert told(with_role(like, *but("get_mail")), kind) is False, kind


def submitted(exchange: Exchange, case: Case | None = None) -> tuple[ResearchRequest, Actor]:
    """A request whose return waits for approval, and its author."""
    case = case or ready_case(exchange)
    request = send(exchange, case, "probation")
    author = claim(exchange, request)
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    return request, author


def drafts_of(exchange: Exchange, file_id: UUID) -> tuple[Record, ...]:
    """The drafts of a request."""
    with exchange.runtime.database.work(None) as work:
        return work.records.drafts(file_id)


def told(exchange: Exchange, kind: str) -> bool:
    """Whether somebody in the new role gets a mail about what waits for them; at the hub, on the case."""
    letters, address = Letters(), f"{uuid4()}@madeup.example"
    person = exchange.person(kind, NEW)
    exchange.rows("UPDATE person SET email = %s WHERE id = %s", address, person.person_id)
    case = ready_case(exchange)
    if kind == "hub":
        assign_case(exchange.runtime, case.collator, case.id, person.person_id)
    request, _ = submitted(exchange, case)
    sign(exchange, exchange.person("probation", "partner_manager"), request)
    run_jobs(replace(exchange.runtime, mail=letters), most=1000)
    return address in letters.sent

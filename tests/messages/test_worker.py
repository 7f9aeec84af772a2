"""The worker: mail does not wait for long work, and what fails is tried again without stopping the rest."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import pytest

from app.domain.errors import MailUnavailable
from app.http.logs import configure_logs
from app.services.governance import rebuild_tree
from app.services.governance.verify_log import ask_for_check, list_checks
from app.services.messages.run_jobs import LONGEST_RETRY, run_jobs
from app.services.runtime import Runtime
from crypto.log.tree import leaf_hash
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import ready_case, send

__all__ = ["own_exchange"]


@dataclass
class Letters:
    """A mail server that takes mail, or does not."""

    away: bool = False
    sent: list[str] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        del subject, text
        if self.away:
            raise MailUnavailable("The mail server does not take mail.")
        self.sent.append(to)


@pytest.fixture
def logged() -> io.StringIO:
    """What the worker logs."""
    stream = io.StringIO()
    configure_logs(stream)
    return stream


def ask(exchange: Exchange, address: str = "waiting@madeup.example") -> UUID:
    """A request that somebody at the partner is to be told of."""
    person = exchange.person("housing", "partner_responder")
    exchange.rows("UPDATE person SET email = %s WHERE id = %s", address, person.person_id)
    return send(exchange, ready_case(exchange), "housing").file_id


def waiting(exchange: Exchange) -> list[tuple[str, int, str | None]]:
    """Kind, attempts and failure of the jobs that are not done."""
    found = exchange.rows(
        "SELECT kind, attempts, failure FROM job WHERE kind <> 'look_at_words' AND finished_at IS NULL ORDER BY kind"
    )
    return [(kind, attempts, failure) for kind, attempts, failure in found]


def test_mail_goes_out_while_the_log_is_verified(own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_tree, "BATCH", 3)
    letters = Letters()
    officer = own_exchange.person("hub", "ig_officer")
    ask(own_exchange, "early@madeup.example")
    own_exchange.rows("DELETE FROM job WHERE kind = 'put_on_case'")  # nobody's: that mail would take the first slice
    ask_for_check(own_exchange.runtime, officer)
    own_exchange.rows("UPDATE job SET run_at = run_at - interval '1 hour' WHERE kind = 'check_log'")
    sent_after: list[int] = []
    hashed = 0

    def hashing(leaf: bytes) -> bytes:
        nonlocal hashed
        hashed += 1
        sent_after.append(len(letters.sent))
        return leaf_hash(leaf)

    monkeypatch.setattr(rebuild_tree, "leaf_hash", hashing)
    runtime = replace(own_exchange.runtime, mail=letters)
    assert run_jobs(runtime) == 1  # the verification; the mail went out within it
    assert letters.sent == ["early@madeup.example"]
    assert sent_after[0] == len(letters.sent)  # the first slice, of no leaves, ends before any is hashed
    run = list_checks(own_exchange.runtime, officer)[0]
    assert (run.done, run.of) == (hashed, hashed)
    assert run.noted_at is not None
    assert waiting(own_exchange) == []


def test_a_mail_that_comes_meanwhile_waits_for_one_slice(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild_tree, "BATCH", 1)
    letters = Letters()
    ask_for_check(own_exchange.runtime, own_exchange.person("hub", "ig_officer"))
    ready = ready_case(own_exchange)
    person = own_exchange.person("housing", "partner_responder")
    own_exchange.rows("UPDATE person SET email = 'late@madeup.example' WHERE id = %s", person.person_id)
    sent_after: list[int] = []

    def hashing(leaf: bytes) -> bytes:
        if len(sent_after) == 1:
            send(own_exchange, ready, "housing")
        sent_after.append(len(letters.sent))
        return leaf_hash(leaf)

    monkeypatch.setattr(rebuild_tree, "leaf_hash", hashing)
    assert run_jobs(replace(own_exchange.runtime, mail=letters)) == 1
    assert sent_after[:3] == [0, 0, 1]  # it came in the second slice and went out before the third
    assert letters.sent == ["late@madeup.example"]


def test_a_mail_server_that_is_away_keeps_no_verification(own_exchange: Exchange) -> None:
    officer = own_exchange.person("hub", "ig_officer")
    ask(own_exchange)
    ask_for_check(own_exchange.runtime, officer)
    assert run_jobs(replace(own_exchange.runtime, mail=Letters(away=True))) == 1
    assert list_checks(own_exchange.runtime, officer)[0].finished_at is not None
    assert waiting(own_exchange) == [("request_waiting", 1, "mail_unavailable")]


@pytest.mark.parametrize("attempts", [0, 5, 6, 41, 1000])
def test_a_mail_server_may_be_away_for_days(own_exchange: Exchange, attempts: int) -> None:
    ask(own_exchange)
    own_exchange.rows("DELETE FROM job WHERE kind = 'look_at_words'")  # no mail
    own_exchange.rows("UPDATE job SET attempts = %s", attempts)
    assert run_jobs(replace(own_exchange.runtime, mail=Letters(away=True))) == 0
    (later,) = own_exchange.rows("SELECT run_at FROM job WHERE kind <> 'look_at_words' AND finished_at IS NULL")[0]
    assert later - own_exchange.clock.now() <= LONGEST_RETRY
    own_exchange.clock.forward(hours=1)
    letters = Letters()
    assert run_jobs(replace(own_exchange.runtime, mail=letters)) == 1
    assert letters.sent == ["waiting@madeup.example"]


def test_a_fault_in_one_job_keeps_no_other(own_exchange: Exchange, logged: io.StringIO) -> None:
    with own_exchange.runtime.database.work(None) as work:
        hub = own_exchange.organisation("hub").id
        work.jobs.enqueue("heard_of_by_nobody", hub, {"file_id": str(uuid4())}, own_exchange.clock.now())
        work.jobs.enqueue("request_waiting", hub, {"file_id": "Sam Madeup-Surname"}, own_exchange.clock.now())
        work.commit()
    ask(own_exchange)
    letters = Letters()
    runtime: Runtime = replace(own_exchange.runtime, mail=letters)
    run_jobs(runtime)
    assert letters.sent == ["waiting@madeup.example"]
    assert ("request_waiting", 1, "unexpected") in waiting(own_exchange)
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    failed = {(one["job_kind"], one["error_code"]) for one in lines if one["event"] == "job_failed"}
    nobody = ("put_on_case", "nobody_to_tell")  # whoever was put on the case has no mailbox here
    assert failed == {("heard_of_by_nobody", "unexpected"), ("request_waiting", "unexpected"), nobody}
    assert "Madeup-Surname" not in logged.getvalue()


def test_what_is_tried_again_is_logged_in_ids_and_codes(own_exchange: Exchange, logged: io.StringIO) -> None:
    ask(own_exchange, "private@madeup.example")
    run_jobs(replace(own_exchange.runtime, mail=Letters(away=True)))
    lines = [one for one in map(json.loads, logged.getvalue().splitlines()) if one["job_kind"] != "put_on_case"]
    assert [one["event"] for one in lines] == ["mail_not_taken", "job_failed"]
    assert lines[0]["causes"] == ["MailUnavailable"]
    line = lines[1]
    (job,) = own_exchange.rows("SELECT id FROM job WHERE kind <> 'look_at_words' AND finished_at IS NULL")[0]
    told = {"event": "job_failed", "job": str(job), "job_kind": "request_waiting", "error_code": "mail_unavailable"}
    assert {name: line[name] for name in told} == told
    assert "private@madeup.example" not in logged.getvalue()

"""The worker before a real mail server that will not or cannot: nothing is held, it is seen, and each hears once."""

from __future__ import annotations

import email
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import Message
from socketserver import StreamRequestHandler

import pytest

from app.adapters import mail as adapter
from app.adapters.mail import MailServer, SmtpMail
from app.demonstration.ports import free_port
from app.services.messages.run_jobs import run_jobs
from tests.messages.servers import HERE, Post, listening, silent, talking
from tests.messages.test_mail_servers import speaking
from tests.messages.test_sending import OPEN, asked, rung, waiting
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

ANNA, BEN = "anna@madeup.example", "ben@madeup.example"
Serving = Callable[[], AbstractContextManager[int]]


@contextmanager
def nobody() -> Iterator[int]:
    """A port that nobody listens at."""
    yield free_port(HERE)


def work(exchange: Exchange, port: int) -> None:
    """One turn of the worker with the server at a port."""
    sending = SmtpMail(MailServer(HERE, port), "exchange@madeup.example", exchange.clock)
    run_jobs(replace(exchange.runtime, mail=sending))


def heard(post: Post) -> list[str]:
    return sorted(str(one["To"]) for one in post.mails)


TROUBLE: dict[str, Serving] = {
    "nobody there": nobody,
    "hangs": silent,
    "refuses": lambda: talking(speaking("554 no")),
    "closes before": lambda: talking(speaking("220 here")),
    "closes in the middle": lambda: talking(speaking("220 here", "250 here", "250 ok", "250 ok", "354 go on")),
    "takes it and takes it back": lambda: talking(
        speaking("220 here", "250 here", "250 ok", "250 ok", "354 go on", "451 later")
    ),
    "wants STARTTLS": lambda: talking(
        speaking("220 here", "250 here", "530 5.7.0 Must issue a STARTTLS command first")
    ),
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
def test_it_is_seen_until_the_server_is_back_and_then_each_hears_once(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch, trouble: Serving
) -> None:
    monkeypatch.setattr(adapter, "TIME_OUT", 0.3)
    case, request = asked(own_exchange, ANNA, BEN)
    with trouble() as port:
        work(own_exchange, port)
    assert waiting(own_exchange) == [("request_waiting", "mail_unavailable")]
    assert rung(own_exchange, case) == {request.file_id}
    own_exchange.clock.forward(timedelta(minutes=2))
    with listening(post := Post()) as port:
        work(own_exchange, port)
        work(own_exchange, port)
    assert heard(post) == [ANNA, BEN]
    assert waiting(own_exchange) == []
    assert rung(own_exchange, case) == frozenset()


def test_while_a_server_hangs_nothing_of_the_database_is_held(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "TIME_OUT", 2)
    asked(own_exchange, ANNA)
    found: list[int] = []

    def hang(call: StreamRequestHandler) -> None:
        found.append(own_exchange.rows(OPEN)[0][0])
        call.rfile.read()

    with talking(hang) as port:
        work(own_exchange, port)
    assert found == [0]


def test_whom_the_server_does_not_know_keeps_it_from_nobody_else(own_exchange: Exchange) -> None:
    case, _ = asked(own_exchange, ANNA, BEN)
    with listening(post := Post({ANNA: "550 5.1.1 No such user"})) as port:
        work(own_exchange, port)
        own_exchange.clock.forward(timedelta(hours=2))
        work(own_exchange, port)
    assert heard(post) == [BEN]
    assert waiting(own_exchange) == []
    assert rung(own_exchange, case) == frozenset()


def test_taken_and_the_line_cut_it_comes_again_under_the_same_name(own_exchange: Exchange) -> None:
    asked(own_exchange, ANNA)
    lost: list[Message] = []

    def take_and_close(call: StreamRequestHandler) -> None:
        speaking("220 here", "250 here", "250 ok", "250 ok")(call)
        call.wfile.write(b"354 go on\r\n")
        text = b"".join(iter(call.rfile.readline, b".\r\n"))
        lost.append(email.message_from_bytes(text))

    with talking(take_and_close) as port:
        work(own_exchange, port)
    own_exchange.clock.forward(timedelta(minutes=2))
    with listening(post := Post()) as port:
        work(own_exchange, port)
    (first,), (second,) = lost, post.mails
    assert first["Message-ID"] == second["Message-ID"], "by which a mail system that has had it drops it"

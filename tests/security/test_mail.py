"""What leaves by mail, as somebody else's server receives it: a hub, a reference, a rating, a time, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

import pytest

from app.adapters.clock import SystemClock
from app.adapters.mail import MailServer, SmtpMail
from app.demonstration.ports import free_port
from app.domain.ports_jobs import Mail
from app.services.messages.notices import NOTICES
from app.services.messages.run_jobs import run_jobs
from app.services.messages.subjects import SUBJECTS
from tests.messages.servers import Server
from tests.services.exchange import Exchange
from tests.services.played import answered

TEXT = re.compile(
    r"Hub: (?P<hub>.+)\nReference: [0-9A-Z]{4}-[0-9A-Z]{4}\nRating: red\n"
    r"(Due: [A-Z][a-z]+day [0-9]{1,2} [A-Z][a-z]+ [0-9]{4} at [0-9]{1,2}(:[0-9]{2})?(am|pm)\n)?\n"
    r"((?P<words>[^\n]+)\n\n)?"
    r"Sign in to see it: https://exchange\.madeup\.example(/inbox|/cases|/cases/[0-9a-f-]{36}/requests)/[0-9a-f-]{36}\n\n"
    r"This message says nothing about any person, and neither should a reply to it\.\n",
    re.DOTALL,
)


class Door:
    """A mail server's door that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.recipients: list[str] = []
        self.handle_DATA = self.take  # the name that the server looks for

    async def take(self, _server: object, _session: object, envelope: Any) -> str:
        """One mail."""
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def door() -> Iterator[tuple[Door, Mail]]:
    """The door, and what sends to it."""
    taking, port = Door(), free_port("127.0.0.1")
    server = Server(taking, hostname="127.0.0.1", port=port)
    server.start()
    yield taking, SmtpMail(MailServer("127.0.0.1", port), "exchange@madeup.example", SystemClock())
    server.stop()


def test_a_mail_says_that_something_waits_how_urgent_and_by_when(
    own_exchange: Exchange, door: tuple[Door, Mail]
) -> None:
    taken, mail = door
    answered(own_exchange)
    own_exchange.rows("UPDATE person SET email = 'person-' || left(id::text, 8) || '@madeup.example'")
    own_exchange.rows("UPDATE organisation SET name = name || E'\\nBcc: somebody@else.example' WHERE kind = 'hub'")
    hub = own_exchange.rows("SELECT name FROM organisation WHERE kind = 'hub'")[0][0]
    names = [name for (name,) in own_exchange.rows("SELECT display_name FROM person")]
    assert run_jobs(replace(own_exchange.runtime, mail=mail)) == 3, "put on the case, a request waits, then a return"
    assert len(taken.mails) == len(taken.recipients) == 4, (
        "one for the responder, and of the return for each at the hub"
    )
    for one in taken.mails:
        assert set(one.keys()) <= {"From", "To", "Subject", "Date", "Message-ID", "Content-Type", "MIME-Version",
                                   "Content-Transfer-Encoding", "X-Peer", "X-MailFrom", "X-RcptTo"}  # fmt: skip
        assert one["Subject"] in SUBJECTS.values()
        text = one.get_payload(decode=True)
        assert isinstance(text, bytes)
        said = TEXT.fullmatch(text.decode().replace("\r\n", "\n"))
        assert said, text
        assert said["hub"] == hub
        assert (said["words"] or "") in {one.words for one in NOTICES.values()}
        assert not [name for name in names if name in text.decode()]
    assert all(one.endswith("@madeup.example") for one in taken.recipients)

"""What the exchange does with a mail server that will not, cannot, or is not who it should be."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from socketserver import StreamRequestHandler
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.adapters import mail as adapter
from app.adapters.mail import MailServer, SmtpMail
from app.domain.errors import MailboxRefused, MailUnavailable
from tests.messages.servers import HERE, Authority, Post, listening, silent, talking
from tests.tunnel import outgoing_proxy

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TO = "anna@madeup.example"
Say = tuple[str, ...]


class Stopped:
    """A clock that stands."""

    def now(self) -> datetime:
        """Always the same."""
        return NOW


def send(
    server: MailServer,
    to: str = TO,
    once: UUID | None = None,
    subject: str = "Something waits",
    text: str = "Sign in to see it.\n",
) -> None:
    mail = SmtpMail(server, "exchange@madeup.example", Stopped())
    mail.send(to, subject, text, once or uuid4())


def test_a_mail_says_when_it_was_sent_and_is_called_something_of_its_own() -> None:
    with listening(post := Post()) as port:
        send(MailServer(HERE, port))
        again = uuid4()
        send(MailServer(HERE, port), once=again)
        send(MailServer(HERE, port), once=again)
    first, second, third = post.mails
    assert parsedate_to_datetime(first["Date"]) == NOW
    assert first["Message-ID"].endswith("@madeup.example>")
    assert first["Message-ID"] != second["Message-ID"]
    assert second["Message-ID"] == third["Message-ID"], "the same mail, handed over again"


def test_a_subject_and_a_line_arrive_as_they_were_written() -> None:
    subjects = [f"{'A' * length} request waits, and its people were told" for length in range(1, 90, 4)]
    subjects += [f"A partner’s answer is due {'much ' * times}earlier than it was" for times in range(20)]
    text = "From Monday it is late.\n.\nFrom Tuesday too.\n"
    with listening(post := Post(), enable_SMTPUTF8=True) as port:
        for one in subjects:
            send(MailServer(HERE, port), subject=one, text=text)
        send(MailServer(HERE, port), "siân@cyngor.example", subject=subjects[-1], text=text)
    assert [str(one["Subject"]) for one in post.mails] == [*subjects, subjects[-1]]
    assert {one.get_payload(decode=True) for one in post.mails} == {text.replace("\n", "\r\n").encode()}


def test_a_server_elsewhere_gets_nothing_without_starttls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "is_here", lambda _: False)
    with listening(post := Post()) as port, pytest.raises(MailUnavailable):
        send(MailServer(HERE, port))
    assert post.mails == []


@pytest.mark.parametrize("host", ["mail.example", "192.0.2.1", "10.0.0.9", "127.0.0.1.example", "localhost.example"])
def test_only_a_server_on_this_machine_may_do_without(host: str) -> None:
    assert MailServer(host, 25).encrypted
    assert MailServer("127.0.0.1", 25, login=("exchange", "made-up-password")).encrypted
    assert not MailServer("127.0.0.1", 25).encrypted
    assert not MailServer("[::1]", 25).encrypted


def test_with_starttls_it_goes_encrypted_and_the_server_knows_whose_it_is(tmp_path: Path) -> None:
    authority, post = Authority(tmp_path), Post()
    with listening(post, tls_context=authority.server_side(), require_starttls=True, authenticator=post.know,
                   auth_required=True) as port:  # fmt: skip
        send(MailServer(HERE, port, ("exchange", "made-up-password"), authority.file))
        with pytest.raises(MailUnavailable):
            send(MailServer(HERE, port))
        with pytest.raises(MailUnavailable):
            send(MailServer(HERE, port, ("exchange", "wrong"), authority.file))
    assert (post.encrypted, post.names, post.recipients) == ([True], ["exchange"], [TO])


@pytest.mark.parametrize(
    "shown",
    [
        lambda own, _: own.server_side("mail.elsewhere.example"),
        lambda own, _: own.server_side("192.0.2.1"),
        lambda own, _: own.server_side(ended=True),
        lambda _, other: other.server_side(),
    ],
    ids=["another name", "another address", "ended", "another authority"],
)
def test_a_wrong_certificate_gets_neither_mail_nor_password(
    tmp_path: Path, shown: Callable[[Authority, Authority], ssl.SSLContext]
) -> None:
    (tmp_path / "other").mkdir()
    own, other, post = Authority(tmp_path), Authority(tmp_path / "other"), Post()
    with listening(post, tls_context=shown(own, other), authenticator=post.know) as port:
        with pytest.raises(MailUnavailable):
            send(MailServer(HERE, port, ("exchange", "made-up-password"), own.file))
        with pytest.raises(MailUnavailable):
            send(MailServer(HERE, port, ("exchange", "made-up-password")))
    assert (post.mails, post.names) == ([], [])


@pytest.mark.parametrize(
    ("says", "raised"),
    [
        ("550 5.1.1 No such user", MailboxRefused),
        ("553 5.1.3 Bad address", MailboxRefused),
        ("450 4.2.0 Greylisted", MailUnavailable),
        ("452 4.2.2 Mailbox full", MailUnavailable),
    ],
)
def test_an_unknown_user_is_not_a_server_that_is_away(says: str, raised: type[Exception]) -> None:
    with listening(Post({TO: says})) as port, pytest.raises(raised):
        send(MailServer(HERE, port))


def speaking(*lines: str) -> Callable[[StreamRequestHandler], None]:
    """Say the first, then one for each line heard, and close."""

    def talk(call: StreamRequestHandler) -> None:
        for line in lines:
            call.wfile.write(f"{line}\r\n".encode())
            heard = call.rfile.readline()
            if line.startswith("354"):
                while heard not in (b".\r\n", b""):
                    heard = call.rfile.readline()

    return talk


@pytest.mark.parametrize(
    "lines",
    [
        ("554 no",),
        ("421 busy",),
        ("220 here",),
        ("220 here", "250 here"),
        ("220 here", "250 here", "550 not from you"),
        ("220 here", "250 here", "250 ok", "250 ok", "354 go on"),
        ("220 here", "250 here", "250 ok", "250 ok", "354 go on", "451 later"),
        ("nonsense",),
    ],
    ids=lambda lines: lines[-1],
)
def test_one_that_refuses_or_closes_has_not_taken_it(lines: Say) -> None:
    with talking(speaking(*lines)) as port, pytest.raises(MailUnavailable):
        send(MailServer(HERE, port))


@pytest.mark.parametrize("last", [("500 what?",), ()], ids=["refuses QUIT", "closes"])
def test_what_was_taken_was_taken_however_the_server_ends(last: Say) -> None:
    with talking(speaking("220 here", "250 here", "250 ok", "250 ok", "354 go on", "250 taken", *last)) as port:
        send(MailServer(HERE, port))


def test_one_that_hangs_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "TIME_OUT", 0.2)
    with silent() as port, pytest.raises(MailUnavailable):
        send(MailServer(HERE, port))


def dripping(*after: str) -> Callable[[StreamRequestHandler], None]:
    """Say a line of a greeting now and then, each in time, for two seconds; then go on as any other would."""

    def talk(call: StreamRequestHandler) -> None:
        for _ in range(20):
            call.wfile.write(b"220-wait\r\n")
            sleep(0.1)
        speaking("220 here", *after)(call)

    return talk


def test_one_that_says_a_little_now_and_then_is_away_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "AT_MOST", 0.5)
    taking = dripping("250 here", "250 ok", "250 ok", "354 go on", "250 taken")
    with talking(taking) as port, pytest.raises(MailUnavailable):
        send(MailServer(HERE, port))


TAKING = ("220 here", "250 here", "250 ok", "250 ok", "354 go on")


@pytest.mark.parametrize("said", [1, 2, 5], ids=["at EHLO", "at MAIL", "at DATA"])
def test_one_that_falls_silent_in_the_middle_is_away(monkeypatch: pytest.MonkeyPatch, said: int) -> None:
    monkeypatch.setattr(adapter, "TIME_OUT", 0.2)

    def silent_then(call: StreamRequestHandler) -> None:
        speaking(*TAKING[:said])(call)
        call.rfile.read()  # until the other side hangs up

    with talking(silent_then) as port, pytest.raises(MailUnavailable):
        send(MailServer(HERE, port))


def test_addresses_in_other_scripts_are_used_where_the_server_takes_them() -> None:
    with listening(post := Post(), enable_SMTPUTF8=True) as port:
        send(MailServer(HERE, port), "siân.o’neill@cyngor-môn.example")
        send(MailServer(HERE, port), "sian@cyngor-môn.example")
    assert post.recipients == ["siân.o’neill@xn--cyngor-mn-n7a.example", "sian@xn--cyngor-mn-n7a.example"]
    plain: Any = Post()
    with listening(plain, enable_SMTPUTF8=False) as port:
        send(MailServer(HERE, port), "sian@cyngor-môn.example")
        with pytest.raises(MailboxRefused):
            send(MailServer(HERE, port), "siân@cyngor.example")
    assert plain.recipients == ["sian@xn--cyngor-mn-n7a.example"]


def test_a_mail_goes_by_the_outgoing_proxy_encrypted_from_end_to_end(tmp_path: Path) -> None:
    authority, post = Authority(tmp_path), Post()
    options = {"tls_context": authority.server_side(), "require_starttls": True}
    with listening(post, **options) as port, outgoing_proxy() as (proxy, asked):
        send(MailServer(HERE, port, authority=authority.file, proxy=proxy))
    assert asked == [f"{HERE}:{port}"]
    assert post.encrypted == [True]


def test_a_proxy_that_leads_nowhere_is_a_server_that_is_away() -> None:
    with listening(Post()) as port, outgoing_proxy(leads=False) as (proxy, _), pytest.raises(MailUnavailable):
        send(MailServer(HERE, port, proxy=proxy))
    with talking(speaking("220 not a proxy")) as port, pytest.raises(MailUnavailable):
        send(MailServer(HERE, 25, proxy=(HERE, port)))

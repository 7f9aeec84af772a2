"""Mail by SMTP: says that something waits, how urgent and by when; never anything about a person.

Whatever leaves this machine is encrypted to a server that has proved who it is: one that does not offer STARTTLS, or
whose certificate does not fit its name, is given no mail and no password.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from socket import create_connection, gaierror, socket
from typing import Any
from uuid import UUID

from app.adapters.patience import Patience
from app.domain.addresses import is_here
from app.domain.errors import MailboxRefused, MailUnavailable
from app.domain.ports import Clock

TIME_OUT = 10
"""Seconds that a server may be silent."""
AT_MOST = 60
"""Seconds that handing one mail over may take in all: one that says a little every few seconds would never end."""
MOST_SAID = 16 * 1024
"""Bytes of a proxy's answer."""
LINE, FOLDED = 998, 78
"""Characters that a line may have, and should have (RFC 5322 §2.1.1).

A subject is folded only where it is encoded, whose parts are short (RFC 2047 §2): Python's fold may leave the first
line of one in ASCII empty, and readers then show a space before it.
"""
FOR_GOOD = 500
"""The first of the codes by which a server says that trying again would not help (RFC 5321 §4.2.1)."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `login` is a name and a password, `authority` a file of certificates to trust.

    Without an authority it is the machine's own that are trusted. `proxy` is an outgoing one, by which it is reached.
    """

    host: str
    port: int
    login: tuple[str, str] | None = field(default=None, repr=False)
    authority: Path | None = None
    proxy: tuple[str, int] | None = None

    @property
    def encrypted(self) -> bool:
        """Whether STARTTLS is required: always, but for a server on this machine that is told no password."""
        return self.login is not None or self.authority is not None or not is_here(self.host)


class _Call(smtplib.SMTP):
    """One conversation, which ends for both sides once it has gone on for too long."""

    _patience: Patience | None = None

    def __init__(self, server: MailServer) -> None:
        self._proxy = server.proxy
        super().__init__(server.host, server.port, timeout=TIME_OUT)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket:
        """A line to the server: by the proxy, if there is one, which is asked for a tunnel (RFC 9110 §9.3.6)."""
        if self._proxy is None:
            return create_connection((host, port), timeout)
        line = self.sock = create_connection(self._proxy, timeout)  # from here on it can be hung up
        line.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode("ascii"))
        said = b""
        while not said.endswith(b"\r\n\r\n") and len(said) < MOST_SAID and (more := line.recv(1)):
            said += more  # one by one: what follows is the mail server's
        if not re.match(rb"HTTP/1\.[01] 2[0-9][0-9] ", said) or not said.endswith(b"\r\n\r\n"):
            raise OSError("The outgoing proxy does not lead to the mail server.")
        return line

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        """Call, and begin to lose patience."""
        self._patience = Patience(AT_MOST, lambda: self.sock)
        try:
            return super().connect(host, port, source_address)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._patience is not None:
            self._patience.end()
        super().close()


class SmtpMail:
    """Sends plain-text mails through one server."""

    def __init__(self, server: MailServer, sender: str, clock: Clock) -> None:
        self._server = server
        self._sender = sender
        self._clock = clock

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Hand one mail to the server. Raises MailboxRefused when it does not want this address, MailUnavailable.

        Its Message-ID is made of `once`: a mail system that has had it drops it when it comes again.
        """
        address = _in_ascii(to)
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = address
        message["Subject"] = subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{once}@{self._sender.rpartition('@')[2]}>"
        message.set_content(text)
        try:
            self._hand_over(message, ascii_only=address.isascii())
        except smtplib.SMTPRecipientsRefused as refused:
            if any(code >= FOR_GOOD for code, _ in refused.recipients.values()):
                raise MailboxRefused("The mail server does not know this address.") from refused
            raise MailUnavailable("The mail server does not take mail for this address now.") from refused
        except (OSError, smtplib.SMTPException) as failure:
            raise MailUnavailable("The mail server does not take mail.") from failure

    def greet(self) -> None:
        """Begin as for a mail, login and all, and hand none over. Raises MailUnavailable with the cause and the fix."""
        server: _Call | None = None
        try:
            server = _Call(self._server)
            self._introduce(server)
            server.quit()
        except (OSError, smtplib.SMTPException) as failure:
            raise MailUnavailable(_why(failure)) from failure
        finally:
            if server is not None:
                server.close()

    def _hand_over(self, message: EmailMessage, *, ascii_only: bool) -> None:
        """Whatever the server does once it has taken the mail, it has taken it: sent again, it would come twice."""
        server = _Call(self._server)
        try:
            self._introduce(server)
            if not ascii_only and not server.has_extn("smtputf8"):
                raise MailboxRefused("The mail server does not take addresses in other scripts.")
            line = LINE if str(message["Subject"]).isascii() else FOLDED
            written = policy.SMTP.clone(utf8=not ascii_only, max_line_length=line)
            options = () if ascii_only else ("SMTPUTF8", "BODY=8BITMIME")
            # not `send_message`: it writes “>From” where a line begins with “From ”
            server.sendmail(self._sender, [str(message["To"])], message.as_bytes(policy=written), options)
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()

    def _introduce(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self._server.encrypted:
            authority = self._server.authority
            server.starttls(context=ssl.create_default_context(cafile=authority))
            server.ehlo()
        if self._server.login:
            server.login(*self._server.login)


TROUBLE: Mapping[type[Exception], str] = {
    ssl.SSLCertVerificationError: "its certificate is another host’s, or of nobody who is trusted. Fix: name its "
    "authority’s certificate in PRX_SMTP_AUTHORITY, and the host as the certificate does",
    ssl.SSLError: "TLS could not be agreed on. Fix: ask whoever runs it for TLS 1.2 or 1.3",
    smtplib.SMTPNotSupportedError: "it does not offer STARTTLS, or no login by password. Fix: ask whoever runs it, or "
    "give the port on which it does, often 587",
    smtplib.SMTPAuthenticationError: "it does not take the login. Fix: write name and password anew into the file "
    "that PRX_SMTP_LOGIN names",
    gaierror: "there is no host of this name. Fix: give the right one",
    ConnectionRefusedError: "nothing listens there. Fix: give the right host and port, or start it",
    TimeoutError: "it does not answer. Fix: look for a firewall on the way, or give the right host and port",
}
"""What each kind of failure means, and the fix; the first that fits."""


def _why(failure: Exception) -> str:
    known = next((words for kind, words in TROUBLE.items() if isinstance(failure, kind)), None)
    return known or f"it ended the conversation ({type(failure).__name__}). Fix: ask whoever runs it for its log"


def _in_ascii(address: str) -> str:
    """The address with its domain as every mail server knows it: other scripts are written in ASCII (RFC 5890)."""
    mailbox, _, domain = address.rpartition("@")
    try:
        return f"{mailbox}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address

"""Mail by SMTP: says that something waits, how urgent and by when; never anything about a person."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

from app.domain.errors import MailUnavailable

TIME_OUT = 10
"""Seconds."""


class SmtpMail:
    """Sends plain-text mails through one server."""

    def __init__(self, host: str, port: int, sender: str) -> None:
        self._server = (host, port)
        self._sender = sender

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand one mail to the server. Raises MailUnavailable."""
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = to
        message["Subject"] = subject
        message.set_content(text)
        try:
            with smtplib.SMTP(*self._server, timeout=TIME_OUT) as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as failure:
            raise MailUnavailable("The mail server does not take mail.") from failure

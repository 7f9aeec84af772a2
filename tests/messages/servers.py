"""Mail servers on loopback that behave as told, and certificates of an authority of their own."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.demonstration.ports import free_port

HERE = "127.0.0.1"
ROUNDS = 10
"""Of the loop, until what was aborted is closed: TLS, then what is under it, each some rounds later."""


class Post:
    """What a server takes: mails, to whom, encrypted or not, and by what name the sender was known.

    `says` is what it answers instead of taking a mailbox.
    """

    def __init__(self, says: Mapping[str, str] | None = None) -> None:
        self.mails: list[Message] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.names: list[str] = []
        self.says = says or {}
        self.handle_RCPT, self.handle_DATA = self.ask, self.take  # the names that the server looks for

    async def ask(self, _server: object, _session: object, envelope: Any, address: str, _options: object) -> str:
        """One mailbox."""
        if address not in self.says:
            envelope.rcpt_tos.append(address)
        return self.says.get(address, "250 OK")

    async def take(self, _server: object, session: Any, envelope: Any) -> str:
        """One mail."""
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        self.encrypted.append(session.ssl is not None)
        return "250 OK"

    def know(self, _server: object, _session: object, _envelope: object, _way: str, given: Any) -> AuthResult:
        """One login: whoever says the password."""
        right = isinstance(given, LoginPassword) and given.password == b"made-up-password"
        if right:
            self.names.append(given.login.decode())
        return AuthResult(success=right, handled=False)


class Server(Controller):
    """One that closes what callers left open before it stops: otherwise that is complained of in any later test."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._calls: list[Any] = []
        super().__init__(*arguments, **options)

    def factory(self) -> Any:
        """Whoever answers one call."""
        untyped: Any = super()
        self._calls.append(untyped.factory())
        return self._calls[-1]

    def stop(self, *arguments: Any) -> None:
        """Close each call, then stop."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(60)
        super().stop(*arguments)

    async def _close(self) -> None:
        for call in self._calls:
            for way in (call.transport, call._original_transport):  # the second is that under TLS begun later
                if way is not None:
                    way.abort()  # closing waits for a caller that speaks TLS to say goodbye
        for _ in range(ROUNDS):
            await asyncio.sleep(0)


@contextmanager
def listening(post: Post, **options: Any) -> Iterator[int]:
    """A server on a port of loopback."""
    port = free_port(HERE)
    server = Server(post, hostname=HERE, port=port, **options)
    server.start()
    try:
        yield port
    finally:
        server.stop()


@contextmanager
def talking(talk: Callable[[StreamRequestHandler], None]) -> Iterator[int]:
    """A server that does no more than `talk` to each who calls."""

    class Talk(StreamRequestHandler):
        def handle(self) -> None:
            talk(self)

    with ThreadingTCPServer((HERE, 0), Talk) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def silent() -> Iterator[int]:
    """A port where calls are taken and nothing is ever said."""
    with socket() as door:
        door.bind((HERE, 0))
        door.listen()
        yield door.getsockname()[1]


class Authority:
    """A certificate authority; `file` is what whoever trusts it is given."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Madeup authority")])
        self.file = folder / "authority.pem"
        names = x509.BasicConstraints(ca=True, path_length=None)
        own = self._signed(self._name, self._key, [(names, True)])
        self.file.write_bytes(own.public_bytes(Encoding.PEM))

    def server_side(self, name: str = HERE, *, ended: bool = False) -> ssl.SSLContext:
        """What a server of this name shows."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate(name, ended=ended))
        return context

    def certificate(self, name: str = HERE, *, ended: bool = False) -> Path:
        """A file with the key and certificate of a server of this name."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Madeup server")])
        known = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
        shown = self._signed(subject, key, [(x509.SubjectAlternativeName([known]), False)], ended=ended)
        file = self._folder / f"{shown.serial_number}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + shown.public_bytes(Encoding.PEM))
        return file

    def _signed(self, subject: x509.Name, key: Any, more: list[tuple[Any, bool]], *, ended: bool = False) -> Any:
        now = datetime.now(UTC)
        end = now - timedelta(days=1) if ended else now + timedelta(days=1)
        made = x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(days=2)).not_valid_after(end)
        for extension, critical in more:
            made = made.add_extension(extension, critical)
        return made.sign(self._key, SHA256())

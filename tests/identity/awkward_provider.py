"""A real HTTP server that answers as an identity provider does, or in whichever wrong way a test asks for."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from app.domain.identity import IdentityProvider
from tests.identity.made_up_tokens import CLIENT, EC_KEY, NOW, public

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class AwkwardProvider:
    """`answers` maps a path to what is answered there; `asked` is every path asked for, in order."""

    issuer: str
    answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)

    def answer(self, path: str, value: Any, status: int = 200) -> None:
        """Answer with this as JSON; bytes go out as they are."""
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.answers[path] = (status, {"Content-Type": "application/json"}, body)

    def metadata(self, **changes: Any) -> dict[str, Any]:
        """Metadata in order, but for `changes`; None leaves one out."""
        known = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
            **changes,
        }
        return {name: value for name, value in known.items() if value is not None}

    def describe(self, **changes: Any) -> None:
        """Publish metadata and keys in order, but for `changes` to the metadata."""
        self.answer("/.well-known/openid-configuration", self.metadata(**changes))
        self.answer("/jwks", {"keys": public(EC_KEY)})

    def known_as(self, **changes: Any) -> IdentityProvider:
        """The row the exchange has for it."""
        known: dict[str, Any] = {
            "id": UUID(int=1),
            "key": "awkward",
            "name": "Awkward Council",
            "issuer": self.issuer,
            "client_id": CLIENT,
            "created_at": NOW,
            "development": True,
            "help_telephone": "01632 960001",
        }
        return IdentityProvider(**{**known, **changes})


@contextmanager
def awkward_provider(tls: ssl.SSLContext | None = None) -> Iterator[AwkwardProvider]:
    """Runs one on a free port of 127.0.0.1 until the block ends; with `tls`, over it."""
    provider = AwkwardProvider(issuer="")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            provider.asked.append(path)
            answer = provider.answers.get(path, (404, {}, b""))
            if callable(answer):
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            provider.forms.append(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    provider.issuer = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for as long as somebody listens."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(60):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Send more than anybody wants."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(4000):
            handler.wfile.write(b" " * 65536)
    except OSError:
        return


def silence(handler: BaseHTTPRequestHandler) -> None:
    """Take the question and say nothing for a while."""
    time.sleep(0.6)
    handler.close_connection = True

"""The server that browsers of these tests are given leaves nothing open, whatever a browser does."""

from __future__ import annotations

import socket
import struct
from io import BytesIO
from threading import Event

from flask import Flask, Response
from werkzeug.wsgi import wrap_file

from tests.web.chromium import served

PATIENCE = 30.0
RESETS = struct.pack("ii", 1, 0)
"""SO_LINGER: closing ends the connection at once, as a browser does with what it has no more use for."""


class LongRead(BytesIO):
    """A file at whose end the browser has gone. It says when it is closed; a real one that is collected only warns."""

    def __init__(self) -> None:
        super().__init__()
        self.at_its_end, self.gone, self.let_go = Event(), Event(), Event()
        self._parts = [b"x"]

    def close(self) -> None:
        """Say so."""
        self.let_go.set()

    def read(self, _size: int | None = -1, /) -> bytes:
        """Its one letter, and once the browser has gone, no more."""
        if self._parts:
            return self._parts.pop()
        self.at_its_end.set()
        assert self.gone.wait(PATIENCE)
        return b""


def test_a_file_is_closed_though_the_browser_has_gone_on() -> None:
    app, file = Flask(__name__), LongRead()

    @app.get("/")
    def read() -> Response:
        answer = Response(wrap_file({}, file), direct_passthrough=True)
        answer.content_length = 1
        return answer

    with served(app) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as browser:
            browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESETS)
            browser.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert file.at_its_end.wait(PATIENCE)
        file.gone.set()
        assert file.let_go.wait(2)

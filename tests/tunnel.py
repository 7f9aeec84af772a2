"""A tiny outgoing proxy on loopback: leads to where it is asked to by HTTP CONNECT (RFC 9110 §9.3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_WR, create_connection, socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


@contextmanager
def outgoing_proxy(*, leads: bool = True) -> Iterator[tuple[tuple[str, int], list[str]]]:
    """Its host and port, and whom it was asked to lead to; one that leads nowhere refuses."""
    asked: list[str] = []

    class Tunnel(StreamRequestHandler):
        rbufsize = 0

        def handle(self) -> None:
            _, target, _ = self.rfile.readline().decode().split()
            asked.append(target)
            while self.rfile.readline().strip():
                continue
            if not leads:
                self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            host, _, port = target.rpartition(":")
            with create_connection((host, int(port))) as there:
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = Thread(target=_pour, args=(there, self.connection), daemon=True)
                back.start()
                _pour(self.connection, there)
                back.join(10)

    class Server(ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Tunnel) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield ("127.0.0.1", int(server.server_address[1])), asked
        finally:
            server.shutdown()
            thread.join()


def _pour(source: socket, sink: socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(SHUT_WR)

"""`python -m app.demonstration.mail_catcher FOLDER`: takes every mail and keeps it as a file; sends nothing on.

A few verbs of SMTP (RFC 5321) on a loopback port, for the demonstration: the tests use aiosmtpd.
"""

from __future__ import annotations

import itertools
import socketserver
import sys
from pathlib import Path


class Catcher(socketserver.StreamRequestHandler):
    """One conversation."""

    folder: Path
    numbers = itertools.count(1)

    def handle(self) -> None:
        """Answer until QUIT."""
        self._say("220 development mail catcher, nothing is sent on")
        while line := self.rfile.readline().decode(errors="replace").strip():
            verb = line.split(" ", 1)[0].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "DATA":
                self._say("354 end with a dot")
                self._keep()
            self._say("250 ok")

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b".\n", b""):
            lines.append(line)
        (self.folder / f"{next(self.numbers):04}.eml").write_bytes(b"".join(lines))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def main() -> None:
    """Listen on a free loopback port, print it, and keep mails until stopped."""
    Catcher.folder = Path(sys.argv[1])
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Catcher) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()

"""An end to a conversation that the other side would go on with for ever, a little at a time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from socket import SHUT_RDWR, socket
from threading import Timer


class Patience:
    """Hangs up `seconds` after it began, whatever is being waited for on the line. `line` says which it is by then."""

    over = False

    def __init__(self, seconds: float, line: Callable[[], socket | None]) -> None:
        self._line = line
        self._timer = Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """The conversation is over: nothing is hung up any more."""
        self._timer.cancel()

    def _hang_up(self) -> None:
        self.over = True
        line = self._line()
        if line is not None:
            with suppress(OSError):  # it may have ended by itself
                line.shutdown(SHUT_RDWR)

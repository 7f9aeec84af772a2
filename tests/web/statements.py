"""What a page says to both databases: every statement that reaches a server, but for the words of transactions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event

from app.adapters.database import flush
from tests.services import exchange as services
from tests.services.exchange import engines_of
from tests.web import exchange as web

FLUSH = "FLUSH"


@dataclass(frozen=True)
class Statements:
    """The statements of one page in order, each with the values it was given: one sent for many rows counts as many."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sent)

    @property
    def twice(self) -> tuple[str, ...]:
        """Statements that were sent more than once with the same values: what was read twice."""
        return tuple(text for (text, _), times in Counter(self.sent).items() if times > 1)

    def beyond(self, other: Statements) -> str:
        """What was sent more often than in another look, a line each, for whoever has to mend it."""
        more = Counter(text for text, _ in self.sent) - Counter(text for text, _ in other.sent)
        return "\n".join(f"{times} x {' '.join(text.split())[:200]}" for text, times in more.items())


@contextmanager
def counted(exchange: services.Exchange | web.Exchange) -> Iterator[Statements]:
    """Count what the exchange sends to its databases meanwhile."""
    found, real = Statements(), flush.flush_to_disk

    def heard(*given: Any) -> None:
        _db, _cursor, statement, parameters, *_ = given  # a list of them where the driver sends it once for each
        each = parameters if isinstance(parameters, list) else [parameters]
        found.sent.extend((statement, repr(one)) for one in each)

    def flushed(driver: Any) -> None:
        found.sent.append((FLUSH, ""))
        real(driver)

    engines = engines_of(exchange.runtime)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "flush_to_disk", flushed)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", heard)
        try:
            yield found
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", heard)

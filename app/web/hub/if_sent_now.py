"""When answers would be due if partners were asked now, said once where it is the same for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Organisation
from app.web.clock_words import DueWords, due_words


@dataclass(frozen=True, slots=True)
class IfSentNow:
    """One due time, and the partners whose it would be; `names` is empty where it is everybody's."""

    names: str
    clock: DueWords


def if_sent_now(
    partners: Sequence[Organisation], due_at: Mapping[UUID, datetime], now: datetime
) -> tuple[IfSentNow, ...]:
    """The due times, the soonest first; none while nothing can be promised."""
    times = sorted({due_at[one.id] for one in partners if one.id in due_at})
    names = {at: ", ".join(one.name for one in partners if due_at.get(one.id) == at) for at in times}
    return tuple(IfSentNow(names[at] if len(times) > 1 else "", due_words(at, now)) for at in times)

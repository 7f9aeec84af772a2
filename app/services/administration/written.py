"""What a change has written when it is applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.administered import RowName
from app.domain.log_entry import Entry


@dataclass(frozen=True, slots=True)
class Written:
    """The rows that the change's own entry names, whom it concerns besides, and entries that go with it."""

    rows: Sequence[RowName]
    to_id: UUID | None = None
    more: Sequence[Entry] = field(default=())

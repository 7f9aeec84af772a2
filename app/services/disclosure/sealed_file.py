"""A file's key in hand, and what is made with it: detail of log entries, and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.services.disclosure.recording import DetailKey
from app.services.disclosure.working import Act


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file's owner and key, for as long as one use case lasts."""

    id: UUID
    tenant: UUID
    key: bytes

    def __repr__(self) -> str:
        return f"SealedFile(id={self.id}, …)"

    @property
    def detail_key(self) -> DetailKey:
        """The key that seals this file's log detail."""
        return DetailKey(self.key, self.id, "file")

    def act(self, what: str, about: UUID | None, **codes: Any) -> Act:
        """Something to be added to this file's events."""
        return Act(self.id, self.key, what, about, codes)

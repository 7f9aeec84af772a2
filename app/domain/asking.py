"""Asking that has not been sent yet: one sealed draft a case, saved anew with every step and erased when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SealedAsking:
    """The draft of asking of a case as it is stored. Whom, about whom and what is asked is sealed.

    `mark` is a random id that every saving gives anew: whoever saves names the one they saw.
    """

    file_id: UUID
    mark: UUID
    saved_by: UUID
    saved_at: datetime
    sealed: bytes

    def __repr__(self) -> str:
        return f"SealedAsking(file_id={self.file_id}, mark={self.mark}, …)"

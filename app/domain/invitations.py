"""An invitation: a change that administrators signed, and what became of it. It is answered once, by whoever has its
link, or taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.domain.changes import Change

ACCEPTED, DECLINED, WITHDRAWN = "accepted", "declined", "withdrawn"
"""What it can be answered with: the first two by whoever was invited, the last by those who invited them."""
JOINED, NOT_JOINED = "joined", "refused"
"""What came of accepting it, once it was verified by whoever gives roles."""
OPEN, LATE = "open", "late"
DAYS: Final = (7, 14, 28)
"""For how long one can be, counted from when it is proposed: no longer it can be signed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer to an invitation. `proof` is made with its link, over the account that accepts."""

    change_id: UUID
    answer: str
    by_id: UUID | None
    at: datetime
    account_id: UUID | None = None
    proof: bytes | None = None
    settled_at: datetime | None = None
    outcome: str | None = None


def expires_at(change: Change) -> datetime:
    """Until when it can be accepted."""
    return until(change.body)


def until(body: Mapping[str, Any]) -> datetime:
    """The same, of what such a change says."""
    return datetime.fromisoformat(body["expires_at"])


def state_of(change: Change, answer: Answer | None, now: datetime) -> str:
    """How an invitation that was signed stands, as a code."""
    if answer is not None:
        return answer.outcome or answer.answer
    return OPEN if now < expires_at(change) else LATE


def is_for(body: Mapping[str, Any], name: str, mailbox: str | None) -> bool:
    """Whether an account is of whoever was invited: by the mailbox that their own sign-in says, or, where it says none,
    by the words of their name in whatever order.
    """
    if mailbox:
        return mailbox.casefold() == str(body["email"]).casefold()
    return _words(name) == _words(body["name"])


def _words(name: str) -> list[str]:
    return sorted("".join(one if one.isalpha() else " " for one in name.casefold()).split())

"""Work done after a commit, by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

WORKER, BACKUP = LAST_DONE = ("worker", "backup")
"""Of what is kept when it was last done: a worker was at work, a backup set was made."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job, run as the organisation that enqueued it. The payload holds codes and ids only.

    `told` are the people whom earlier tries of a mail have told.
    """

    id: UUID
    kind: str
    organisation_id: UUID
    payload: Mapping[str, Any]
    attempts: int
    told: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Queue:
    """When a worker was last at work (None: never), how many jobs are due, and since when the oldest of them was.

    With it goes when the last backup set was made.
    """

    worker_at: datetime | None
    due: int
    oldest: datetime | None
    backup_at: datetime | None

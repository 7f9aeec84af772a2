"""A hub rehearses on made-up cases: twins of itself and of partners, which reach nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

MARK: Final = "Rehearsal: made-up people only"
"""What each page, mail and paper of a rehearsal says first."""
RING_NOBODY: Final = "Rehearsal: ring nobody"
"""What stands in the place of a twin's telephone number: nobody is rung for a made-up case."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Of which organisation a twin is the twin, and whose rehearsal it is in: its own id where it is the hub's twin."""

    of: UUID
    id: UUID


def together(one: Rehearsal | None, other: Rehearsal | None) -> bool:
    """Whether two take part for real, or in the same rehearsal: nobody else is shown to either."""
    return (one and one.id) == (other and other.id)


def twin_name(name: str, number: int) -> str:
    """What the twin of an organisation is called, the first one and those of later rehearsals."""
    return f"{name}, rehearsal" if number == 1 else f"{name}, rehearsal {number}"

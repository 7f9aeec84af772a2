"""What a verification found wrong, a sentence each, and whom it may be told: another organisation's faults are its own.

The check is of all logs, and whoever runs the exchange is told everything (`flask log check`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self
from uuid import UUID


class Problem(str):
    """A sentence, and the organisations it concerns; with none, it is the installation's, which concerns every hub.

    A sentence that is not of this class is told to nobody on a page, and counted: whose it is, is not known.
    """

    __slots__ = ("whose",)
    whose: frozenset[UUID]

    def __new__(cls, says: str, *whose: UUID | None) -> Self:
        made = super().__new__(cls, says)
        made.whose = frozenset(one for one in whose if one is not None)
        return made


def of(whose: Iterable[UUID | None], says: Iterable[str]) -> Iterator[Problem]:
    """These sentences, as such of these organisations."""
    parties = tuple(whose)
    return (Problem(one, *parties) for one in says)


def told_to(organisation: UUID, found: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """The sentences that concern an organisation, and how many others there are."""
    every = tuple(found)
    own = [one for one in every if isinstance(one, Problem) and (not one.whose or organisation in one.whose)]
    return tuple(own), len(every) - len(own)

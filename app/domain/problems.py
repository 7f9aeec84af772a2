"""What keeps an installation from starting or working, for whoever operates it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """The setting or part it is about, what is the matter, and the fix where the cause does not say it."""

    where: str
    cause: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.cause}" + (f". Fix: {self.fix}." if self.fix else "")

"""The lines of a case’s task list, and how each stands."""

from __future__ import annotations

from dataclasses import dataclass

DONE, TO_DO, STARTED, WAITING, OPTIONAL = "Done", "To do", "Started", "Cannot start yet", "Optional"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the list. `href` is None while it cannot be started; `hint` says who did it or what is missing."""

    id: str
    title: str
    status: str
    href: str | None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """A heading and its tasks, and what can be recorded as well, which nothing waits for: each with where."""

    title: str
    tasks: tuple[Task, ...]
    also: tuple[tuple[str, str], ...] = ()

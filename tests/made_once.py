"""A policy folder read and checked once for all exchanges of a run: each reads it twice, and it seldom differs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policies.engine.folder import _names
from policies.engine.release import PolicyRelease

Held = tuple[tuple[str, bytes | None], ...]


def reading_once(load: Callable[[Path], PolicyRelease]) -> Callable[[Path], PolicyRelease]:
    """The same reader, which gives the release it gave before when every name and byte of the folder is as it was.

    What is refused is read again each time. A release is never changed, so that all may have the same one.
    """
    read: dict[Held, PolicyRelease] = {}

    def load_or_remember(folder: Path) -> PolicyRelease:
        try:
            held = tuple((name, _content(folder / name)) for name in _names(folder))
        except OSError:
            return load(folder)
        if held not in read:
            read[held] = load(folder)
        return read[held]

    return load_or_remember


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None

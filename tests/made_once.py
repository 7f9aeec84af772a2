"""What every exchange of a run would make alike is made once: policies read and compiled, statements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from werkzeug.routing import Rule

from policies.engine.compiled import CompiledPolicy
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


def compiling_once(compiled: Callable[[PolicyRelease], CompiledPolicy]) -> Callable[[PolicyRelease], CompiledPolicy]:
    """The same compiler, which gives what it gave before for the very same release.

    What a compiled policy remembers follows from its release alone.
    """
    made: dict[int, CompiledPolicy] = {}  # by identity: each keeps its release, so that no other gets its number

    def compile_or_remember(release: PolicyRelease) -> CompiledPolicy:
        if id(release) not in made:
            made[id(release)] = compiled(release)
        return made[id(release)]

    return compile_or_remember


Built = Callable[..., tuple[str, str]]


def building_once(build: Callable[..., Built]) -> Callable[..., Built]:
    """The same maker of what writes the addresses of a route, which gives what it gave before for one that reads alike.

    It takes the route it is called on as its first argument, so that applications may share it.
    """
    made: dict[tuple[object, ...], Built] = {}

    def build_or_remember(rule: Rule, *more: bool) -> Built:
        if rule.defaults:
            return build(rule, *more)
        which = rule.rule, *rule._trace, more
        if which not in made:
            made[which] = build(rule, *more)
        return made[which]

    return build_or_remember


class CompiledStatements(dict[Any, Any]):
    """Statements compiled once for all engines of a run, which differ in nothing but where they lead.

    The library keeps them by their engine's dialect as well, and each engine has one of its own.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """What was compiled for a statement, if it was."""
        return super().get((type(key[0]), *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__((type(key[0]), *key[1:]), compiled)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None

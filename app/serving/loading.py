"""What the master loads so that its workers need not: code and compiled templates, and nothing that is anybody's.

No setting is read here, no key or policy file, and nothing is opened: no connection, no token, no thread
(app/decisions/0111-the-master-holds-the-code.md). A worker is forked from that and opens everything itself.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module, invalidate_caches
from pathlib import Path

OURS = ("app", "crypto", "policies")
SERVES = ("app.cli.application", "app.serving.start")
"""What wsgi.py imports."""
BESIDE = ("concurrent.futures.thread",)
"""What libraries load when they first need it."""
Stamp = tuple[int, int, int]


class NotLoaded(Exception):
    """The code does not load; what it comes of is its cause."""


def load() -> None:
    """Load all code that serves, and compile its templates. Raises NotLoaded."""
    _load()
    _share()


def _load() -> None:
    try:
        for name in (*SERVES, *BESIDE):
            import_module(name)
        import_module("app.factory").compile_templates()
        import_module("app.wiring").know_schemas()
    except Exception as failure:
        raise NotLoaded from failure


def _share() -> None:
    """Take out of the search for garbage what workers share: looking through it would copy it for each of them."""
    gc.collect()
    gc.freeze()


def load_anew() -> None:
    """The same of what lies there by now, for workers of a reload. Where it raises NotLoaded, what was loaded stays."""
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if ours(name)}
    gc.unfreeze()
    invalidate_caches()
    try:
        _load()
    except NotLoaded:
        for name in [name for name in sys.modules if ours(name)]:
            del sys.modules[name]
        sys.modules.update(before)
        raise
    finally:
        before.clear()
        _share()


def ours(module: str) -> bool:
    """Whether a module is the exchange's own."""
    return module.partition(".")[0] in OURS


def libraries() -> Mapping[str, Stamp]:
    """What is loaded beside our own code, by file, and what tells that file from another that takes its place."""
    return {path: stamp for path in _files() if (stamp := _stamp(path))}


def others(loaded: Mapping[str, Stamp]) -> list[str]:
    """Of those files, the ones that are others by now, or gone: a process cannot load a library a second time."""
    return [path for path, stamp in loaded.items() if _stamp(path) != stamp]


def _files() -> Iterator[str]:
    for name, module in list(sys.modules.items()):
        if not ours(name) and (path := getattr(module, "__file__", None)):
            yield path


def _stamp(path: str) -> Stamp | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

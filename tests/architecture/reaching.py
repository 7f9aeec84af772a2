"""Which functions of the app can reach the gate's `open_records`, read from the source: names, imports and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.source import ROOT

GATE = "app.services.disclosure.gate.open_records"


@cache
def openers() -> frozenset[str]:
    """Dotted names of every function under app/services and app/web from which the gate is reached."""
    calls = dict(_calls())
    found = {GATE}
    while more := {name for name, called in calls.items() if called & found} - found:
        found |= more
    return frozenset(found)


def _calls() -> Iterator[tuple[str, frozenset[str]]]:
    """Each function, and what it names of its own module and of the app's other modules."""
    for folder in ("services", "web"):
        for path in sorted((ROOT / "app" / folder).rglob("*.py")):
            yield from calls_of(path, ROOT)


def calls_of(path: Path, root: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """The functions of one module and what they name, as dotted names."""
    module = ".".join(path.relative_to(root).with_suffix("").parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {
        one.asname or one.name: f"{node.module}.{one.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for one in node.names
    }
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    known |= {one.name: f"{module}.{one.name}" for one in functions}
    for function in functions:
        names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
        dotted = {
            f"{known[node.value.id]}.{node.attr}"
            for node in ast.walk(function)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known
        }
        yield f"{module}.{function.name}", frozenset({known[name] for name in names if name in known} | dotted)

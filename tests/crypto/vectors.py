"""Reads the published test vectors of tests/vectors."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "vectors"


def read(name: str) -> Any:
    """The JSON file `name` of tests/vectors."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def wycheproof(name: str, **wanted: object) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every (group, test) of a Wycheproof file whose group has the wanted properties."""
    groups = read(f"wycheproof/{name}_test.json")["testGroups"]
    return [(group, test) for group in groups if wanted.items() <= group.items() for test in group["tests"]]

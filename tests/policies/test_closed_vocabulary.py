"""One word changed anywhere in the shipped files is refused by name: keys, and every value that is not free text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine.errors import PolicyError
from policies.engine.loading import load_release, read_release
from tests.policies.conftest import POLICIES

DOCUMENT: dict[str, Any] = json.loads(load_release(POLICIES).canonical)
FREE = {
    "label", "short", "hint", "about", "because", "notes", "prompts", "must_not_carry", "route", "unit", "statute",
    "citation", "who", "conditions", "subject", "status", "source", "staff", "recipient", "code",
    "warns", "lead", "missing", "say", "without", "no_ground", "blocked", "question", "why", "name",
}  # fmt: skip
"""Keys whose text people read: any words will do. `code` is a role's short name."""
NAMES = {"key", "id"}
"""Keys that define a word. Another word there is refused only where the old one is used, so they are left alone."""
OPEN = {"example", "given", "expect", "options"}
"""What stands under these is a worked value or a list of labels, checked against the field or mask."""

Path = tuple[str | int, ...]


def places(value: object, path: Path = ()) -> Iterator[Path]:
    """The path of every key and of every word that must be known."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if path:
                yield (*path, key, "key")
            if key not in OPEN | NAMES and not is_text(path, key):
                yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))
    elif isinstance(value, str):
        yield (*path, "value")


def is_text(path: Path, key: str) -> bool:
    """A legal basis lists provisions as its conditions; a provision words its own. Words that tell are any words."""
    if key == "words":
        return path[0] == "telling.toml"
    return key in FREE and not (key == "conditions" and "legal_basis" in path)


def spoilt(path: Path) -> dict[str, Any]:
    """The files with the word at this path changed."""
    changed: dict[str, Any] = deepcopy(DOCUMENT["files"])
    where: Any = changed
    for step in path[:-2]:
        where = where[step]
    step, what = path[-2:]
    if what == "key":
        where[f"{step}x"] = where.pop(step)
    else:
        where[step] = f"{where[step]}x"
    return changed


PLACES = sorted(places(DOCUMENT["files"]), key=str)
FILES = sorted({str(path[0]) for path in PLACES})


def refused(path: Path) -> None:
    with pytest.raises(PolicyError) as refusal:
        read_release(spoilt(path))
    assert refusal.value.file == path[0], path
    assert refusal.value.key, path


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_changed_word_anywhere_is_refused(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    refused(data.draw(st.sampled_from([path for path in PLACES if path[0] == file])))


def test_every_file_is_looked_at() -> None:
    assert len(FILES) == len(DOCUMENT["files"])
    assert len(PLACES) > 5000

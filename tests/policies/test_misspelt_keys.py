"""A key that is spelt wrong is named as it was written, with the nearest; one only missing is called missing."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from policies.engine.errors import PolicyError
from policies.engine.folder import read_folder
from policies.engine.loading import read_release
from tests.policies.small_policy import SMALL

FILES: dict[str, Any] = read_folder(SMALL)
TYPED = ("options", "example", "sent_as", "given")
"""Under these stand the policy's own words, not keys of the engine's."""


def tables(node: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The path of every key of every table."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        if isinstance(key, str) and len(path) > 0:
            yield (*path, key)
        if key not in TYPED:
            yield from tables(value, (*path, key))


def refused(path: tuple[object, ...], written: str | None) -> PolicyError | None:
    """What the policy says with this key written so, or left out."""
    files = copy.deepcopy(FILES)
    table: Any = files
    for step in path[:-1]:
        table = table[step]
    value = table.pop(path[-1])
    if written is not None:
        table[written] = value
    try:
        read_release(files)
    except PolicyError as error:
        return error
    return None


EVERY = [path for path in tables(FILES) if len(str(path[-1])) > 3]


@pytest.mark.parametrize("spoil", ["a letter too few", "two letters swapped", "a letter too many"])
def test_every_misspelt_key_is_named_as_it_was_written(spoil: str) -> None:
    for path in EVERY:
        key = str(path[-1])
        written = {
            "a letter too few": key[:2] + key[3:],
            "two letters swapped": key[0] + key[2] + key[1] + key[3:],
            "a letter too many": f"{key}x",
        }[spoil]
        error = refused(path, written)
        assert written == key or error is not None, path
        if error is not None:
            assert error.key.rpartition(".")[2] == written, (path, str(error))
            assert f'Did you mean "{key}"' in str(error), (path, str(error))


def test_a_key_that_is_only_missing_is_called_missing() -> None:
    missing = 0
    for path in EVERY:
        error = refused(path, None)
        assert error is None or "Did you mean" not in error.problem, (path, str(error))
        missing += error is not None and error.problem.startswith("is missing")
    assert missing > 200

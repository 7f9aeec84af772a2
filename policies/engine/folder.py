"""Reads a policy folder: every file by its name, nothing beside them, and each file to its end.

What a rule does not say, nobody is kept from. So a file that is missing, renamed, emptied, moved or cut off is refused,
never read as a policy that says less.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from policies.engine import vocabulary
from policies.engine.canonical import canonical, ordered_options, plain
from policies.engine.errors import PolicyError, did_you_mean
from policies.engine.reading import Table
from policies.engine.reading_lists import read_keys

ORGANISATIONS: Final = "organisations.toml"
FILES: Final = (
    ORGANISATIONS, "roles.toml", "purposes.toml", "statements.toml", "legal_bases.toml", "masks.toml",
    "obligations.toml", "reasons.toml", "telling.toml", "question_sets.toml", "retention.toml", "feasible.toml",
    "clock_profiles.toml", "calendars/england-and-wales.toml",
    "rules/permits.toml", "rules/caps.toml",
    "fields/case.toml", "fields/request.toml", "fields/envelope.toml",
)  # fmt: skip
"""Every policy has these, and `fields/KIND.toml` for each kind of partner."""

FOLDERS: Final = ("calendars", "fields", "rules")
BESIDE: Final = ("README.md", "documents", "__init__.py", "__pycache__", "engine", "scenarios", "invariants.toml")
"""What may stand in the folder without being part of the policy."""

END: Final = "end"


def read_folder(folder: Path) -> dict[str, object]:
    """Return what each file of a policy holds, by its name; PolicyError names the first that is not as it must be."""
    kinds = read_keys(Table(ORGANISATIONS, "", _read(folder, ORGANISATIONS)), "organisation")
    required = (*FILES, *(f"fields/{kind}.toml" for kind in kinds if kind != vocabulary.HUB))
    found = tuple(_names(folder))
    for name in found:
        if name not in required:
            raise PolicyError(name, "", f"is not a file of a policy.{did_you_mean(name, required)}")
    for name in required:
        if name not in found:
            raise PolicyError(name, "", "is missing.")
    return {name: _read(folder, name) for name in sorted(required)}


def _names(folder: Path) -> Iterable[str]:
    """What stands in the folder and in the folders a policy has; a folder too many is a name too many."""
    for path in sorted(folder.iterdir()):
        if path.name in FOLDERS and path.is_dir():
            yield from (f"{path.name}/{inner.name}" for inner in sorted(path.iterdir()))
        elif path.name not in BESIDE:
            yield path.name


def _read(folder: Path, name: str) -> object:
    try:
        content = tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PolicyError(name, "", "is missing.") from None
    except (ValueError, RecursionError, OSError) as error:
        raise PolicyError(name, "", f"is not TOML: {error}.") from None
    _require_end(name, content)
    try:
        found = plain(ordered_options(content) if name.startswith("fields/") else content)
        canonical(found)
    except (ValueError, RecursionError) as error:  # nan and inf, a number of thousands of digits
        raise PolicyError(name, "", f"holds what has no place in a policy: {error}.") from None
    return found


def _require_end(name: str, content: dict[str, object]) -> None:
    """Take the closing `[end]` table off, which counts the tables of each kind before it: a file cut off has none."""
    lists = {key: len(value) for key, value in content.items() if isinstance(value, list)}
    said = content.pop(END, None)
    if not isinstance(said, dict):
        raise PolicyError(name, END, f"is missing: the file may be cut off. A whole one closes with {_end(lists)}.")
    if not said:
        raise PolicyError(name, END, "counts nothing: a policy has no empty file.")
    if said != lists:
        raise PolicyError(name, END, f"counts other tables than there are. If none is missing: {_end(lists)}.")


def _end(lists: dict[str, int]) -> str:
    return "; ".join((f"[{END}]", *(f"{key} = {number}" for key, number in lists.items())))

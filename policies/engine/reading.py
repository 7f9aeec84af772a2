"""Typed reading of one TOML table. Every key must be asked for; what was not asked for is refused by `finish`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import ClassVar, Self, TypeVar

from policies.engine.errors import PolicyError, did_you_mean, misspelt

T = TypeVar("T")
KEY = re.compile(r"[a-z][a-z0-9_]*")
DURATION = re.compile(r"P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?")


class Table:
    """One table of a policy file, read key by key. Every fault raises PolicyError naming file and key."""

    today: ClassVar[bool] = True
    """Whether the checks of this version apply, as to a folder; a stored release was held to those of its day."""

    def __init__(self, file: str, where: str, content: object) -> None:
        self.file = file
        self.where = where
        if not isinstance(content, Mapping):
            raise PolicyError(file, where, "must be a table.")
        self.content: Mapping[str, object] = content
        self._asked: set[str] = set()

    def fault(self, key: str, problem: str) -> PolicyError:
        """Return (not raise) the error for this key, or for the misspelt key that it may come from."""
        there = set(self.content)
        if found := misspelt(self._asked - there, there - self._asked):
            key, problem = found[0], f'is not a key this file may have. Did you mean "{found[1]}"?'
        return PolicyError(self.file, f"{self.where}.{key}" if self.where else key, problem)

    def has(self, key: str) -> bool:
        """Say whether the key is there, and count it as known."""
        self._asked.add(key)
        return key in self.content

    def value(self, key: str) -> object:
        """Return whatever stands under a required key."""
        if not self.has(key):
            raise self.fault(key, "is missing.")
        return self.content[key]

    def text(self, key: str) -> str:
        """Return a required text that is not blank."""
        value = self.value(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(key, f"must be text that is not blank, not {value!r}.")
        return value

    def matching(self, key: str, pattern: re.Pattern[str], example: str) -> str:
        """Return a required text that fits the whole pattern."""
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.fault(key, f"{value!r} does not look like {example}.")
        return value

    def word(self, key: str, known: Iterable[str]) -> str:
        """Return a required word of a closed list."""
        return self._known(key, self.text(key), known)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when the key is absent; the same text twice is refused."""
        value = self.content[key] if self.has(key) else []
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(key, "must be a list of texts.")
        if len(set(value)) != len(value):
            raise self.fault(key, "names something twice.")
        return tuple(value)

    def words(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """Return a list of words of a closed list, empty when the key is absent."""
        allowed = tuple(known)
        return tuple(self._known(key, item, allowed) for item in self.texts(key))

    def some_words(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """Return a required list of at least one word of a closed list."""
        self.value(key)
        found = self.words(key, known)
        if not found:
            raise self.fault(key, "must name at least one.")
        return found

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false; without a default the key is required."""
        value = self.value(key) if default is None or self.has(key) else default
        if not isinstance(value, bool):
            raise self.fault(key, f"must be true or false, not {value!r}.")
        return value

    def whole(self, key: str) -> int:
        """Return a required whole number."""
        value = self.value(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fault(key, f"must be a whole number, not {value!r}.")
        return value

    def day(self, key: str) -> date:
        """Return a required date, written as a TOML date or as text."""
        value = self.value(key)
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self.fault(key, f"must be a date such as 2026-04-01, not {value!r}.") from None

    def tables(self, key: str) -> tuple[Self, ...]:
        """Return the array of tables under a key, empty when absent."""
        value = self.content[key] if self.has(key) else []
        if not isinstance(value, list):
            raise self.fault(key, "must be an array of tables.")
        where = f"{self.where}.{key}" if self.where else key
        return tuple(type(self)(self.file, f"{where}[{number}]", item) for number, item in enumerate(value, 1))

    def inner(self, key: str) -> Self:
        """Return the table under a required key."""
        return type(self)(self.file, f"{self.where}.{key}" if self.where else key, self.value(key))

    def optional(self, key: str, read: Callable[[str], T]) -> T | None:
        """Return what `read` makes of the key, or None when it is absent."""
        return read(key) if self.has(key) else None

    def finish(self, *known: str) -> None:
        """Refuse every key nobody asked for, except these."""
        self._asked.update(known)
        for key in sorted(set(self.content) - self._asked):
            raise self.fault(key, f"is not a key this file may have.{did_you_mean(key, self._asked)}")

    def _known(self, key: str, word: str, known: Iterable[str]) -> str:
        allowed = tuple(known)
        if word not in allowed:
            raise self.fault(key, f'"{word}" is not a known value.{did_you_mean(word, allowed)}')
        return word


class StoredTable(Table):
    """One table of a stored release. Words and keys that this version does not know are taken as they were written."""

    today = False

    def matching(self, key: str, pattern: re.Pattern[str], example: str) -> str:
        """Return a required text, whatever it looks like."""
        return self.text(key)

    def finish(self, *known: str) -> None:
        """Leave every key nobody asked for."""

    def _known(self, key: str, word: str, known: Iterable[str]) -> str:
        return word

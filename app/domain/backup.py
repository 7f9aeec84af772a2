"""A backup set: two halves that lie apart, the main database with its checkpoints, and the key store.

Each half has a manifest that names its parts with size and SHA-256, and is written last: a half without one is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

MAIN, KEYS = "main", "keystore"
HALVES = (MAIN, KEYS)
CHECKPOINTS = "checkpoints.tar"
DUMPS = {MAIN: "main.dump", KEYS: "keystore.dump"}
PARTS = {MAIN: (CHECKPOINTS, DUMPS[MAIN]), KEYS: (DUMPS[KEYS],)}
"""What each half holds, in the order in which it is made."""

KIND = "backup"
"""What stands for a log's label in the name that a manifest is signed under: labels are hexadecimal."""

VALUES = {
    "set": r"[0-9a-f-]{36}",
    "half": "|".join(HALVES),
    "made": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "schema": r"\d{4}",
    "server": r"[0-9]{1,9}",
    "policy": r"[0-9a-f]{64}",
}
"""The lines of a manifest after its name, and what each may say."""

PART = re.compile(r"part ([a-z]+\.[a-z]+) ([0-9]{1,19}) ([0-9a-f]{64})")
TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a half: its name, bytes, and SHA-256 (hexadecimal)."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a half says of itself. `server` is PostgreSQL's number, `policy` the digest of the policy then in force."""

    name: str
    set_id: UUID
    half: str
    made_at: datetime
    schema: str
    server: int
    policy: str
    parts: tuple[Part, ...]

    def text(self) -> str:
        """As lines, to be signed."""
        said = (self.set_id, self.half, self.made_at.strftime(TIME), self.schema, self.server, self.policy)
        lines = [self.name, *(f"{key} {value}" for key, value in zip(VALUES, said, strict=True))]
        lines += [f"part {part.name} {part.size} {part.digest}" for part in self.parts]
        return "".join(f"{line}\n" for line in lines)


def parse_manifest(text: str) -> Manifest:
    """The manifest whose lines these are. Raises ValueError for anything else."""
    name, *lines = text.removesuffix("\n").split("\n")
    said = {}
    for (key, pattern), line in zip(VALUES.items(), lines, strict=False):
        found = re.fullmatch(f"{key} ({pattern})", line)
        if found is None:
            raise ValueError(f"the line of {key} is none")
        said[key] = found[1]
    parts = tuple(_part(line) for line in lines[len(VALUES) :])
    if len(said) < len(VALUES) or tuple(part.name for part in parts) != PARTS[said["half"]]:
        raise ValueError("it does not name what a half holds")
    made_at = datetime.strptime(said["made"], TIME).replace(tzinfo=UTC)
    found_set = UUID(said["set"])
    return Manifest(name, found_set, said["half"], made_at, said["schema"], int(said["server"]), said["policy"], parts)


def fitting(manifests: Sequence[Manifest]) -> bool:
    """Whether halves are of one set."""
    return len({one.set_id for one in manifests}) <= 1


def _part(line: str) -> Part:
    found = PART.fullmatch(line)
    if found is None:
        raise ValueError("the line of a part is none")
    return Part(found[1], int(found[2]), found[3])

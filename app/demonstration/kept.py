"""A demonstration that is kept: what its folder remembers beside its data, and which folder may hold one."""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.domain.errors import RefusesToStart

NOTES = "kept.json"
PASSABLE = stat.S_IXOTH
"""What a folder needs for `nobody`, as whom PostgreSQL runs when root starts it, to reach what is inside."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What goes on from one run to the next: two secrets, and the ports that sign-ins are registered with."""

    session_secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    client_secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    ports: Mapping[str, int] = field(default_factory=dict)


def kept_folder(named: str) -> tuple[Path, bool]:
    """The folder somebody named, made where it is not there; whether a demonstration is kept in it.

    Raises RefusesToStart for one that holds something else, or that the database's user could not reach.
    """
    folder = Path(named).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        begun = any(folder.iterdir())
    except OSError as fault:
        raise RefusesToStart(f"KEEP: {folder} is no folder to keep anything in ({fault.strerror}).") from fault
    if begun and not (folder / NOTES).is_file():
        raise RefusesToStart(f"KEEP: {folder} holds something else, or what was never whole. Name a new folder.")
    if os.geteuid() == 0:
        folder.chmod(0o711)
        shut = [str(one) for one in folder.parents if not one.stat().st_mode & PASSABLE]
        if shut:
            raise RefusesToStart(
                f"KEEP: PostgreSQL does not run as root, and its user cannot pass through {shut[-1]}. "
                "Name a folder elsewhere, or run it as somebody else."
            )
    return folder, begun


def read_notes(folder: Path) -> Notes | None:
    """What the folder remembers; None where nothing is kept there. Raises RefusesToStart for a file that is damaged."""
    try:
        return Notes(**json.loads((folder / NOTES).read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as fault:
        raise RefusesToStart(f"KEEP: {folder / NOTES} cannot be read; what is kept there cannot go on.") from fault


def write_notes(folder: Path, notes: Notes) -> None:
    """Remember them, readable by nobody else. Written last: a folder without them was never whole."""
    with open(folder / NOTES, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump(asdict(notes), file)

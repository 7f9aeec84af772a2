"""What a file to keep is called. Of a rehearsal it says so: the bytes of what is signed cannot."""

from __future__ import annotations

from app.http import current


def attached(name: str) -> str:
    """The header by which a browser keeps a file by this name, and shows it not."""
    marked = "rehearsal-" if current.actor().rehearsal else ""
    return f'attachment; filename="{marked}{name}"'

"""Tables and lists of the derived pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policies.engine import vocabulary
from policies.engine.release import PolicyRelease


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with these heads; a bar within a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def page(*parts: str) -> str:
    """Parts of a page as its whole text, empty ones left out."""
    return "\n\n".join(one for one in parts if one) + "\n"


def coded(words: Iterable[str]) -> str:
    """Words as code, in a list."""
    return ", ".join(f"`{word}`" for word in words)


def roles(release: PolicyRelease, keys: Iterable[str]) -> str:
    """Roles by their short names."""
    return ", ".join(release.roles[key].code or key for key in keys)


def kinds(release: PolicyRelease, keys: tuple[str, ...]) -> str:
    """Kinds of organisation by their short names; all partners in two words."""
    partners = [key for key in release.organisations if key != vocabulary.HUB]
    everybody = "every partner" if set(partners) <= set(keys) else ""
    named = [release.organisations[key].short for key in keys if not everybody or key == vocabulary.HUB]
    return ", ".join([*named, everybody] if everybody else named)

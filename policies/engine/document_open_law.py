"""Which legal basis is open to whom, for what and about whom, and what it asks for: by kind of organisation."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import markdown
from policies.engine.release import LegalBasis, PolicyRelease

TITLE = "# Which law is open to whom"
TOLD = """By kind of organisation what it may rely on, then what each of these asks for before it may be relied on. A
basis stands with its kind whatever one organisation is in law: the second table says which of them it is for. In bold
is what pages offer first. `flask policies law` says it for one day. A test holds the copy of this page that was last
looked at: whoever opens a basis to more, or lets it ask for less, reads here to whom and of what."""
OPEN = ("To", "For", "About", "May rely on")
ASKS = ("Legal basis", "Only for", "Not for", "Needs", "Gives", "In force")


def page(release: PolicyRelease) -> str:
    """Return the page; it says every word of a basis that decides something."""
    parts: list[str] = []
    for kind in release.organisations.values():
        parts += [
            f"## {kind.label}",
            markdown.table(("To", "For", "About", "May rely on"), _open_to(release, kind.key)),
        ]
    head = ("Legal basis", "Only for", "Not for", "Needs", "Gives", "In force")
    asked = markdown.table(head, (_asks(one) for one in release.legal_bases.values()))
    return markdown.page(TITLE, TOLD, *parts, "## What each asks for", asked)


def _open_to(release: PolicyRelease, kind: str) -> Iterator[tuple[str, str, str, str]]:
    """What is open for the same acts, purposes and kinds of subject stands together."""
    route = {key for key, one in release.purposes.items() if one.blocked is None}
    alike: dict[tuple[str, str, str], list[str]] = {}
    for one in release.legal_bases.values():
        if kind in one.available_to:
            purposes = "whatever is asked" if set(one.purposes) == route else _words(one.purposes)
            to = (_words(one.acts), purposes, _words(one.subjects))
            alike.setdefault(to, []).append(f"**`{one.key}`**" if kind in one.prefill_for else f"`{one.key}`")
    yield from ((*to, ", ".join(keys)) for to, keys in alike.items())


def _asks(one: LegalBasis) -> tuple[str, ...]:
    gives = (
        "nothing held" if not one.discloses else "in exceptional circumstances" if one.exceptional else "what is held"
    )
    until = f" to {one.in_force_to}" if one.in_force_to else ""
    force = f"from {one.in_force_from}{until}" if one.in_force_from else "never yet"
    return f"`{one.key}`", _words(one.holds), _words(one.lacks), _words(one.requires), gives, force


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(word.replace("_", " ") for word in words)

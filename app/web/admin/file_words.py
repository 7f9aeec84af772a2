"""Having a file destroyed, in words, said from what is signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.domain.changes import Change
from app.web.date_words import moment_words

GOES: Final[Mapping[str, str]] = {
    "case": "what the hub wrote in this case. Its requests are files of their own, and stay",
    "request": "what was asked by this request and what the partner answered, at the hub or at the partner. The case "
    "and its other requests stay",
}
"""What nobody can open any more, by kind of file."""


def of_file(change: Change) -> tuple[str, str]:
    """What is so before, and after."""
    before, after = words_of_file(change.body)
    return before, f"{after} Why: {change.body['why']}"


def words_of_file(body: Mapping[str, Any]) -> tuple[str, str]:
    """The same of what would be proposed, but for the reason."""
    closed = f"its case closed since {moment_words(body['closed_at'])}" if body["closed_at"] else "its case is open"
    before = f"Kept since {moment_words(body['since'])}; {closed}. File {body['file']}"
    after = (
        "Whoever runs the exchange may destroy its key, within fourteen days. Nobody then ever opens again "
        f"{GOES[body['kind']]}. That cannot be undone."
    )
    return before, after

"""The one error of a policy that cannot be loaded."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches


class PolicyError(Exception):
    """The policy is refused. Names the file, the key in it, and what is wrong with it."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean "x"?` with the nearest known word, or nothing when none is near."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""


def misspelt(absent: Iterable[str], there: Iterable[str]) -> tuple[str, str] | None:
    """Return the key that is there and the absent one that must have been meant by it, the likeliest pair, or None."""
    written = tuple(there)
    # A key that has the other as one of its words (`gist_audience`, `audience`) is one of its own.
    pairs = [(one, key) for key in absent for one in written if key not in one.split("_")]
    alike = [(SequenceMatcher(None, one, key).ratio(), one, key) for one, key in pairs]
    likeliest = max(alike, default=(0.0, "", ""))
    return likeliest[1:] if likeliest[0] >= 0.7 else None

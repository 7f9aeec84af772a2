"""How urgent a case or a request is, in the words of the policy in force: the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping

from app.web.runtime import runtime


def rating_words() -> Mapping[str, str]:
    """The label of each rating, by its key."""
    return {key: one.label for key, one in runtime().policy.release.ratings.items()}

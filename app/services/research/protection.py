"""Whether a return is about somebody who must not be found: what the hub knew, and what the partner says."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.answers import VALUE, Answer
from policies.engine.catalogue import Catalogue


def protection_of(catalogue: Catalogue, asked: str, answers: Mapping[str, Answer]) -> str:
    """`protected` where an answer says so (a refuge, a safe address), otherwise what the request said."""
    said = any(catalogue[key].protects_with(one.value) for key, one in answers.items() if one.kind == VALUE)
    return "protected" if said else asked

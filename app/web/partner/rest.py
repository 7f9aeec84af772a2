"""“Nothing found for the rest”: one tick answers every item left blank, but for those that are answered by themselves,
whatever was ticked for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.answers import NO_TRACE
from app.schemas.texts import is_blank
from app.services.research.by_itself import by_itself
from policies.engine.catalogue import Field


def nothing_for_the_rest(raw: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """What was typed, with “searched, no trace” for each field in which nothing was, those left out excepted."""
    left_out = {field.key for field in by_itself(fields)}
    rest = {field.key for field in fields} - left_out
    return {
        key: {**typed, "answer": NO_TRACE} if key in rest and _untouched(typed) else typed for key, typed in raw.items()
    }


def _untouched(typed: Mapping[str, Any]) -> bool:
    return is_blank({part: said for part, said in typed.items() if part != "nature"})

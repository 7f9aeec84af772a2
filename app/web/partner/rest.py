"""“Nothing found for the rest”: one tick answers every item left blank, but for those that are never answered unread.

An order, a condition, a plan of protection or a warning that is there and is taken for absent gets somebody hurt, and
so does a sign of somebody in hiding: the policy says of each field whether the tick may answer it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.answers import NO_TRACE
from app.schemas.texts import is_blank
from policies.engine.catalogue import Field


def by_itself(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Those that “the rest” leaves out."""
    return tuple(field for field in fields if not field.rest)


def nothing_for_the_rest(raw: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """What was typed, with “searched, no trace” for each field in which nothing was, those left out excepted."""
    rest = {field.key for field in fields if field.rest}
    return {
        key: {**typed, "answer": NO_TRACE} if key in rest and _untouched(typed) else typed for key, typed in raw.items()
    }


def _untouched(typed: Mapping[str, Any]) -> bool:
    return is_blank({part: said for part, said in typed.items() if part != "nature"})

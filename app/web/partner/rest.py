"""“Nothing found for the rest”: one tick answers every item left blank, but for those that are never answered unread.

An order, a condition, a plan of protection or a warning that is there and is taken for absent gets somebody hurt, and
so does a sign of somebody in hiding: each is answered by itself, whatever was ticked for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.domain.answers import NO_TRACE
from app.schemas.texts import is_blank
from policies.engine.catalogue import Field
from policies.engine.vocabulary import SAFETY

BY_ITSELF: Final = frozenset(
    {
        "education_emergency_contacts", "health_cp_is_flag", "housing_injunction_or_closure", "police_bail_conditions",
        "police_firearms_licence", "police_protection_at", "police_protection_used", "police_protective_orders",
        "probation_licence_conditions", "probation_no_contact_child", "probation_restraining_order",
        "probation_restraining_order_expires", "probation_supervision_type", "social_care_court_orders",
        "social_care_cp_plans", "social_care_legal_status",
    }
)  # fmt: skip
"""No contact, licence, order and protection plan, by field. What keeps people safe is known by its tag, and what can
show that somebody must not be found by the values that protect."""


def by_itself(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Those that “the rest” leaves out."""
    return tuple(field for field in fields if field.key in BY_ITSELF or field.protects or SAFETY & set(field.tags))


def nothing_for_the_rest(raw: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """What was typed, with “searched, no trace” for each field in which nothing was, those left out excepted."""
    left_out = {field.key for field in by_itself(fields)}
    rest = {field.key for field in fields} - left_out
    return {
        key: {**typed, "answer": NO_TRACE} if key in rest and _untouched(typed) else typed for key, typed in raw.items()
    }


def _untouched(typed: Mapping[str, Any]) -> bool:
    return is_blank({part: said for part, said in typed.items() if part != "nature"})

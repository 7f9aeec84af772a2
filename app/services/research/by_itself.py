"""Items that are answered each by itself, and that nobody holds back: what keeps somebody from getting hurt.

An order, a condition, a plan of protection or a warning that is there and is taken for absent gets somebody hurt, and
so does a sign of somebody in hiding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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
    """Those of these items."""
    return tuple(field for field in fields if field.key in BY_ITSELF or field.protects or SAFETY & set(field.tags))

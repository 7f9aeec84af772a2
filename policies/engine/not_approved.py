"""The one cap that no policy file holds: what its owner has not approved is not released.

It is a rule like the others, so a decision cites it by its id, apart from what the policy itself withholds; and a cap,
so it can only withhold: nothing that protects somebody is loosened by it. It stands after the policy's own rules, whose
reason is given where both say no.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from policies.engine.release import Rule
from policies.engine.vocabulary import FACT_VALUES, UNKNOWN, Level

NOT_APPROVED: Final = "not-approved"
"""The id of the cap, which no rule of a policy has."""


def not_approved(fields: frozenset[str]) -> Rule:
    """The cap on these fields: on a release alone, and to others than the author."""
    others = frozenset((*FACT_VALUES["standing"], UNKNOWN)) - {"author"}
    return Rule(
        id=NOT_APPROVED,
        kind="cap",
        level=Level.WITHHELD,
        because="Its owner has not approved this item, or the legal basis. Nothing of it is sent until then.",
        reason="capped",
        oblige=(),
        lifted_by=(),
        when=MappingProxyType({"action": frozenset({"release", UNKNOWN}), "standing": others}),
        fields=fields,
    )

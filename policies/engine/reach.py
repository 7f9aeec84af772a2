"""What an organisation could ever reach of a record: the renditions it may hold keys to, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from policies.engine.compiled import CompiledPolicy, floored, level_of, row_of
from policies.engine.decision import CONTEXT, RECIPIENT, Facts, Recipient, admitted, decide_matrix
from policies.engine.vocabulary import FACT_VALUES, NO_ROLE, SHARE_NOW, Level


def renditions_in_reach(
    policy: CompiledPolicy,
    *,
    record: str,
    standing: str,
    organisation: str,
    purpose: str,
    subject: str,
    basis_fit: str,
    protection: str,
    fields: Iterable[str],
) -> Mapping[str, frozenset[str]]:
    """Return for each field the renditions somebody there could open, over every role and every act-time fact.

    Act-time facts are action (open, reveal), assignment, conflict and share-now; the record's own facts are fixed. What
    may be opened is never above what may be released to the organisation: a full opening of a record released masked
    opens the masked rendition. Unknown words give the empty set.
    """
    wanted = tuple(fields)
    release = Facts("release", record, purpose, subject, basis_fit, protection)
    column = [Recipient(organisation, NO_ROLE, standing, "unknown")]
    ceilings = {row[0].facts.field: row[0].level for row in decide_matrix(policy, release, column, wanted)}
    found: dict[str, set[str]] = {key: set() for key in wanted}
    open_keys = [key for key in wanted if ceilings[key] > Level.WITHHELD]
    fixed = (record, purpose, subject, basis_fit, protection)
    for (action, conflict, share_now, assigned), role in product(_acts(), policy.held.get(organisation, ())):
        rules = admitted(policy, CONTEXT, (action, *fixed, conflict, share_now))
        own = admitted(policy, RECIPIENT, (standing, organisation, role, assigned))
        cells = row_of(policy, organisation, role)
        if rules is None or own is None or cells is None:
            continue
        for key in open_keys:
            cell = cells[key]
            level = floored(min(*level_of(policy, rules & own & cell.rules), ceilings[key]), cell.floor)
            if level is not Level.WITHHELD:
                found[key].add(level.word)
    return {key: frozenset(renditions) for key, renditions in found.items()}


def _acts() -> tuple[tuple[str, ...], ...]:
    facts = (("open", "reveal"), FACT_VALUES["conflict"], FACT_VALUES[SHARE_NOW], FACT_VALUES["assigned"])
    return tuple(product(*facts))

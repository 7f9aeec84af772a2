"""What an organisation could ever reach of a record: the renditions it may hold keys to, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import CONTEXT, Facts, Recipient, admitted, column_of, decide_matrix
from policies.engine.vocabulary import FACT_VALUES, MATCH, NO_ROLE, PROTECTED, SHARE_NOW, UNKNOWN, Level

REMEMBERED = (*CONTEXT[1:7], "standing", "organisation")
"""The facts by which what was worked out is found again."""


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
    place: str = UNKNOWN,
) -> Mapping[str, frozenset[str]]:
    """Return for each field the renditions somebody there could open, over every role and every act-time fact.

    Act-time facts are action (open, reveal, match), assignment, conflict, share-now, and that protection is learnt of
    later; the record's other facts are fixed. What may be opened is never above what may be released to the
    organisation: a full opening of a record released masked opens the masked rendition. A release is decided with every
    act-time fact unknown. Unknown words give the empty set.
    """
    wanted = tuple(fields)
    released = Facts("release", record, purpose, subject, basis_fit, protection, place)
    about = (*released[1:7], standing, organisation)
    known = policy.reach.get(about, {})
    if all(key in known for key in wanted):
        return {key: known[key] for key in wanted}
    found = _worked_out(policy, released, standing, organisation, wanted)
    if admitted(policy, REMEMBERED, about) is not None:  # only words that the release has: these are so many, no more
        there = policy.release.catalogue
        policy.reach.setdefault(about, {}).update((key, one) for key, one in found.items() if key in there)
    return found


def _worked_out(
    policy: CompiledPolicy, released: Facts, standing: str, organisation: str, wanted: tuple[str, ...]
) -> dict[str, frozenset[str]]:
    to_it = Recipient(organisation, NO_ROLE, standing, UNKNOWN)
    decided = decide_matrix(policy, released, [to_it], wanted)
    ceilings = {key: row[0].level for key, row in zip(wanted, decided, strict=True)}
    reachable = [key for key in wanted if ceilings[key] > Level.WITHHELD]
    found: dict[str, set[str]] = {key: set() for key in wanted}
    for action, known, conflict, share_now in product(
        ("open", "reveal", MATCH), {released.protection, PROTECTED}, FACT_VALUES["conflict"], FACT_VALUES[SHARE_NOW]
    ):
        shared = admitted(policy, CONTEXT, (action, *released[1:5], known, released.place, conflict, share_now))
        for role, assigned in product(policy.held.get(organisation, ()), FACT_VALUES["assigned"]):
            bits, cells = column_of(policy, shared, Recipient(organisation, role, standing, assigned))
            for key in reachable:
                level = min(policy.outcomes[bits & cells[key][0]].level, ceilings[key])
                if level is not Level.WITHHELD:
                    found[key].add(level.word)
    return {key: frozenset(renditions) for key, renditions in found.items()}

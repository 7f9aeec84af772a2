"""Whether two policies ever decide otherwise: exactly, over every set of rules that facts can meet in both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policies.engine.compiled import CompiledPolicy, Row, row_of
from policies.engine.enumeration import ESSENTIAL, FREE
from policies.engine.outcomes import Outcome
from policies.engine.vocabulary import NO_ROLE, SHARE_NOW, UNKNOWN

MORE, LESS = "more", "less"
Among = Mapping[str, frozenset[str]]


def otherwise(old: CompiledPolicy, new: CompiledPolicy, among: Among, fields: Iterable[str] | None) -> frozenset[str]:
    """Whether the new policy anywhere shows more than the old, or asks for less, and whether it anywhere shows less.

    Only decisions among these facts and fields are looked at: both must be the same everywhere else.
    """
    met = {(-1, -1)}
    for fact in FREE:
        met = {(mine & ours, its & theirs) for mine, its in met for ours, theirs in _pairs(old, new, among, fact)}
    found: set[str] = set()
    for organisation in _chosen(old.release.organisations, among, "organisation"):
        for role in _chosen((*old.held[organisation], NO_ROLE), among, "role"):
            before, after = (_of(policy, organisation, role) for policy in (old, new))
            here = {(mine & before, its & after) for mine, its in met}
            rows = [row_of(policy, organisation, role) or Row() for policy in (old, new)]
            cells = {(rows[0][key][0], rows[1][key][0]) for key in (rows[0] if fields is None else fields)}
            for pair in {(mine & ours, its & theirs) for mine, its in here for ours, theirs in cells}:
                found.update(_difference(old.outcomes[pair[0]], new.outcomes[pair[1]]))
        if len(found) == 2:
            break
    return frozenset(found)


def _difference(before: Outcome, after: Outcome) -> Iterable[str]:
    lost, gained = set(before.obligations) - set(after.obligations), set(after.obligations) - set(before.obligations)
    if after.level > before.level or (after.level == before.level and lost):
        yield MORE
    if after.level < before.level or (after.level == before.level and gained):
        yield LESS


def _pairs(old: CompiledPolicy, new: CompiledPolicy, among: Among, fact: str) -> set[tuple[int, int]]:
    values = [one for one in old.admits[fact] if one != UNKNOWN or fact not in ESSENTIAL]
    return {(_bits(old, fact, one), _bits(new, fact, one)) for one in _chosen(values, among, fact)}


def _bits(policy: CompiledPolicy, fact: str, value: str) -> int:
    bits = policy.admits[fact][value]
    return bits & ~policy.lifted if fact == SHARE_NOW and value == "active" else bits


def _of(policy: CompiledPolicy, organisation: str, role: str) -> int:
    return policy.admits["organisation"][organisation] & policy.admits["role"][role]


def _chosen(known: Iterable[str], among: Among, fact: str) -> list[str]:
    return [one for one in known if fact not in among or one in among[fact]]

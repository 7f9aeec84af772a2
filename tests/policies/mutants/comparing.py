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
    found: set[str] = set()
    looked_at: set[tuple[int, int]] = set()
    facts_alike = new.admits is old.admits and new.lifted == old.lifted
    met = _met_alike(old, among) if facts_alike else _met(old, new, among)
    for organisation in _chosen(old.release.organisations, among, "organisation"):
        for role in _chosen((*old.held[organisation], NO_ROLE), among, "role"):
            cells = _cells(old, new, organisation, role, fields)
            if facts_alike and new.outcomes is old.outcomes:
                cells = {(ours, theirs) for ours, theirs in cells if ours != theirs}
            if not cells:
                continue
            before, after = (_of(policy, organisation, role) for policy in (old, new))
            here = {(mine & before, its & after) for mine, its in met}
            pairs = {(mine & ours, its & theirs) for mine, its in here for ours, theirs in cells} - looked_at
            looked_at |= pairs
            for mine, its in pairs:
                if mine != its or new.outcomes is not old.outcomes:
                    found.update(_difference(old.outcomes[mine], new.outcomes[its]))
            if len(found) == 2:
                return frozenset(found)
    return frozenset(found)


_MET: dict[tuple[int, frozenset[tuple[str, frozenset[str]]]], set[tuple[int, int]]] = {}


def _met_alike(policy: CompiledPolicy, among: Among) -> set[tuple[int, int]]:
    """The same for a policy whose facts are as they were, worked out once for the facts of each kind of mutant."""
    key = id(policy), frozenset((fact, values) for fact, values in among.items() if fact in FREE)
    if key not in _MET:
        _MET[key] = _met(policy, policy, among)
    return _MET[key]


def _met(old: CompiledPolicy, new: CompiledPolicy, among: Among) -> set[tuple[int, int]]:
    """The sets of rules that the free facts meet, in the one and the other."""
    met = {(-1, -1)}
    for fact in FREE:
        met = {(mine & ours, its & theirs) for mine, its in met for ours, theirs in _pairs(old, new, among, fact)}
    return met


def _cells(
    old: CompiledPolicy, new: CompiledPolicy, organisation: str, role: str, fields: Iterable[str] | None
) -> set[tuple[int, int]]:
    rows = [row_of(policy, organisation, role) or Row() for policy in (old, new)]
    return {(rows[0][key][0], rows[1][key][0]) for key in (rows[0] if fields is None else fields)}


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

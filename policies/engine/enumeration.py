"""Every decision a policy can come to: not each combination of facts, but each set of rules that one of them meets.

Two values that the same rules admit decide alike, so facts are taken one after the other and only the distinct sets of
rules are kept, each with the first combination that met it. Nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import chain
from operator import or_
from typing import Final

from policies.engine.compiled import CompiledPolicy, row_of
from policies.engine.decision import CONTEXT, Facts
from policies.engine.outcomes import ANY_RECORD, FIRST_RULE, Outcome
from policies.engine.reading_rules import IMPOSSIBLE
from policies.engine.vocabulary import NO_ROLE, SHARE_NOW, UNKNOWN

ESSENTIAL: Final = ("action", "record", "standing")
FREE: Final = (*CONTEXT, "standing", "assigned")
"""The facts that any organisation and role can be met with."""

Among = Mapping[str, frozenset[str]]
"""By fact the values it may have; a fact that is not named may have any."""


def every_outcome(
    policy: CompiledPolicy, among: Among, fields: frozenset[str] | None = None, instead: Mapping[str, str] | None = None
) -> Iterator[tuple[Outcome, Outcome, Facts]]:
    """Yield each outcome among these facts and fields, with the facts of one case of it; none of what cannot be.

    The second outcome is that of the same case with the values of `instead` in place of its own; without `instead` it
    is the first again. A role that reads as another is met as that one. Each set of rules comes once, whoever meets it.
    """
    changed = instead or {}
    met = _met(policy, among, changed)
    cannot_be = sum(1 << bit for bit, rule in enumerate(policy.rules, FIRST_RULE) if rule.kind == IMPOSSIBLE)
    done: set[tuple[int, int]] = set()
    for bits, whose in _whose(policy, among, fields, reduce(or_, chain.from_iterable(met), 0)).items():
        outcomes = {(mine & bits, other & bits): values for (mine, other), values in met.items()}
        for (mine, other), values in outcomes.items():
            if mine & cannot_be or not mine & ANY_RECORD or (mine, other) in done:
                continue
            done.add((mine, other))
            organisation, role, *cell = whose
            facts = Facts._make((*values[:-1], organisation, role, values[-1], *cell))
            yield policy.outcomes[mine], policy.outcomes[other], facts


def _whose(
    policy: CompiledPolicy, among: Among, fields: frozenset[str] | None, may_be_met: int
) -> dict[int, tuple[str, ...]]:
    """The distinct sets of rules that organisation, role and field admit of those that may be met, with one of each."""
    found: dict[int, tuple[str, ...]] = {}
    for organisation in _chosen(policy.release.organisations, among, "organisation"):
        met_as_themselves = (one for one in policy.held[organisation] if policy.release.reads_as(one) == one)
        for role in _chosen((*met_as_themselves, NO_ROLE), among, "role"):
            own = policy.admits["organisation"][organisation] & policy.admits["role"][role] & may_be_met
            for bits, cell in _cells(policy, organisation, role, among, fields):
                found.setdefault(own & bits, (organisation, role, *cell))
    return found


def _met(policy: CompiledPolicy, among: Among, changed: Mapping[str, str]) -> dict[tuple[int, int], tuple[str, ...]]:
    """The distinct pairs of sets of rules that the free facts meet: as they are, and with what is changed changed."""
    met: dict[tuple[int, int], tuple[str, ...]] = {(-1, -1): ()}
    for fact in FREE:
        values = {_bits(policy, fact, value): value for value in reversed(_values(policy, among, fact))}
        other = _bits(policy, fact, changed[fact]) if fact in changed else None
        met = {
            (mine & bits, theirs & (bits if other is None else other)): (*sofar, value)
            for (mine, theirs), sofar in met.items()
            for bits, value in values.items()
        }
    return met


def _values(policy: CompiledPolicy, among: Among, fact: str) -> list[str]:
    known = [one for one in policy.admits[fact] if one != UNKNOWN or fact not in ESSENTIAL]
    return [one for one in known if fact not in among or one in among[fact]]


def _bits(policy: CompiledPolicy, fact: str, value: str) -> int:
    bits = policy.admits[fact][value]
    return bits & ~policy.lifted if fact == SHARE_NOW and value == "active" else bits


def _chosen(known: Iterable[str], among: Among, fact: str) -> Iterator[str]:
    return (one for one in known if fact not in among or one in among[fact])


def _cells(
    policy: CompiledPolicy, organisation: str, role: str, among: Among, fields: frozenset[str] | None
) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """The distinct cells of an organisation and role among these fields."""
    found: dict[int, tuple[str, str, str]] = {}
    fits, carriages = among.get("audience_fit"), among.get("carriage")
    for key, (bits, (_, fit, carried)) in (row_of(policy, organisation, role) or {}).items():
        fitting = (fits is None or fit in fits) and (carriages is None or carried in carriages)
        if fitting and (fields is None or key in fields):
            found.setdefault(bits, (key, fit, carried))
    yield from found.items()

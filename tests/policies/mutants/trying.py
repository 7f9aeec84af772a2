"""Tries mutants of the shipped policy: each is noticed, or decides exactly as the policy does, or survives."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path

from policies.engine.compiled import CompiledPolicy
from policies.engine.examples import read_examples
from policies.engine.invariants import INVARIANTS, read_invariants
from policies.engine.invariants import KINDS as SORTS
from policies.engine.loading import load_release
from tests.policies.mutants.bases import LOAD, mutants_of_bases, notices
from tests.policies.mutants.comparing import MORE, otherwise
from tests.policies.mutants.fields import mutants_of_audiences, mutants_of_tags
from tests.policies.mutants.noticing import Noticing
from tests.policies.mutants.rules import Mutant, mutants_of_rules, whole

POLICIES = Path(__file__).parents[3] / "policies"
KINDS: dict[str, Callable[[CompiledPolicy], Iterator[Mutant]]] = {
    "rules": mutants_of_rules,
    "audiences": mutants_of_audiences,
    "tags": mutants_of_tags,
}
BASES = "bases"
SURVIVORS = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))["survivor"]
LISTED = frozenset(one["name"] for one in SURVIVORS)


@dataclass
class Tried:
    """How many there were, what noticed how many, how many decide alike, and the survivors with what they show."""

    number: int = 0
    noticed: Counter[str] = field(default_factory=Counter)
    alike: int = 0
    survivors: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    @property
    def unlisted(self) -> list[str]:
        """The survivors that show more, or of which nobody has said why they may be left."""
        return [name for name, ways in self.survivors if MORE in ways or name not in LISTED]


@cache
def shipped() -> Noticing:
    """The shipped policy with all that notices a change of it."""
    release = load_release(POLICIES)
    page = tomllib.loads((POLICIES / INVARIANTS).read_text(encoding="utf-8"))
    written = {table["id"]: table["when"] for sort in SORTS for table in page[sort]}
    invariants = [(one, written[one.id]) for one in read_invariants(POLICIES, release)]
    return Noticing(whole(release), read_examples(POLICIES, release), invariants)


def tried(kind: str, every: int = 1, first: int = 0) -> Tried:
    """Try each so manieth mutant of a kind, from the `first` on."""
    return _bases(every, first) if kind == BASES else _rules_and_fields(kind, every, first)


def _rules_and_fields(kind: str, every: int, first: int) -> Tried:
    noticing, found = shipped(), Tried()
    for one in islice(KINDS[kind](noticing.policy), first, None, every):
        found.number += 1
        if by := noticing.at_once(one):
            found.noticed[by] += 1
        elif not (ways := otherwise(noticing.policy, one.policy, one.among, one.fields)):
            found.alike += 1
        elif by := noticing.at_length(one):
            found.noticed[by] += 1
        else:
            found.survivors.append((one.name, ways))
    return found


def _bases(every: int, first: int) -> Tried:
    release, found = shipped().policy.release, Tried()
    for one in islice(mutants_of_bases(release), first, None, every):
        found.number += 1
        by, ways = notices(release, one)
        if by == LOAD or (by and ways):
            found.noticed[by] += 1
        elif not ways:
            found.alike += 1
        else:
            found.survivors.append((one.name, ways))
    return found

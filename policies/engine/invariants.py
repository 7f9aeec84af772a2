"""What must hold of a policy whatever its rules say: each is tried on every decision the policy can come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Facts
from policies.engine.enumeration import FREE, Among, every_outcome
from policies.engine.examples import toml_page, words_of_facts
from policies.engine.outcomes import Outcome
from policies.engine.reading import Table
from policies.engine.reading_rules import FIELD_CONDITIONS, chosen_fields
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import LEVELS, Level

INVARIANTS: Final = "invariants.toml"
KINDS: Final = ("never", "only", "implies")


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold of every decision among these facts and fields.

    `never`: none is above `above`. `only`: one above it is where `to` holds. `implies`: one above it carries
    `obliges`; each is at least `at_least`; with the values of `instead` in place of its own, none shows less.
    """

    kind: str
    id: str
    because: str
    among: Among
    fields: frozenset[str] | None
    above: Level
    to: Among
    obliges: frozenset[str]
    at_least: Level
    instead: Mapping[str, str]


def read_invariants(folder: Path, release: PolicyRelease) -> tuple[Invariant, ...]:
    """Return the invariants of a policy folder, or none when it has none; PolicyError names a key that is wrong."""
    path = folder / INVARIANTS
    if not path.exists():
        return ()
    page = toml_page(path, INVARIANTS)
    found = [_read(table, kind, release) for kind in KINDS for table in page.tables(kind)]
    page.finish()
    return tuple(found)


def _read(table: Table, kind: str, release: PolicyRelease) -> Invariant:
    ident = table.text("id")
    table.where = f"{kind}.{ident}"
    known = words_of_facts(release)
    because = table.text("because")
    when = table.inner("when")
    among = _among(when, known)
    fields = chosen_fields(when, release.catalogue) if any(when.has(one) for one in FIELD_CONDITIONS) else None
    when.finish()
    to: Among = {}
    obliges: tuple[str, ...] = ()
    at_least, instead = Level.WITHHELD, {}
    above = Level.named(table.word("above", LEVELS)) if table.has("above") else Level.WITHHELD
    if kind == "only":
        inner = table.inner("to")
        to = _among(inner, known)
        inner.finish()
    if kind == "implies":
        obliges = table.words("obliges", release.obligations)
        at_least = Level.named(table.word("at_least", LEVELS)) if table.has("at_least") else at_least
        if table.has("instead"):
            inner = table.inner("instead")
            instead = {fact: inner.word(fact, known[fact]) for fact in FREE if inner.has(fact)}
            inner.finish()
    table.finish()
    return Invariant(
        kind, ident, because, among, fields, above, to, frozenset(obliges), at_least, MappingProxyType(instead)
    )


def _among(table: Table, known: Mapping[str, tuple[str, ...]]) -> Among:
    """By fact the values named, or all but those under `not`. `unknown` is a value like others here."""
    found = {}
    for fact, values in known.items():
        if fact == "field" or not table.has(fact):
            continue
        if isinstance(table.value(fact), Mapping):
            inner = table.inner(fact)
            found[fact] = frozenset(values) - set(inner.some_words("not", values))
            inner.finish()
        else:
            found[fact] = frozenset(table.some_words(fact, values))
    return MappingProxyType(found)


def do_not_hold(policy: CompiledPolicy, invariants: Iterable[Invariant]) -> tuple[str, ...]:
    """Return a sentence for each invariant that some decision breaks, with the facts of one that does."""
    broken = ((one, next(_broken(policy, one), None)) for one in invariants)
    return tuple(_sentence(one, *found) for one, found in broken if found is not None)


def _broken(policy: CompiledPolicy, one: Invariant) -> Iterator[tuple[Outcome, Facts]]:
    for among in _outside(policy, one) if one.kind == "only" else (one.among,):
        for out, other, facts in every_outcome(policy, among, one.fields, one.instead):
            if _breaks(one, out, other):
                yield out, facts


def _breaks(one: Invariant, out: Outcome, other: Outcome) -> bool:
    if one.kind != "implies":
        return out.level > one.above
    unbound = out.level > one.above and not one.obliges <= set(out.obligations)
    return unbound or out.level < one.at_least or other.level < out.level


def _outside(policy: CompiledPolicy, one: Invariant) -> Iterator[Among]:
    """The facts of the invariant where some condition of `to` does not hold, condition by condition."""
    known = words_of_facts(policy.release)
    for fact, values in one.to.items():
        yield {**one.among, fact: one.among.get(fact, frozenset(known[fact])) - values}


def _sentence(one: Invariant, out: Outcome, facts: Facts) -> str:
    met = ", ".join(f"{fact} {value}" for fact, value in facts._asdict().items())
    by = ", ".join(out.caps or out.permits) or "no rule"
    return f"{INVARIANTS}: {one.kind}.{one.id}: {one.because} But it is {out.level.word} by {by} with {met}."

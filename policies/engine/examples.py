"""Worked examples of a policy: what is given, how much is expected to be shown, and which rules decide it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Decision, Facts, decide
from policies.engine.errors import PolicyError
from policies.engine.reading import Table
from policies.engine.reading_rules import fact_values
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import LEVELS, UNKNOWN

SCENARIOS: Final = "scenarios"


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example; `because` are the ids of the rules that decide, `obliges` the duties that come with it."""

    file: str
    id: str
    facts: Facts
    expect: str
    because: frozenset[str]
    obliges: frozenset[str]


def read_examples(folder: Path, release: PolicyRelease) -> tuple[Example, ...]:
    """Return the examples of a policy folder's `scenarios`, in the order of the files; none when it has none.

    PolicyError names the file and key of a word that the policy does not know: what nobody knows is withheld, so a
    misspelt example would come out as one that shows nothing.
    """
    found: dict[str, Example] = {}
    for path in sorted((folder / SCENARIOS).glob("*.toml")):
        page = toml_page(path, f"{SCENARIOS}/{path.name}")
        for table in page.tables("scenario"):
            one = _read_example(table, release)
            if one.id in found:
                raise table.fault("id", f'"{one.id}" is already the id of an example.')
            found[one.id] = one
        page.finish()
    return tuple(found.values())


def toml_page(path: Path, name: str) -> Table:
    """Return a file that stands beside the policy, to be read; PolicyError names it when it is not TOML."""
    try:
        return Table(name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError, OSError) as error:
        raise PolicyError(name, "", f"is not TOML: {error}.") from None


def words_of_facts(release: PolicyRelease) -> Mapping[str, tuple[str, ...]]:
    """Return every word that each fact may be in, `unknown` among them."""
    known = fact_values(tuple(release.organisations), tuple(release.roles), tuple(release.purposes))
    return {fact: (*known[fact], UNKNOWN) for fact in known} | {"field": (*release.catalogue, UNKNOWN)}


def _read_example(table: Table, release: PolicyRelease) -> Example:
    ident = table.text("id")
    table.where = f"scenario.{ident}"
    known = words_of_facts(release)
    given = table.inner("given")
    facts = Facts(**{fact: given.word(fact, known[fact]) for fact in Facts._fields if given.has(fact)})
    given.finish()
    expect = table.word("expect", LEVELS)
    table.value("because")
    because = table.words("because", [rule.id for rule in release.rules])
    obliges = table.words("obliges", release.obligations)
    table.finish()
    return Example(table.file, ident, facts, expect, frozenset(because), frozenset(obliges))


def comes_out_otherwise(policy: CompiledPolicy, examples: Iterable[Example]) -> tuple[str, ...]:
    """Return a sentence for each example that the policy decides otherwise than it expects."""
    found = ((one, decide(policy, one.facts)) for one in examples)
    return tuple(_sentence(one, decision) for one, decision in found if not agrees(one, decision))


def agrees(example: Example, decision: Decision) -> bool:
    """Whether a decision is what the example expects: the level, the rules that decide, and the duties."""
    told = (decision.level.word, _deciding(decision), frozenset(decision.obligations))
    return told == (example.expect, example.because, example.obliges)


def _deciding(decision: Decision) -> frozenset[str]:
    """The rules that decided: caps where some bind, otherwise permits."""
    return frozenset(decision.caps or decision.permits)


def _sentence(example: Example, decision: Decision) -> str:
    is_so = _came(decision.level.word, _deciding(decision), decision.obligations)
    should = _came(example.expect, example.because, example.obliges)
    return f"{example.file}: scenario.{example.id}: comes out as {is_so}, and should as {should}."


def _came(level: str, rules: Iterable[str], duties: Iterable[str]) -> str:
    by, owed = ", ".join(sorted(rules)) or "no rule", ", ".join(sorted(duties))
    return f"{level} by {by}" + (f", with {owed}" if owed else "")

"""Rules with one thing wrong: taken out, at another level, without a duty, one word of a condition more or less."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from policies.engine import reading_rules
from policies.engine.catalogue import Field
from policies.engine.compiled import CompiledPolicy, compile_policy, row_of
from policies.engine.outcomes import FIRST_RULE, Outcomes
from policies.engine.reading import StoredTable
from policies.engine.release import PolicyRelease, Rule
from policies.engine.vocabulary import NO_ROLE, TAGS, UNKNOWN, Level

Among = Mapping[str, frozenset[str]]
FIELD_CONDITIONS = frozenset(reading_rules.FIELD_CONDITIONS)


@dataclass(frozen=True)
class Mutant:
    """A policy with one word wrong, and the facts and fields outside which it decides as it did.

    One of a field has only that `field` in its catalogue.
    """

    name: str
    policy: CompiledPolicy
    among: Among
    fields: frozenset[str] | None
    field: str | None = None


def mutants_of_rules(policy: CompiledPolicy) -> Iterator[Mutant]:
    """Every mutant of every permit and cap."""
    written = conditions(policy.release)
    for number, rule in enumerate(policy.rules):
        if rule.kind != "impossible":
            yield from _whole(policy, number, rule)
            yield from _words(policy, number, rule)
            yield from _of_fields(policy, number, rule, written[rule.id])


def conditions(release: PolicyRelease) -> dict[str, dict[str, Any]]:
    """The conditions of each permit and cap as they are written."""
    files = json.loads(release.canonical)["files"]
    pages = [files[f"rules/{name}s.toml"][name] for name in ("permit", "cap")]
    return {rule["id"]: rule["when"] for page in pages for rule in page}


def admits(when: Mapping[str, Any], field: Field) -> bool:
    """Whether conditions as they are written admit this field, by its key, tags and category."""
    tag: Mapping[str, list[str]] = when.get("tag", {})
    wanted, barred = set(tag.get("any", field.tags or [""])), set(tag.get("none", []))
    tagged = not wanted.isdisjoint(field.tags or [""]) and barred.isdisjoint(field.tags)
    return tagged and all(
        _named(when.get(key), one) for key, one in (("field", field.key), ("category", field.category))
    )


def _named(condition: Mapping[str, list[str]] | list[str] | None, word: str) -> bool:
    if isinstance(condition, Mapping):
        return word not in condition["not"]
    return condition is None or word in condition


def _whole(policy: CompiledPolicy, number: int, rule: Rule) -> Iterator[Mutant]:
    bit = 1 << number + FIRST_RULE
    never = {value: bits & ~bit for value, bits in policy.admits["action"].items()}
    yield Mutant(f"{rule.id}: taken out", _with_facts(policy, "action", never), rule.when, rule.fields)
    levels = list(Level)[1:] if rule.kind == "permit" else list(Level)
    others = [replace(rule, level=one) for one in levels if one is not rule.level]
    duties = [replace(rule, oblige=tuple(one for one in rule.oblige if one != duty)) for duty in rule.oblige]
    lifted = [replace(rule, lifted_by=())] if rule.lifted_by else []
    for other in (*others, *duties):
        rules = tuple(other if one is rule else one for one in policy.rules)
        name = f"{rule.id}: level {other.level.word}, {', '.join(other.oblige) or 'no duty'}"
        yield Mutant(name, replace(policy, rules=rules, outcomes=Outcomes(rules)), rule.when, rule.fields)
    for _ in lifted:
        yield Mutant(f"{rule.id}: never lifted", replace(policy, lifted=policy.lifted & ~bit), rule.when, rule.fields)
    if rule.kind == "cap" and not rule.lifted_by:
        yield Mutant(f"{rule.id}: lifted", replace(policy, lifted=policy.lifted | bit), rule.when, rule.fields)


def _words(policy: CompiledPolicy, number: int, rule: Rule) -> Iterator[Mutant]:
    bit = 1 << number + FIRST_RULE
    for fact, admitted in rule.when.items():
        for value in policy.admits[fact]:
            if (
                value == UNKNOWN or policy.release.reads_as(value) != value
            ):  # no rule may name one that reads as another
                continue
            flipped = {**policy.admits[fact], value: policy.admits[fact][value] ^ bit}
            sign = "-" if value in admitted else "+"
            among = MappingProxyType({**rule.when, fact: frozenset({value})})
            yield Mutant(f"{rule.id}: {fact} {sign}{value}", _with_facts(policy, fact, flipped), among, rule.fields)


def _of_fields(policy: CompiledPolicy, number: int, rule: Rule, when: dict[str, Any]) -> Iterator[Mutant]:
    """One word more or less in what is said of tags, categories and fields."""
    for name, changed in _rewritten(when):
        there = any(one in changed for one in ("field", "tag", "category"))
        table = StoredTable("rules", rule.id, changed)
        fields = (
            reading_rules.chosen_fields(table, policy.release.catalogue)
            if there
            else frozenset(policy.release.catalogue)
        )
        before = frozenset(policy.release.catalogue) if rule.fields is None else rule.fields
        if differ := fields ^ before:
            bits = {key: value ^ (1 << number + FIRST_RULE) if key in differ else value
                    for key, value in policy.field_bits.items()}  # fmt: skip
            mutated = replace(policy, field_bits=bits, rows={}, columns={})
            yield Mutant(f"{rule.id}: {name}", mutated, rule.when, differ)


def _rewritten(when: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    tag: dict[str, list[str]] = when.get("tag", {})
    for part, word in ((part, word) for part in ("any", "none") for word in TAGS if tag):
        words = tag.get(part, [])
        new = [one for one in words if one != word] if word in words else [*words, word]
        rest = {key: value for key, value in {**tag, part: new}.items() if value}
        without = {key: value for key, value in when.items() if key != "tag"}
        sign = "-" if word in words else "+"
        yield f"tag {part} {sign}{word}", {**without, "tag": rest} if rest else without
    for part in ("field", "category"):
        named = when.get(part)
        words = named.get("not", []) if isinstance(named, dict) else named or []
        for word in words:
            kept = [one for one in words if one != word]
            without = {key: value for key, value in when.items() if key != part}
            again = {**when, part: {"not": kept} if isinstance(named, dict) else kept} if kept else without
            yield f"{part} -{word}", again


def _with_facts(policy: CompiledPolicy, fact: str, bits: dict[str, int]) -> CompiledPolicy:
    """The policy with other bits for the values of a fact; what it worked out before is kept where it still holds."""
    kept = {} if fact in ("audience_fit", "carriage") else policy.rows
    return replace(policy, admits={**policy.admits, fact: bits}, rows=kept, columns={}, reach={})


def whole(release: PolicyRelease) -> CompiledPolicy:
    """The policy as it is, with every cell worked out once."""
    policy = compile_policy(release)
    for organisation in release.organisations:
        for role in (*policy.held[organisation], NO_ROLE):
            row_of(policy, organisation, role)
    return policy

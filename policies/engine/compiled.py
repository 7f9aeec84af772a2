"""Compiles a release: for every value of every fact the set of rules that admit it, as the bits of one whole number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from policies.engine.catalogue import Field
from policies.engine.reading_rules import PERMIT, fact_values
from policies.engine.release import PolicyRelease, Rule
from policies.engine.vocabulary import NO_ROLE, SHARE_NOW, UNKNOWN, Level


class Cell(NamedTuple):
    """What is fixed once organisation, role and field are: the rules they admit, and the facts derived from them."""

    rules: int
    floor: int
    facts: tuple[str, str, str]
    records: frozenset[str]


class Outcome(NamedTuple):
    """A decision without its facts; one object serves every cell that matched the same rules."""

    level: Level
    permits: tuple[str, ...]
    caps: tuple[str, ...]
    obligations: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """A release ready to decide with. The two dictionaries at the end remember what was worked out before."""

    release: PolicyRelease
    rules: tuple[Rule, ...]
    admits: Mapping[str, Mapping[str, int]]
    field_rules: Mapping[str, int]
    permits_at: tuple[int, ...]
    caps_at: tuple[int, ...]
    lifted: int
    held: Mapping[str, tuple[str, ...]]
    rows: dict[tuple[str, str], Mapping[str, Cell] | None] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)


def compile_policy(release: PolicyRelease) -> CompiledPolicy:
    """Return the compiled release; deciding with it touches no file and no rule text."""
    rules = release.rules
    values = fact_values(tuple(release.organisations), tuple(release.roles), tuple(release.purposes))
    admits = {
        fact: {value: _bits(_admits(rule, fact, value) for rule in rules) for value in (*known, UNKNOWN)}
        for fact, known in values.items()
    }
    return CompiledPolicy(
        release=release,
        rules=rules,
        admits=admits,
        field_rules={
            key: _bits(rule.fields is None or key in rule.fields for rule in rules) for key in release.catalogue
        },
        permits_at=tuple(_bits(rule.kind == PERMIT and rule.level == level for rule in rules) for level in Level),
        caps_at=tuple(_bits(rule.kind != PERMIT and rule.level == level for rule in rules) for level in Level),
        lifted=_bits(SHARE_NOW in rule.lifted_by for rule in rules),
        held={
            kind: tuple(role.key for role in release.roles.values() if kind in role.organisations)
            for kind in release.organisations
        },
    )


def row_of(policy: CompiledPolicy, organisation: str, role: str) -> Mapping[str, Cell] | None:
    """Return a cell for every field, or None when no such organisation has anybody in this role."""
    if (organisation, role) not in policy.rows:
        row = None
        if role == NO_ROLE or role in policy.held[organisation]:
            row = {key: _cell(policy, organisation, role, entry) for key, entry in policy.release.catalogue.items()}
        policy.rows[organisation, role] = row
    return policy.rows[organisation, role]


def outcome_of(policy: CompiledPolicy, matched: int, floor: int) -> Outcome:
    """Return what these matching rules give on a field with this floor."""
    key = matched << 2 | floor
    found = policy.outcomes.get(key)
    return found or policy.outcomes.setdefault(key, _outcome(policy, matched, floor))


def level_of(policy: CompiledPolicy, matched: int) -> tuple[Level, Level]:
    """Return the best permit and the tightest cap among these rules."""
    best = max(level for level in Level if level is Level.WITHHELD or matched & policy.permits_at[level])
    tightest = min(level for level in Level if level is Level.FULL or matched & policy.caps_at[level])
    return best, tightest


def floored(level: Level, floor: int) -> Level:
    """Return the level, or the next lower one the field has a rendition for: masked, then gist, then nothing."""
    if level is Level.MASKED and not floor & 2:
        level = Level.GIST
    return Level.WITHHELD if level is Level.GIST and not floor & 1 else level


def audience_fit(field: Field, roles: Iterable[str]) -> str:
    """Return how much of the field the best placed of these roles needs: full, gist or none."""
    wanted = set(roles)
    if wanted & set(field.audience):
        return "full"
    return "gist" if wanted & set(field.gist_audience) else "none"


def carriage(release: PolicyRelease, organisation: str, field: Field) -> str:
    """Return whether a request to this kind of organisation must, may or must never carry the field."""
    if field.record != "request":
        return "not_a_request"
    addressee = release.organisations[organisation]
    if field.key in addressee.request_must:
        return "must"
    return "may" if field.key in addressee.request_may else "never"


def _cell(policy: CompiledPolicy, organisation: str, role: str, field: Field) -> Cell:
    fit = audience_fit(field, policy.held[organisation] if role == NO_ROLE else (role,))
    carried = carriage(policy.release, organisation, field)
    return Cell(
        rules=policy.field_rules[field.key] & policy.admits["audience_fit"][fit] & policy.admits["carriage"][carried],
        floor=int(field.gist) | 2 * (field.mask is not None),
        facts=(field.key, fit, carried),
        records=frozenset({field.record, "product"} if field.record == "return" else {field.record}),
    )


def _outcome(policy: CompiledPolicy, matched: int, floor: int) -> Outcome:
    best, tightest = level_of(policy, matched)
    capped = min(best, tightest)
    level = floored(capped, floor)
    rules = [rule for number, rule in enumerate(policy.rules) if matched >> number & 1]
    permits = [rule for rule in rules if rule.kind == PERMIT and rule.level >= level]
    caps = [rule for rule in rules if rule.kind != PERMIT and rule.level == tightest <= best]
    prevailing = [*(permits if level else ()), *caps]
    return Outcome(
        level=level,
        permits=tuple(rule.id for rule in permits),
        caps=tuple(rule.id for rule in caps),
        obligations=tuple(sorted({name for rule in prevailing for name in rule.oblige})),
        reason=_reason(permits, caps, best, level, capped),
    )


def _reason(permits: list[Rule], caps: list[Rule], best: Level, level: Level, capped: Level) -> str:
    if level is Level.WITHHELD and capped is not Level.WITHHELD:
        return "no_rendition"
    if caps and (capped < best or best is Level.WITHHELD):
        return caps[0].reason
    return next((rule.reason for rule in permits if rule.level == best), "no_permit")


def _admits(rule: Rule, fact: str, value: str) -> bool:
    return fact not in rule.when or value in rule.when[fact]


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << number for number, flag in enumerate(flags) if flag)

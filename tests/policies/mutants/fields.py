"""Fields with one word wrong: a role more or less in who needs it, a tag more or less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from policies.engine.catalogue import Catalogue, Field
from policies.engine.compiled import CompiledPolicy
from policies.engine.outcomes import FIRST_RULE
from policies.engine.reading import StoredTable
from policies.engine.reading_rules import FIELD_CONDITIONS, chosen_fields
from policies.engine.vocabulary import NO_ROLE, TAGS
from tests.policies.mutants.rules import Among, Mutant, conditions


def mutants_of_audiences(policy: CompiledPolicy) -> Iterator[Mutant]:
    """Every field with one role more, or less, among those who need it whole, or in outline."""
    for field in policy.release.catalogue.values():
        for role in policy.release.roles.values():
            among = {
                "organisation": frozenset(role.organisations),
                "role": frozenset({role.key, NO_ROLE}),
                "record": frozenset({field.record, "product"} if field.record == "return" else {field.record}),
            }
            for name, changed in _audiences(field, role.key):
                yield _mutant(policy, f"{field.key}: {name} {role.key}", changed, among)


def _audiences(field: Field, role: str) -> Iterator[tuple[str, Field]]:
    without = tuple(one for one in field.audience if one != role)
    outline = tuple(one for one in field.gist_audience if one != role)
    if role in field.audience:
        yield "audience -", replace(field, audience=without)
    else:
        yield "audience +", replace(field, audience=(*field.audience, role), gist_audience=outline)
    if role in field.gist_audience:
        yield "gist_audience -", replace(field, gist_audience=outline)


def mutants_of_tags(policy: CompiledPolicy) -> Iterator[Mutant]:
    """Every field with one tag more, or less."""
    written = conditions(policy.release)
    for field in policy.release.catalogue.values():
        records = {field.record, "product"} if field.record == "return" else {field.record}
        for tag in TAGS:
            has = tag in field.tags
            tags = tuple(one for one in field.tags if one != tag) if has else (*field.tags, tag)
            changed = replace(field, tags=tags)
            bits = policy.field_bits[field.key]
            for number, rule in enumerate(policy.rules, FIRST_RULE):
                if "tag" in written.get(rule.id, {}):
                    bits = bits | 1 << number if _admits(written[rule.id], changed) else bits & ~(1 << number)
            if bits != policy.field_bits[field.key]:
                name = f"{field.key}: tag {'-' if has else '+'}{tag}"
                yield _mutant(policy, name, changed, {"record": frozenset(records)}, bits)


def _admits(when: dict[str, Any], field: Field) -> bool:
    """Whether the conditions on fields admit this one."""
    spoken = {key: value for key, value in when.items() if key in FIELD_CONDITIONS}
    return bool(chosen_fields(StoredTable("rules", "", spoken), Catalogue({field.key: field})))


def _mutant(policy: CompiledPolicy, name: str, field: Field, among: Among, bits: int | None = None) -> Mutant:
    """The policy for this one field alone: others decide as they did."""
    release = replace(policy.release, catalogue=Catalogue({field.key: field}))
    field_bits = {field.key: policy.field_bits[field.key] if bits is None else bits}
    mutated = replace(policy, release=release, field_bits=field_bits, rows={}, columns={}, reach={})
    return Mutant(name, mutated, among, frozenset({field.key}))

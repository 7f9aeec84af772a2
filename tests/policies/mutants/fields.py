"""Fields with one word wrong: a role more or less in who needs it, a tag more or less, another category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policies.engine.catalogue import Catalogue, Field
from policies.engine.compiled import CompiledPolicy
from policies.engine.outcomes import FIRST_RULE
from policies.engine.vocabulary import CATEGORIES, NO_ROLE, SUBJECTS, TAGS, UNKNOWN
from tests.policies.mutants.rules import FIELD_CONDITIONS, Among, Mutant, admits, conditions


def mutants_of_audiences(policy: CompiledPolicy) -> Iterator[Mutant]:
    """Every field with one role more, or less, among those who need it whole, or in outline."""
    for field in policy.release.catalogue.values():
        for role in (one for one in policy.release.roles.values() if one.reads_as is None):
            among = {
                "organisation": frozenset(role.organisations),
                "role": frozenset({role.key, NO_ROLE}),
                **_where(field),
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
    """Every field with one tag more, or less, or in another category."""
    written = conditions(policy.release)
    spoken = [
        (1 << number, written[rule.id])
        for number, rule in enumerate(policy.rules, FIRST_RULE)
        if not FIELD_CONDITIONS.isdisjoint(written.get(rule.id, {}))
    ]
    for field in policy.release.catalogue.values():
        for name, changed in _protections(field):
            bits = policy.field_bits[field.key]
            for bit, when in spoken:
                bits = bits | bit if admits(when, changed) else bits & ~bit
            if bits != policy.field_bits[field.key]:
                yield _mutant(policy, f"{field.key}: {name}", changed, _where(field), bits)


def _protections(field: Field) -> Iterator[tuple[str, Field]]:
    for tag in TAGS:
        has = tag in field.tags
        tags = tuple(one for one in field.tags if one != tag) if has else (*field.tags, tag)
        yield f"tag {'-' if has else '+'}{tag}", replace(field, tags=tags)
    yield from ((f"category {one}", replace(field, category=one)) for one in CATEGORIES if one != field.category)


def _where(field: Field) -> dict[str, frozenset[str]]:
    """The records that can hold it, and the kinds of subject that it can be about, or of which it is not said."""
    records = {field.record, "product"} if field.record == "return" else {field.record}
    return {
        "record": frozenset(records),
        "subject": frozenset({one for one in SUBJECTS if field.is_about(one)} | {UNKNOWN}),
    }


def _mutant(policy: CompiledPolicy, name: str, field: Field, among: Among, bits: int | None = None) -> Mutant:
    """The policy for this one field alone: others decide as they did."""
    release = replace(policy.release, catalogue=Catalogue({field.key: field}))
    field_bits = {field.key: policy.field_bits[field.key] if bits is None else bits}
    mutated = replace(policy, release=release, field_bits=field_bits, rows={}, columns={}, reach={})
    return Mutant(name, mutated, among, frozenset({field.key}), field.key)

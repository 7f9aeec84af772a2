"""Reads permits, caps and impossible combinations; every condition becomes the set of values it admits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from policies.engine import vocabulary
from policies.engine.catalogue import Catalogue, Field
from policies.engine.reading import Table
from policies.engine.release import NotBuilt, Rule
from policies.engine.vocabulary import NO_ROLE, UNKNOWN, Level

PERMIT, CAP, IMPOSSIBLE = "permit", "cap", "impossible"
WITHDRAWN = "withdrawn"
NOT_BUILT = "not_built"
FIELD_CONDITIONS = ("field", "tag", "category")


@dataclass(frozen=True, slots=True)
class Words:
    """What rules may speak about: each fact's values, the fields, the obligations and the reasons."""

    facts: Mapping[str, tuple[str, ...]]
    catalogue: Catalogue
    obligations: tuple[str, ...]
    reasons: tuple[str, ...]


def fact_values(
    organisations: tuple[str, ...], roles: tuple[str, ...], purposes: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return the values of each fact, `unknown` left out."""
    return {
        **vocabulary.FACT_VALUES,
        "organisation": organisations,
        "role": (*roles, NO_ROLE),
        "purpose": purposes,
    }


def read_rules(pages: Iterable[Table], feasible: Table, words: Words) -> tuple[Rule, ...]:
    """Return all rules sorted by id, so that their order in the files decides nothing."""
    rules: dict[str, Rule] = {}
    for page in (*pages, feasible):
        for kind in (IMPOSSIBLE,) if page is feasible else (PERMIT, CAP):
            for table in page.tables(kind):
                rule = _read_rule(table, kind, words)
                if rule.id in rules:
                    raise table.fault("id", f'"{rule.id}" is already the id of a rule.')
                rules[rule.id] = rule
        page.finish(NOT_BUILT if page is feasible else WITHDRAWN)
    return tuple(rules[ident] for ident in sorted(rules))


def read_not_built(feasible: Table, words: Words) -> tuple[NotBuilt, ...]:
    """Return the values of facts that rules may speak of and nothing sets yet."""
    found = []
    for table in feasible.tables(NOT_BUILT):
        fact = table.word("fact", words.facts)
        table.where = f"{NOT_BUILT}.{fact}"
        values = table.some_words("values", words.facts[fact])
        found.append(NotBuilt(fact, values, table.text("because")))
        table.finish()
    return tuple(found)


def read_withdrawn(pages: Iterable[Table], rules: Iterable[Rule]) -> Mapping[str, str]:
    """Return why each rule that was taken out on purpose is gone, by its id; one that is still there is refused."""
    present = {rule.id for rule in rules}
    found: dict[str, str] = {}
    for table in (table for page in pages for table in page.tables(WITHDRAWN)):
        ident = table.text("id")
        if ident in present or ident in found:
            raise table.fault("id", f'"{ident}" is already the id of a rule, or withdrawn.')
        found[ident] = table.text("because")
        table.finish()
    return MappingProxyType(found)


def _read_rule(table: Table, kind: str, words: Words) -> Rule:
    ident = table.text("id")
    table.where = f"{kind}.{ident}"
    because = table.text("because")
    level, reason = Level.WITHHELD, "impossible_facts"
    oblige: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()
    if kind != IMPOSSIBLE:
        # A cap that leaves the whole may still say what must be done with it.
        levels = vocabulary.LEVELS if table.has("oblige") else vocabulary.LEVELS[:-1]
        level = Level.named(table.word("level", vocabulary.LEVELS[1:] if kind == PERMIT else levels))
        default = "permitted" if kind == PERMIT else "capped"
        reason = table.word("reason", words.reasons) if table.has("reason") else default
        oblige = table.words("oblige", words.obligations)
    if kind == CAP:
        table.value("lifted_by")
        lifted_by = table.words("lifted_by", vocabulary.LIFTERS)
    conditions = table.inner("when")
    when = {
        fact: _admitted(conditions, fact, values, permit=kind == PERMIT)
        for fact, values in words.facts.items()
        if conditions.has(fact)
    }
    fields = _fields(conditions, words.catalogue, level)
    conditions.finish()
    table.finish()
    return Rule(ident, kind, level, because, reason, oblige, lifted_by, MappingProxyType(when), fields)


def _admitted(conditions: Table, fact: str, values: tuple[str, ...], *, permit: bool) -> frozenset[str]:
    """Return the values a condition admits. A permit never rests on `unknown`; a cap never escapes by it."""
    if isinstance(conditions.value(fact), Mapping):
        inner = conditions.inner(fact)
        excluded = inner.some_words("not", (*values, UNKNOWN) if permit else values)
        inner.finish()
        admitted = frozenset(values) - set(excluded)
    else:
        admitted = frozenset(conditions.some_words(fact, values if permit else (*values, UNKNOWN)))
    if not admitted:
        raise conditions.fault(fact, "admits no value.")
    return admitted if permit else admitted | {UNKNOWN}


def _fields(conditions: Table, catalogue: Catalogue, level: Level) -> frozenset[str] | None:
    if not any(conditions.has(name) for name in FIELD_CONDITIONS):
        return None
    if conditions.today and conditions.has("field") and not isinstance(conditions.value("field"), Mapping):
        _check_renditions(conditions, [catalogue[key] for key in conditions.words("field", catalogue)], level)
    return chosen_fields(conditions, catalogue)


def chosen_fields(conditions: Table, catalogue: Catalogue) -> frozenset[str]:
    """Return the keys of the fields that all the conditions on `field`, `category` and `tag` admit."""
    found = list(catalogue.values())
    if conditions.has("field"):
        named = _admitted(conditions, "field", tuple(catalogue), permit=True)
        found = [field for field in found if field.key in named]
    if conditions.has("category"):
        categories = _admitted(conditions, "category", tuple(vocabulary.CATEGORIES), permit=True)
        found = [field for field in found if field.category in categories]
    if conditions.has("tag"):
        tag = conditions.inner("tag")
        wanted, barred = set(tag.words("any", vocabulary.TAGS)), set(tag.words("none", vocabulary.TAGS))
        if not wanted | barred:
            raise conditions.fault("tag", "must say any = […] or none = […].")
        tag.finish()
        found = [field for field in found if (not wanted or wanted & set(field.tags)) and not barred & set(field.tags)]
    return frozenset(field.key for field in found)


def _check_renditions(conditions: Table, fields: list[Field], level: Level) -> None:
    for field in fields:
        if level is not Level.WITHHELD and level.word not in field.renditions:
            raise conditions.fault("field", f'"{field.key}" has no {level.word} rendition for this level.')

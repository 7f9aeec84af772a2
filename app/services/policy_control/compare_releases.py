"""What a new policy release may not do to its predecessor: old records stay readable under their own words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policies.engine.catalogue import Column, Field, Option
from policies.engine.release import PolicyRelease


def breaks(old: PolicyRelease, new: PolicyRelease) -> tuple[str, ...]:
    """Each key that `new` removes, retypes or reuses, as a sentence with the fix; empty when it may follow `old`."""
    found = [*_lists(old, new), *_statements(old, new), *_rules(old, new)]
    for key, before in old.catalogue.items():
        after = new.catalogue.get(key)
        found += _field(key, before, after) if after else [f"field {key} is gone: retire it with a date instead."]
    return tuple(found)


def _lists(old: PolicyRelease, new: PolicyRelease) -> Iterable[str]:
    lists: tuple[tuple[str, Mapping[str, object], Mapping[str, object]], ...] = (
        ("organisation", old.organisations, new.organisations),
        ("role", old.roles, new.roles),
        ("purpose", old.purposes, new.purposes),
        ("legal basis", old.legal_bases, new.legal_bases),
    )
    for what, before, after in lists:
        yield from (f"{what} {key} is gone: the log names it, so it has to stay." for key in before if key not in after)


def _statements(old: PolicyRelease, new: PolicyRelease) -> Iterable[str]:
    """A kind that is not there could stop nothing any more, and what was said of it would stand under no name."""
    for key, before in old.statements.items():
        after = new.statements.get(key)
        if after is None:
            yield f"statement {key} is gone: cases and the log name it, so it has to stay."
        elif before.about != after.about:
            yield f"statement {key} is about another kind of subject: add a statement under a new key instead."


def _rules(old: PolicyRelease, new: PolicyRelease) -> Iterable[str]:
    """A rule that is not there restricts nobody and gives nobody anything: somebody has to have meant that."""
    kinds = {rule.id: rule.kind for rule in new.rules}
    for rule in old.rules:
        if rule.id not in kinds and rule.id not in new.withdrawn:
            yield f"{rule.kind} {rule.id} is gone: put it back, or say under [[withdrawn]] in its file why it went."
        elif kinds.get(rule.id, rule.kind) != rule.kind:
            yield f"{rule.kind} {rule.id} is now of another kind: give the new rule an id of its own."


def _field(key: str, before: Field, after: Field) -> Iterable[str]:
    for part in ("type", "record", "organisation"):
        if getattr(before, part) != getattr(after, part):
            yield f"field {key} has another {part}: add a field under a new key instead."
    yield from _options(f"field {key}", before.options, after.options)
    columns = {column.key: column for column in after.columns}
    for column in before.columns:
        yield from _column(key, column, columns.get(column.key))


def _column(key: str, before: Column, after: Column | None) -> Iterable[str]:
    if after is None:
        yield f"field {key} has lost its column {before.key}: keep it."
    elif before.type != after.type:
        yield f"field {key}, column {before.key}, has another type: add a column under a new key instead."
    else:
        yield from _options(f"field {key}, column {before.key},", before.options, after.options)


def _options(where: str, before: Iterable[Option], after: Iterable[Option]) -> Iterable[str]:
    kept = {option.key for option in after}
    yield from (f"{where} has lost its option {option.key}: keep it." for option in before if option.key not in kept)

"""Legal bases with one word wrong: taken out, a word of what it is open to or asks for more or less, another day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, combinations
from typing import Any

from policies.engine import checks_law, document_open_law
from policies.engine.errors import PolicyError
from policies.engine.reading import Table
from policies.engine.reading_law import basis_reader
from policies.engine.release import LegalBasis, PolicyRelease
from policies.engine.vocabulary import ACTS, IN_LAW, REQUIREMENTS, SUBJECTS
from tests.policies.mutants.comparing import LESS, MORE

DAY = timedelta(days=1)
LAW = checks_law.LAW
LOAD = "load"


@dataclass(frozen=True)
class Misread:
    """A legal basis with one word wrong, as it would stand in the file; no table where it was taken out."""

    name: str
    basis: LegalBasis
    table: Mapping[str, Any] | None


def mutants_of_bases(release: PolicyRelease) -> Iterator[Misread]:
    """Every mutant of every legal basis, but for what it cites: that says why, and opens nothing."""
    known: dict[str, Iterable[str]] = {
        "available_to": release.organisations, "holds": IN_LAW, "lacks": IN_LAW, "subjects": SUBJECTS,
        "purposes": release.purposes, "acts": ACTS, "requires": REQUIREMENTS,
    }  # fmt: skip
    for table in json.loads(release.canonical)["files"][LAW]["legal_basis"]:
        basis = release.legal_bases[table["key"]]
        yield Misread(f"{basis.key}: taken out", basis, None)
        for name, changed in chain(_words(table, known), _flags(table), _days(table)):
            yield Misread(f"{basis.key}: {name}", basis, changed)


def _words(table: dict[str, Any], known: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, words in known.items():
        has = table.get(key, [])
        for word in words:
            changed = [one for one in has if one != word] if word in has else [*has, word]
            yield f"{key} {'-' if word in has else '+'}{word}", {**table, key: changed}


def _flags(table: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, usual in (("discloses", True), ("exceptional", False)):
        changed = not table.get(key, usual)
        yield f"{key} {changed}", {**table, key: changed}


def _days(table: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key in ("in_force_from", "in_force_to"):
        without = {name: value for name, value in table.items() if name != key}
        if key in table:
            yield f"{key} taken out", without
        stands = date.fromisoformat(table.get(key, "2026-11-29"))
        for day in (stands - DAY, stands + DAY):
            yield f"{key} {day}", {**without, key: day.isoformat()}


def mutated(release: PolicyRelease, one: Misread) -> PolicyRelease:
    """The policy with the basis as the mutant has it; PolicyError when loading refuses it."""
    bases = {key: basis for key, basis in release.legal_bases.items() if key != one.basis.key}
    if one.table is not None:
        read = basis_reader(release.provisions, release.organisations, release.purposes)
        bases[one.basis.key] = read(Table(LAW, f"legal_basis.{one.basis.key}", dict(one.table)))
    changed = replace(release, legal_bases=bases)
    checks_law.check_statements(changed)
    checks_law.check_in_force(changed)
    checks_law.check_grounds(changed)
    checks_law.check_purposes(changed)
    checks_law.check_reach(changed)
    return changed


def notices(release: PolicyRelease, one: Misread) -> tuple[str | None, frozenset[str]]:
    """What notices it, or None; and whether more or less may be disclosed: neither where loading refuses it."""
    try:
        changed = mutated(release, one)
    except PolicyError:
        return LOAD, frozenset()
    ways = frozenset(_ways(one.basis, changed.legal_bases.get(one.basis.key)))
    own = replace(release, legal_bases={one.basis.key: one.basis})
    new = replace(release, legal_bases={key: b for key, b in changed.legal_bases.items() if key == one.basis.key})
    differs = document_open_law.page(own) != document_open_law.page(new)
    return ("open law" if differs else None), ways


def _ways(old: LegalBasis, new: LegalBasis | None) -> Iterator[str]:
    before, after = _open(old, _days_of(old, new)), _open(new, _days_of(old, new)) if new else None
    if after is not None and all(after):
        gone = set(old.requires) - set(new.requires) if new else set()
        if any(not now <= was for now, was in zip(after, before, strict=True)) or gone or (new and _freer(new, old)):
            yield MORE
    if all(before):
        asked = set(new.requires) - set(old.requires) if new else set()
        if (
            new is None
            or after is None
            or asked
            or _freer(old, new)
            or any(not was <= now for now, was in zip(after, before, strict=True))
        ):
            yield LESS


def _freer(one: LegalBasis, other: LegalBasis) -> bool:
    """Whether more is given on the one than on the other: what is held, and not in exceptional circumstances alone."""
    return one.discloses and (not other.discloses or (other.exceptional and not one.exceptional))


def _open(one: LegalBasis, days: Iterable[date]) -> tuple[frozenset[Any], ...]:
    """For whom, what and when it is open: wherever one of each of these comes together."""
    bodies = chain.from_iterable(combinations(IN_LAW, number) for number in range(len(IN_LAW) + 1))
    fitting = frozenset(body for body in bodies if set(one.holds) <= set(body) and not set(one.lacks) & set(body))
    kinds = frozenset(one.available_to), frozenset(one.subjects), frozenset(one.purposes), frozenset(one.acts)
    return (*kinds, fitting, frozenset(day for day in days if one.in_force(day)))


def _days_of(*bases: LegalBasis | None) -> list[date]:
    """The days on which any of them begins or ends, with those before and after."""
    told = [day for one in bases if one for day in (one.in_force_from, one.in_force_to) if day]
    return [date(2026, 11, 29), *(day + step for day in told for step in (-DAY, timedelta(), DAY))]

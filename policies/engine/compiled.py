"""Compiles a release: for every value of every fact the set of rules that admit it, as the bits of one whole number.

Above the bits of the rules stand seven more: two say which renditions a field has, four to which records it belongs,
and one stands for a word that is in no list. So one AND and one look-up decide a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from policies.engine.catalogue import Field
from policies.engine.not_approved import not_approved
from policies.engine.outcomes import GIST_BIT, MASK_BIT, RECORD_BITS, UNKNOWN_BIT, Outcomes
from policies.engine.reading_rules import fact_values
from policies.engine.release import PolicyRelease, Rule
from policies.engine.vocabulary import NO_ROLE, RECORDS, SHARE_NOW, UNKNOWN

Cell = tuple[int, tuple[str, str, str]]
"""What is fixed once organisation, role and field are: the bits they admit, and field, audience_fit and carriage."""


class Row(dict[str, Cell]):
    """The cells of one organisation and role by field; a field nobody defined has a cell that is always withheld."""

    def __missing__(self, key: str) -> Cell:
        return UNKNOWN_BIT, (key, UNKNOWN, UNKNOWN)


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """A release ready to decide with. `outcomes`, `rows`, `columns` and `reach` remember what was worked out before."""

    release: PolicyRelease
    rules: tuple[Rule, ...]
    admits: Mapping[str, Mapping[str, int]]
    field_bits: Mapping[str, int]
    lifted: int
    held: Mapping[str, tuple[str, ...]]
    outcomes: Outcomes
    rows: dict[tuple[str, str], Row | None] = field(default_factory=dict)
    columns: dict[tuple[str, ...], tuple[int, Row]] = field(default_factory=dict)
    reach: dict[tuple[str, ...], dict[str, frozenset[str]]] = field(default_factory=dict)


def compile_policy(release: PolicyRelease, unapproved: frozenset[str] = frozenset()) -> CompiledPolicy:
    """Return the compiled release; deciding with it touches no file and no rule text.

    Of the fields that are `unapproved` nothing is released to anybody but its author; what was released is opened as
    ever.
    """
    rules = (*release.rules, not_approved(unapproved)) if unapproved else release.rules
    values = fact_values(tuple(release.organisations), tuple(release.roles), tuple(release.purposes))
    admits = {
        fact: {value: _admitting(rules, fact, value) for value in (*known, UNKNOWN)} for fact, known in values.items()
    }
    admits["role"] |= {role: admits["role"][release.reads_as(role)] for role in release.roles}
    return CompiledPolicy(
        release=release,
        rules=rules,
        admits=admits,
        field_bits={key: _field_bits(rules, entry) for key, entry in release.catalogue.items()},
        lifted=_bits(SHARE_NOW in rule.lifted_by for rule in rules),
        held={
            kind: tuple(role.key for role in release.roles.values() if kind in role.organisations)
            for kind in release.organisations
        },
        outcomes=Outcomes(rules),
    )


def row_of(policy: CompiledPolicy, organisation: str, role: str) -> Row | None:
    """Return a cell for every field, or None when no such organisation has anybody in this role."""
    if (organisation, role) not in policy.rows:
        row = None
        if role == NO_ROLE or role in policy.held[organisation]:
            cells = policy.release.catalogue.items()
            row = Row((key, _cell(policy, organisation, role, entry)) for key, entry in cells)
        policy.rows[organisation, role] = row
    return policy.rows[organisation, role]


def audience_fit(field: Field, roles: Iterable[str]) -> str:
    """Return how much of the field the best placed of these roles needs: full, gist or none."""
    wanted = set(roles)
    if wanted & set(field.audience):
        return "full"
    return "gist" if wanted & set(field.gist_audience) else "none"


def carriage(release: PolicyRelease, organisation: str, field: Field) -> str:
    """Return how a request to this kind of organisation carries the field: it must, does if held, may, or never."""
    if field.record != "request":
        return "not_a_request"
    addressee = release.organisations[organisation]
    if field.key in addressee.request_must:
        return "must"
    if field.key in addressee.request_if_held:
        return "if_held"
    return "may" if field.key in addressee.request_may else "never"


def _cell(policy: CompiledPolicy, organisation: str, role: str, field: Field) -> Cell:
    fit = audience_fit(field, policy.held[organisation] if role == NO_ROLE else (policy.release.reads_as(role),))
    carried = carriage(policy.release, organisation, field)
    bits = policy.field_bits[field.key] & policy.admits["audience_fit"][fit] & policy.admits["carriage"][carried]
    return bits, (field.key, fit, carried)


def _admitting(rules: tuple[Rule, ...], fact: str, value: str) -> int:
    above = UNKNOWN_BIT | GIST_BIT | MASK_BIT
    for record, bit in RECORD_BITS.items():
        if fact != "record" or value == record:
            above |= bit
    return above | _bits(fact not in rule.when or value in rule.when[fact] for rule in rules)


def _field_bits(rules: tuple[Rule, ...], field: Field) -> int:
    above = GIST_BIT * field.gist | MASK_BIT * (field.mask is not None) | RECORD_BITS[field.record]
    if field.record == "return":
        above |= RECORD_BITS[RECORDS[-1]]
    return above | _bits(rule.fields is None or field.key in rule.fields for rule in rules)


def _bits(flags: Iterable[bool]) -> int:
    """Return the flags as bits, above the seven that are not rules."""
    return sum(1 << number for number, flag in enumerate(flags, len(RECORD_BITS) + 3) if flag)

"""Decides how much of a field somebody may know. Named tuples here, not dataclasses: a page makes hundreds at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from policies.engine.compiled import Cell, CompiledPolicy, outcome_of, row_of
from policies.engine.vocabulary import SHARE_NOW, UNKNOWN, Level


class Facts(NamedTuple):
    """Everything a decision depends on. What is not stated is `unknown`, which never helps.

    `audience_fit` and `carriage` are worked out by the engine; stating them differently is an impossible fact.
    """

    action: str = UNKNOWN
    record: str = UNKNOWN
    purpose: str = UNKNOWN
    subject: str = UNKNOWN
    basis_fit: str = UNKNOWN
    protection: str = UNKNOWN
    conflict: str = UNKNOWN
    share_now: str = UNKNOWN
    standing: str = UNKNOWN
    organisation: str = UNKNOWN
    role: str = UNKNOWN
    assigned: str = UNKNOWN
    field: str = UNKNOWN
    audience_fit: str = UNKNOWN
    carriage: str = UNKNOWN


class Recipient(NamedTuple):
    """One column of a page: somebody, in an organisation that stands so to the record."""

    organisation: str
    role: str
    standing: str
    assigned: str


class Decision(NamedTuple):
    """The level, the rules that gave it, what must be done with it, why, and the facts it was made from.

    `permits` are those at or above the level, `caps` those that bind. An enforcement point that meets an obligation it
    does not know shows nothing.
    """

    level: Level
    permits: tuple[str, ...]
    caps: tuple[str, ...]
    obligations: tuple[str, ...]
    reason: str
    facts: Facts


CONTEXT: Final = ("action", "record", "purpose", "subject", "basis_fit", "protection", "conflict", SHARE_NOW)
RECIPIENT: Final = ("standing", "organisation", "role", "assigned")
ESSENTIAL: Final = ("action", "record", "standing", "organisation", "role", "field")
"""Without these there is no question to decide; unknown, the answer is withheld before any rule is read."""

TROUBLE: Final = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def decide(policy: CompiledPolicy, facts: Facts) -> Decision:
    """Return the decision on these facts. Never raises for what the facts say: what it cannot decide is withheld."""
    try:
        found = decide_matrix(
            policy, facts, [Recipient(facts.organisation, facts.role, facts.standing, facts.assigned)], [facts.field]
        )[0][0]
        stated = zip(facts[-2:], found.facts[-2:], strict=True)
        if all(UNKNOWN in (mine, derived) or mine == derived for mine, derived in stated):
            return found
    except TROUBLE:
        return _withheld("unknown_facts", facts)
    return _withheld("impossible_facts", facts)


def decide_matrix(
    policy: CompiledPolicy, facts: Facts, recipients: Sequence[Recipient], fields: Sequence[str]
) -> tuple[tuple[Decision, ...], ...]:
    """Return one row for each field, in it one decision for each recipient.

    What `facts` says about organisation, role, standing, assignment and field is overridden by recipients and fields.
    """
    context: tuple[str, ...] = tuple(facts)[: len(CONTEXT)]
    shared = admitted(policy, CONTEXT, context)
    columns = [_column(policy, shared, context, recipient) for recipient in recipients]
    record = facts.record
    rows: list[tuple[Decision, ...]] = []
    new, outcomes = tuple.__new__, policy.outcomes
    for field in fields:
        row: list[Decision] = []
        for rules, cells, head, refusal in columns:
            cell = cells.get(field)
            if refusal or cell is None:
                row.append(_withheld(refusal or "unknown_facts", new(Facts, (*head, field, UNKNOWN, UNKNOWN))))
            elif record not in cell.records:
                row.append(_withheld("impossible_facts", new(Facts, head + cell.facts)))
            else:
                matched = rules & cell.rules
                outcome = outcomes.get(matched << 2 | cell.floor) or outcome_of(policy, matched, cell.floor)
                row.append(new(Decision, (*outcome, new(Facts, head + cell.facts))))
        rows.append(tuple(row))
    return tuple(rows)


def admitted(policy: CompiledPolicy, names: Sequence[str], values: Sequence[str]) -> int | None:
    """Return the rules that admit all these values, lifted caps left out, or None when a value is in no list."""
    rules = -1
    for name, value in zip(names, values, strict=True):
        found = policy.admits[name].get(value)
        if found is None or (value == UNKNOWN and name in ESSENTIAL):
            return None
        rules &= found
        if name == SHARE_NOW and value == "active":
            rules &= ~policy.lifted
    return rules


def _column(
    policy: CompiledPolicy, shared: int | None, context: tuple[str, ...], recipient: Recipient
) -> tuple[int, Mapping[str, Cell], tuple[str, ...], str]:
    """Return what is the same down one column: rules, cells, leading facts, and why all of it is refused, if it is."""
    values = (recipient.standing, recipient.organisation, recipient.role, recipient.assigned)
    head = context + values
    own = admitted(policy, RECIPIENT, values)
    if shared is None or own is None:
        return 0, {}, head, "unknown_facts"
    cells = row_of(policy, recipient.organisation, recipient.role)
    if cells is None:
        return 0, {}, head, "impossible_facts"
    return shared & own, cells, head, ""


def _withheld(reason: str, facts: Facts) -> Decision:
    return Decision(Level.WITHHELD, (), (), (), reason, facts)

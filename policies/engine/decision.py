"""Decides how much of a field somebody may know. Tuples here, not dataclasses: a page makes hundreds at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Self

from policies.engine.compiled import CompiledPolicy, Row, row_of
from policies.engine.outcomes import UNKNOWN_BIT, Outcome, refusal
from policies.engine.vocabulary import PLACE, SHARE_NOW, UNKNOWN, Level


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
    place: str = UNKNOWN
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


class Decision(tuple[Outcome, tuple[str, ...], tuple[str, ...]]):
    """The level, the rules that gave it, what must be done with it, why, and the facts it was made from.

    An enforcement point that meets an obligation it does not know shows nothing.
    """

    __slots__ = ()

    def __new__(
        cls,
        level: Level,
        permits: tuple[str, ...],
        caps: tuple[str, ...],
        obligations: tuple[str, ...],
        reason: str,
        facts: Facts,
    ) -> Self:
        parts = (Outcome(level, permits, caps, obligations, reason), facts[:COLUMN], facts[COLUMN:])
        return tuple.__new__(cls, parts)

    @property
    def level(self) -> Level:
        """How much may be known."""
        return self[0].level

    @property
    def permits(self) -> tuple[str, ...]:
        """The permits at or above the level, by id."""
        return self[0].permits

    @property
    def caps(self) -> tuple[str, ...]:
        """The caps that bind, by id."""
        return self[0].caps

    @property
    def obligations(self) -> tuple[str, ...]:
        """What must be done before, with or after showing it."""
        return self[0].obligations

    @property
    def reason(self) -> str:
        """The code of the wording in reasons.toml."""
        return self[0].reason

    @property
    def facts(self) -> Facts:
        """The facts it was made from, derived ones included; deciding them again gives the same."""
        return Facts(*self[1], *self[2])

    def __repr__(self) -> str:
        return f"Decision({self[0]!r}, {self.facts!r})"


CONTEXT: Final = ("action", "record", "purpose", "subject", "basis_fit", "protection", PLACE, "conflict", SHARE_NOW)
RECIPIENT: Final = ("standing", "organisation", "role", "assigned")
COLUMN: Final = len(CONTEXT) + len(RECIPIENT)
ESSENTIAL: Final = ("action", "record", "standing", "organisation", "role")
"""Without these there is no question to decide; unknown, the answer is withheld before any rule is read."""

NOBODY: Final = Row()
TROUBLE: Final = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def decide(policy: CompiledPolicy, facts: Facts) -> Decision:
    """Return the decision on these facts. Never raises for what the facts say: what it cannot decide is withheld."""
    try:
        recipient = Recipient(facts.organisation, facts.role, facts.standing, facts.assigned)
        found = decide_matrix(policy, facts, [recipient], [facts.field])[0][0]
        stated = zip(facts[-2:], found.facts[-2:], strict=True)
        if all(UNKNOWN in (mine, derived) or mine == derived for mine, derived in stated):
            return found
    except TROUBLE:
        return Decision(*refusal("unknown_facts"), facts)
    return Decision(*refusal("impossible_facts"), facts)


def decide_matrix(
    policy: CompiledPolicy, facts: Facts, recipients: Sequence[Recipient], fields: Sequence[str]
) -> tuple[tuple[Decision, ...], ...]:
    """Return one row for each field, in it one decision for each recipient.

    What `facts` says about organisation, role, standing, assignment and field is overridden by recipients and fields.
    """
    context: tuple[str, ...] = facts[: len(CONTEXT)]
    shared = admitted(policy, CONTEXT, context)
    outcomes, new = policy.outcomes, tuple.__new__
    columns = []
    for recipient in recipients:
        bits, cells = column_of(policy, shared, recipient)
        head = (*context, recipient[2], recipient[0], recipient[1], recipient[3])
        chosen = map(cells.__getitem__, fields)
        columns.append([new(Decision, (outcomes[bits & mine], head, derived)) for mine, derived in chosen])
    return tuple(zip(*columns, strict=True)) if columns else ((),) * len(fields)


def admitted(policy: CompiledPolicy, names: Sequence[str], values: Sequence[str]) -> int | None:
    """Return the bits that admit all these values, lifted caps left out, or None when a value is in no list."""
    bits = -1
    for name, value in zip(names, values, strict=True):
        found = policy.admits[name].get(value)
        if found is None or (value == UNKNOWN and name in ESSENTIAL):
            return None
        bits &= found
        if name == SHARE_NOW and value == "active":
            bits &= ~policy.lifted
    return bits


def column_of(policy: CompiledPolicy, shared: int | None, recipient: Recipient) -> tuple[int, Row]:
    """Return the bits of the rules that admit one recipient, and its cells; an unknown one's bits match no rule."""
    found = policy.columns.get(recipient) or _column(policy, recipient)
    if shared is None or found is None:
        return UNKNOWN_BIT, NOBODY
    own, cells = found
    return shared & own, cells


def _column(policy: CompiledPolicy, recipient: Recipient) -> tuple[int, Row] | None:
    organisation, role, standing, assigned = recipient
    own = admitted(policy, RECIPIENT, (standing, organisation, role, assigned))
    if own is None:
        return None
    cells = row_of(policy, organisation, role)
    policy.columns[recipient] = found = (0, NOBODY) if cells is None else (own, cells)
    return found

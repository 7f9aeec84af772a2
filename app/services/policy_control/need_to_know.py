"""Who may know how much of each field, decided by the policy in force, for one kind of organisation's records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.policy_control.readers import hub_readers
from app.services.runtime import PolicyInForce
from policies.engine.catalogue import Field
from policies.engine.compiled import carriage
from policies.engine.decision import Facts, Recipient, decide_matrix
from policies.engine.vocabulary import HUB


@dataclass(frozen=True, slots=True)
class NeedToKnow:
    """One field: the level for each of `readers_of`, nobody being protected, and where the person's address is."""

    field: Field
    usually: tuple[str, ...]
    protected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """One field of a request: whether one to this kind of organisation must, may or must never carry it."""

    field: Field
    carriage: str


def need_to_know(policy: PolicyInForce, kind: str) -> tuple[NeedToKnow, ...]:
    """For each field of a partner kind's returns, or of the hub's own case: what hub staff on the case open.

    Decided for a known purpose, assigned people, no conflict of interest and no share-now.
    """
    record, _ = _opened_at_hub(kind)
    fields = policy.release.catalogue.fields_for(record, kind)
    columns = [_levels(policy, kind, protection, fields) for protection in ("none", "protected")]
    return tuple(NeedToKnow(field, *levels) for field, *levels in zip(fields, *columns, strict=True))


def readers_of(policy: PolicyInForce, kind: str) -> tuple[str, ...]:
    """The hub's roles that are given anything of a partner kind's returns, or of the hub's own case."""
    return hub_readers(policy.release, *_opened_at_hub(kind), kind)


def carried_to(policy: PolicyInForce, kind: str) -> tuple[Carried, ...]:
    """For each field of a request, whether it is carried to a partner kind; nothing for the hub."""
    if kind == HUB:
        return ()
    fields = policy.release.catalogue.fields_for("request", kind)
    return tuple(Carried(field, carriage(policy.release, kind, field)) for field in fields)


def _opened_at_hub(kind: str) -> tuple[str, str]:
    """The record of this kind of organisation that hub staff open, and how the hub stands to it."""
    return ("case", "author") if kind == HUB else ("return", "asker")


def _levels(policy: PolicyInForce, kind: str, protection: str, fields: Sequence[Field]) -> list[tuple[str, ...]]:
    record, standing = _opened_at_hub(kind)
    facts = Facts(
        action="open",
        record=record,
        purpose=next(iter(policy.release.purposes)),
        subject="child",
        basis_fit="fits",
        protection=protection,
        conflict="none",
        share_now="no",
    )
    readers = [Recipient(HUB, role, standing, "yes") for role in readers_of(policy, kind)]
    rows = decide_matrix(policy.compiled, facts, readers, [field.key for field in fields])
    return [tuple(decision.level.word for decision in row) for row in rows]

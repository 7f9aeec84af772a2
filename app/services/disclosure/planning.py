"""What is to be opened of a record: each field at the fullest that policy allows now and a key grant lists. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.events import Involvement
from app.domain.identity import Actor
from app.domain.ports import Openable
from app.domain.records import Box, Record
from app.services.disclosure.facts import facts_of, within_reach
from app.services.disclosure.obligations import KNOWN_OBLIGATIONS
from app.services.runtime import PolicyInForce
from policies.engine.decision import Decision, Recipient, decide_matrix
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import Level

Forms = Mapping[str, Mapping[str, Box]]
"""Boxes by field and rendition."""
_LEVELS = {level.word: level for level in Level}


@dataclass(frozen=True, slots=True)
class Plan:
    """`allowed` are the boxes that may be opened, `chosen` the fullest of each field.

    `gists` are those that the author wrote for others, where it opens the whole. Whoever opens some fields alone
    (`in_part`) is shown no gist beside what it stands for, and opens none.
    """

    openable: Openable
    decisions: Mapping[str, Decision]
    allowed: Forms
    chosen: Mapping[str, Box]
    gists: Sequence[Box]
    in_part: bool

    @property
    def file_id(self) -> UUID:
        """The file the record is in."""
        return self.openable.record.file_id

    def is_by(self, organisation: UUID) -> bool:
        """Whether this organisation wrote the record."""
        return self.openable.record.author_id == organisation

    @property
    def looked_at(self) -> tuple[Box, ...]:
        """The boxes that are opened as far as they hold an answer: of a field not given in full, each lesser form."""
        forms = [
            (box,) if box.rendition == "full" else tuple(self.allowed[field].values())
            for field, box in self.chosen.items()
        ]
        return (*(box for one in forms for box in one), *self.gists)

    def opens(self, box: Box) -> bool:
        """Whether this very box is opened."""
        return self.chosen.get(box.field) is box or (bool(self.gists) and any(one is box for one in self.gists))


def plan_opening(
    policy: PolicyInForce,
    actor: Actor,
    openable: Openable,
    own: Involvement,
    boxes: Sequence[Box],
    action: str,
    fields: Sequence[str] | None,
) -> Plan:
    """What policy allows this person of a record now; nothing where an obligation is unknown or there is no grant.

    Nothing either, whatever was answered, of what their role must not even know the kind of.
    """
    if keeps_apart(policy.release, actor, openable):
        return _planned(openable, {}, {}, in_part=fields is not None)
    facts = facts_of(policy, actor, openable, own, action)
    held: dict[str, dict[str, Box]] = {}
    for box in boxes:
        if fields is None or box.field in fields:
            held.setdefault(box.field, {})[box.rendition] = box
    if action == "reveal":  # its permits reach past what the role needs, never past what the organisation may have
        held = within_reach(policy, facts, held)
    recipient = Recipient(actor.organisation_kind, facts.role, facts.standing, facts.assigned)
    rows = decide_matrix(policy.compiled, facts, [recipient], list(held))
    decisions = {field: row[0] for field, row in zip(held, rows, strict=True)}
    allowed = {
        field: {word: box for word, box in held[field].items() if level_of(box) <= decision.level}
        for field, decision in decisions.items()
        if openable.grant and KNOWN_OBLIGATIONS.issuperset(decision.obligations)
    }
    return _planned(openable, decisions, allowed, in_part=fields is not None)


def keeps_apart(release: PolicyRelease, actor: Actor, openable: Openable) -> bool:
    """Whether it is a partner's answer of which the actor's role at the hub learns nothing, not even its kind."""
    answered = openable.record.kind == "return" and actor.organisation_id == openable.tenant_id
    return answered and not release.learns_answers(actor.role, openable.author_kind)


def within_grant(plan: Plan, lists: Callable[[Box], bool]) -> Plan:
    """The plan within what the organisation's key grant lists: policy may have been widened since the release."""
    if all(lists(box) for forms in plan.allowed.values() for box in forms.values()):
        return plan
    allowed = {field: {word: box for word, box in forms.items() if lists(box)} for field, forms in plan.allowed.items()}
    return _planned(plan.openable, plan.decisions, allowed, in_part=plan.in_part)


def within_answers(plan: Plan, holds: Callable[[Box], bool], boxes: Sequence[Box]) -> Plan:
    """The plan within what was answered; `boxes` are all the record has. A field without an answer is not in it."""
    said = {box.field for box in boxes if holds(box)}
    decisions = {field: decision for field, decision in plan.decisions.items() if field in said}
    allowed = {
        field: {word: box for word, box in plan.allowed[field].items() if holds(box)}
        for field in decisions
        if field in plan.allowed
    }
    return _planned(plan.openable, decisions, allowed, in_part=plan.in_part)


def to_open(plans: Sequence[Plan], sought: Sequence[UUID], *, skip_hidden: bool) -> list[Plan]:
    """Those of which something is shown; unless the others are to be skipped, all that were sought or none."""
    showing = [plan for plan in plans if plan.chosen]
    return showing if skip_hidden or len(showing) == len(set(sought)) else []


def with_theirs(plans: Sequence[Plan], beside: Mapping[UUID, UUID]) -> list[Plan]:
    """The plans without those whose record is opened beside another of which nothing is shown."""
    showing = {plan.openable.record.id for plan in plans}
    return [plan for plan in plans if beside.get(plan.openable.record.id, plan.openable.record.id) in showing]


def by_leaf(plans: Sequence[Plan], beside: Mapping[UUID, UUID], organisation: UUID) -> list[list[Plan]]:
    """What one leaf stands for: a file's records of one author, purpose and basis, these first in it.

    What the reader's own organisation wrote may stand in the leaf of what it is opened beside: nobody discloses that.
    What somebody else wrote never does, for they have a basis of their own (law 11).
    """
    records = {plan.openable.record.id: plan.openable.record for plan in plans}

    def whose(one: Record) -> Record:
        other = records[beside.get(one.id, one.id)]
        return other if one.author_id == organisation and one.file_id == other.file_id else one

    groups: dict[tuple[object, ...], list[Plan]] = {}
    for plan in sorted(plans, key=lambda one: one.openable.record.id in beside):
        one = whose(plan.openable.record)
        groups.setdefault((one.file_id, one.author_id, one.purpose, one.legal_basis), []).append(plan)
    return list(groups.values())


def level_of(box: Box) -> Level:
    """How full a box's rendition is."""
    return _LEVELS[box.rendition]


def _planned(openable: Openable, decisions: Mapping[str, Decision], allowed: Forms, *, in_part: bool) -> Plan:
    chosen = {field: _fullest(forms) for field, forms in allowed.items() if forms}
    whole = [
        allowed[field]
        for field, box in chosen.items()
        if not in_part and decisions[field].facts.standing == "author" and box.rendition == "full"
    ]
    gists = [forms["gist"] for forms in whole if "gist" in forms]
    return Plan(openable, decisions, allowed, chosen, gists, in_part)


def _fullest(forms: Mapping[str, Box]) -> Box:
    """Most fields have one form."""
    return next(iter(forms.values())) if len(forms) == 1 else max(forms.values(), key=level_of)

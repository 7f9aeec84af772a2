"""What notices a mutant: a check at loading, an example, an invariant, or the page of what each role never sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from policies.engine.checks import check_audiences, check_masks, check_tags
from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Facts, decide
from policies.engine.document_unseen import AT_A_PARTNER, AT_THE_HUB, KINDS
from policies.engine.errors import PolicyError
from policies.engine.examples import Example, agrees
from policies.engine.invariants import Invariant, do_not_hold
from policies.engine.vocabulary import HUB, SENT, UNPROTECTED, Level
from tests.policies.mutants.rules import Mutant, admits

PURPOSE = "child_protection_enquiry"


class Noticing:
    """The worked examples, the invariants with their conditions as written, and what the page says of each field."""

    def __init__(
        self,
        policy: CompiledPolicy,
        examples: Iterable[Example],
        invariants: Iterable[tuple[Invariant, Mapping[str, Any]]],
    ) -> None:
        self.policy = policy
        self.examples = tuple(examples)
        self.invariants = tuple(invariants)
        self.seen = cache(lambda key: tuple(_seen(policy, key)))

    def at_once(self, one: Mutant) -> str | None:
        """What notices that it decides otherwise, of that which is cheaply asked, or None."""
        about = [example for example in self.examples if one.fields is None or example.facts.field in one.fields]
        if any(not agrees(example, decide(one.policy, example.facts)) for example in about):
            return "example"
        if one.field is None:
            return None
        now = _seen(one.policy, one.field)
        return "never seen" if any(a != b for a, b in zip(now, self.seen(one.field), strict=True)) else None

    def at_length(self, one: Mutant) -> str | None:
        """What else notices it, the page that says again what stands in the files last, or None."""
        if one.field is not None and _refused(one.policy):
            return "load"
        within = (found for invariant, when in self.invariants if (found := _within(invariant, when, one)) is not None)
        if any(do_not_hold(one.policy, [narrowed]) for narrowed in within):
            return "invariant"
        return "protections" if one.field is not None and self._differs(one.field, one.policy) else None

    def _differs(self, key: str, policy: CompiledPolicy) -> bool:
        """Whether the page of what each field is protected as says something else of this one."""
        now, before = (one.release.catalogue[key] for one in (policy, self.policy))
        return (now.tags, now.category) != (before.tags, before.category)


def _refused(policy: CompiledPolicy) -> bool:
    """Whether loading refuses the fields, because of what stands in them alone."""
    try:
        check_tags(policy.release.catalogue)
        check_masks(policy.release.masks, policy.release.catalogue)
        check_audiences(policy.release.catalogue, policy.rules)
    except PolicyError:
        return True
    return False


def _within(invariant: Invariant, when: Mapping[str, Any], one: Mutant) -> Invariant | None:
    """The invariant on the facts and fields where the mutant decides otherwise; None when they never meet.

    An invariant is read with the policy it is tried on: a field that lost a tag is none of those with that tag.
    """
    among = dict(invariant.among)
    for fact, values in one.among.items():
        among[fact] = among.get(fact, values) & values
    if not all(among.values()):
        return None
    fields = one.fields
    if invariant.fields is not None and one.field is None:
        fields = invariant.fields & (one.fields or invariant.fields)
    elif invariant.fields is not None and one.field is not None:
        fields = one.fields if admits(when, one.policy.release.catalogue[one.field]) else frozenset()
    return None if fields == frozenset() else replace(invariant, among=among, fields=fields)


def _seen(policy: CompiledPolicy, key: str) -> Iterator[bool]:
    """Whether each role comes to see the field, by kind of subject; as the page has it."""
    field = policy.release.catalogue[key]
    for role in policy.release.roles.values():
        for subject in KINDS:
            ways = _ways(role.key, role.organisations, subject, field.record, key)
            yield field.is_about(subject) and any(decide(policy, one).level is not Level.WITHHELD for one in ways)


def _ways(role: str, organisations: Iterable[str], subject: str, record: str, key: str) -> Iterator[Facts]:
    for kind in organisations:
        for there, standing in AT_THE_HUB if kind == HUB else AT_A_PARTNER:
            if there == record or (there == "product" and record == "return"):
                for action in ("open", "reveal"):
                    yield Facts(
                        action, there, PURPOSE, subject, "fits", UNPROTECTED, SENT, "none", "no", standing, kind,
                        role, "yes", key,
                    )  # fmt: skip

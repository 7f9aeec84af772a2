"""What notices a mutant: a check at loading, an example, an invariant, or the page of what each role never sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from policies.engine.checks import check_audiences
from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Facts, decide
from policies.engine.document_unseen import AT_A_PARTNER, AT_THE_HUB, KINDS
from policies.engine.errors import PolicyError
from policies.engine.examples import Example, agrees
from policies.engine.invariants import Invariant, do_not_hold
from policies.engine.vocabulary import HUB, SENT, UNPROTECTED, Level
from tests.policies.mutants.rules import Mutant

PURPOSE = "child_protection_enquiry"


class Noticing:
    """The worked examples, the invariants, and what the page of today says of each field."""

    def __init__(self, policy: CompiledPolicy, examples: Iterable[Example], invariants: Iterable[Invariant]) -> None:
        self.policy = policy
        self.examples = tuple(examples)
        self.invariants = tuple(invariants)
        self.seen = cache(lambda key: tuple(_seen(policy, key)))

    def notices(self, one: Mutant) -> str | None:
        """What notices it, the cheapest first, or None."""
        about = [example for example in self.examples if one.fields is None or example.facts.field in one.fields]
        if any(not agrees(example, decide(one.policy, example.facts)) for example in about):
            return "example"
        try:
            check_audiences(one.policy.release.catalogue, self.policy.rules)
        except PolicyError:
            return "load"
        (key, *others) = one.fields or ("", "")
        if not others and any(
            now != before for now, before in zip(_seen(one.policy, key), self.seen(key), strict=True)
        ):
            return "page"
        within = (narrowed for invariant in self.invariants if (narrowed := _within(invariant, one)) is not None)
        return "invariant" if any(do_not_hold(one.policy, [narrowed]) for narrowed in within) else None


def _within(invariant: Invariant, one: Mutant) -> Invariant | None:
    """The invariant on the facts and fields where the mutant decides otherwise; None when they never meet."""
    among = dict(invariant.among)
    for fact, values in one.among.items():
        among[fact] = among.get(fact, values) & values
    fields = one.fields if invariant.fields is None else invariant.fields & (one.fields or invariant.fields)
    return None if not all(among.values()) or fields == frozenset() else replace(invariant, among=among, fields=fields)


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

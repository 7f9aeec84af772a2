"""Which roles of the hub are given anything of a record: read from the permits, so that no page can leave one out."""

from __future__ import annotations

from policies.engine.reading_rules import PERMIT
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import HUB


def hub_readers(release: PolicyRelease, record: str, standing: str, kind: str) -> tuple[str, ...]:
    """The roles that some permit lets open such records, of this kind of organisation, at the hub; in the file's order.

    One that a cap then bars is named all the same: that it sees nothing is for each field's decision to say. One that
    reads as another is not: `readers_label` names it beside that one.
    """
    given = {"action": "open", "record": record, "standing": standing, "organisation": HUB}
    permits = [
        rule.when
        for rule in release.rules
        if rule.kind == PERMIT and all(value in rule.when.get(fact, {value}) for fact, value in given.items())
    ]
    here = (role.key for role in release.roles.values() if HUB in role.organisations and role.reads_as is None)
    roles = (role for role in here if release.learns_answers(role, kind))
    return tuple(role for role in roles if any(role in when.get("role", {role}) for when in permits))

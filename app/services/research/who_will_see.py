"""Who at the hub will see each field of a return, and at which level, before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.answers import Answer
from app.domain.records import Record
from app.services.policy_control.readers import hub_readers
from app.services.research.protection import protection_of
from app.services.runtime import PolicyInForce
from policies.engine.decision import Facts, Recipient, decide_matrix
from policies.engine.reach import renditions_in_reach
from policies.engine.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Seen:
    """One role of the hub, how much of a field it sees at once, and how much after giving a reason that is logged."""

    role: str
    level: Level
    with_reason: Level


def who_will_see(
    policy: PolicyInForce, kind: str, about: Record, fields: Sequence[str], answers: Mapping[str, Answer]
) -> Mapping[str, tuple[Seen, ...]]:
    """For each field of a return of a kind of organisation about the subject of `about` (a request or return record):
    what each role will see.

    `answers` are those written so far: some of them protect every address of the return.

    As if the sender's legal basis fitted; a level is one the field really has (a field without a mask is never masked)
    and that the hub is really given. Sharing now, which needs a manager's reason and a review, is left out.
    """
    protection = protection_of(policy.release.catalogue, about.protection, answers)
    asked = {field: (kind, about.purpose, about.subject_kind, protection, field) for field in fields}
    unknown = [field for field, key in asked.items() if key not in policy.seen]
    if unknown:
        policy.seen.update(
            (asked[field], seen) for field, seen in _decided(policy, kind, about, protection, unknown).items()
        )
    return {field: policy.seen[key] for field, key in asked.items()}


def _decided(
    policy: PolicyInForce, kind: str, about: Record, protection: str, fields: Sequence[str]
) -> Mapping[str, tuple[Seen, ...]]:
    facts = Facts(
        record="return",
        purpose=about.purpose,
        subject=about.subject_kind,
        basis_fit="fits",
        protection=protection,
        conflict="none",
        share_now="no",
    )
    reach = renditions_in_reach(
        policy.compiled,
        record="return",
        standing="asker",
        organisation="hub",
        purpose=about.purpose,
        subject=about.subject_kind,
        basis_fit="fits",
        protection=protection,
        fields=fields,
    )
    roles = hub_readers(policy.release, "return", "asker", kind)
    readers = [Recipient("hub", role, "asker", "yes") for role in roles]
    opened = decide_matrix(policy.compiled, facts._replace(action="open"), readers, fields)
    revealed = decide_matrix(policy.compiled, facts._replace(action="reveal"), readers, fields)
    found = {}
    for field, first, second in zip(fields, opened, revealed, strict=True):
        given = [Level[name.upper()] for name in policy.release.catalogue[field].renditions if name in reach[field]]
        seen = []
        for role, at_once, later in zip(roles, first, second, strict=True):
            level = _fullest(given, at_once.level)
            seen.append(Seen(role, level, max(level, _fullest(given, later.level))))
        found[field] = tuple(seen)
    return found


def _fullest(given: Sequence[Level], ceiling: Level) -> Level:
    return max((level for level in given if level <= ceiling), default=Level.WITHHELD)

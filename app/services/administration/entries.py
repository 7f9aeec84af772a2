"""Entries of the policy in a change: each with the digest of what its owner read, as it stands in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.domain.changes import ENTRIES_OBJECTED, ENTRIES_ON_PAPER
from app.domain.errors import InvalidInput, UnknownEntry
from app.services.runtime import PolicyInForce
from policies.engine.digests import BASIS, entry_digests
from policies.engine.release import PolicyRelease

DIGESTS: Final = "entry_digests"
"""What they are remembered by: a release will always say the same."""
LONGEST_WHY: Final = 2000
"""Characters of a reason."""
NOT_AS_READ: Final = (
    "What you read is not what the policy says now: it was changed meanwhile. Nothing was proposed. Read it again."
)
NO_ENTRY: Final = "Choose at least one of them."
NO_WHY: Final = "Say why you object."
TOO_LONG: Final = f"Say it in at most {LONGEST_WHY} characters."


def digests_in_force(policy: PolicyInForce, kind: str) -> Mapping[tuple[str, str], str]:
    """The digest of each entry that organisations of a kind own, by its kind and key, worked out once a release."""
    key = (DIGESTS, kind)
    if key not in policy.seen:
        policy.seen[key] = entry_digests(policy.compiled, kind)
    found: Mapping[tuple[str, str], str] = policy.seen[key]
    return found


def called(release: PolicyRelease, kind: str, key: str) -> str:
    """What an entry is called; by its key where the policy has it no more."""
    named = release.legal_bases.get(key) if kind == BASIS else release.catalogue.get(key)
    return named.label if named else key


def body_of_entries(policy: PolicyInForce, kind: str, what: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a change says of the entries that are `asked`: a list of kind, key and digest, and why somebody objects,
    or what a paper was that somebody signed.

    Raises InvalidInput where none is named or no reason is given, UnknownEntry for one that is not as it was read.
    """
    named = sorted(set(entries_in(asked)))
    why = str(asked.get("why") or "").strip()
    wrong = {} if named else {"entries": NO_ENTRY}
    if what == ENTRIES_OBJECTED and not why:
        wrong["why"] = NO_WHY
    if len(why) > LONGEST_WHY:
        wrong["why"] = TOO_LONG
    if wrong:
        raise InvalidInput(wrong)
    digests = digests_in_force(policy, kind)
    if any(digests.get((one, key)) != digest for one, key, digest in named):
        raise UnknownEntry(NOT_AS_READ)
    body = {"entries": [list(one) for one in named], "why": why or None}
    return {**body, "paper": dict(asked["paper"])} if what == ENTRIES_ON_PAPER else body


def entries_in(body: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """The entries that a change names: kind, key and digest of each. Raises UnknownEntry where it says none such."""
    try:
        return tuple((str(what), str(key), str(digest)) for what, key, digest in body.get("entries", ()))
    except (TypeError, ValueError) as odd:
        raise UnknownEntry(NOT_AS_READ) from odd

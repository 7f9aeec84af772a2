"""Which roles propose a kind of change, and which sign it besides whoever proposes it."""

from __future__ import annotations

from app.domain.changes import KINDS, SIGNS, Change
from app.services.disclosure.duties import HUB_CLOSES, OWNS_POLICY, roles_for
from policies.engine.release import PolicyRelease


def proposers(release: PolicyRelease, what: str) -> tuple[str, ...]:
    """The roles whose people propose changes of a kind, and sign first."""
    if KINDS[what].of_owners:
        return roles_for(release, OWNS_POLICY)
    return (SIGNS, *(roles_for(release, HUB_CLOSES) if KINDS[what].of_officers else ()))


def signers(release: PolicyRelease, what: str) -> tuple[str, ...]:
    """The roles whose people sign them besides."""
    owners = roles_for(release, OWNS_POLICY) if KINDS[what].for_owners else ()
    return tuple(dict.fromkeys((SIGNS, *proposers(release, what), *owners)))


def roles_that_sign(release: PolicyRelease) -> tuple[str, ...]:
    """The roles whose people sign anything: they have passkeys, and see the changes that they sign."""
    return tuple(dict.fromkeys(role for what in KINDS for role in signers(release, what)))


def may_see(release: PolicyRelease, role: str, change: Change) -> bool:
    """Whether changes of its kind are for people in this role."""
    return role in signers(release, change.what)

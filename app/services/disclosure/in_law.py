"""What an organisation is in law, as a legal basis asks about it: what is recorded of it, or else what its kind is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.identity import Actor, Organisation
from app.domain.records import Record
from policies.engine.bases import Body
from policies.engine.release import PolicyRelease

CODE = "in_law"
"""Under which a released record says what its author was in law when it was released."""


def body_of(release: PolicyRelease, organisation: Organisation) -> Body:
    """The organisation as it now is."""
    kind = release.organisations[organisation.kind]
    return Body(kind.key, kind.in_law if organisation.in_law is None else organisation.in_law)


def own_body(release: PolicyRelease, actor: Actor) -> Body:
    """The organisation that somebody acts for, as it was when this request of theirs began."""
    kind = release.organisations[actor.organisation_kind]
    return Body(kind.key, kind.in_law if actor.in_law is None else actor.in_law)


def author_of(release: PolicyRelease, record: Record, kind: str) -> Body:
    """The author of a record as it was when it was released; of what is no release, such as a draft, as its kind is."""
    said = record.codes.get(CODE)
    return Body(kind, release.organisations[kind].in_law if said is None else frozenset(said))


def said_in_law(body: Body) -> Mapping[str, Any]:
    """The codes of a record that is released by this body."""
    return {CODE: sorted(body.in_law)}

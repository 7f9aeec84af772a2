"""What the hub's own legal basis asks whoever relies on it to state: once for all requests that leave on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput
from app.domain.files import CaseFile
from app.domain.records import Record
from app.services.research.compose import is_empty
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import FOR_BASIS


def asked_by(release: PolicyRelease, kind: StatementKind, basis: str) -> tuple[Field, ...]:
    """The words of a statement that a legal basis asks for, in the statement's order."""
    required = frozenset(release.legal_bases[basis].requires)
    words = (release.catalogue[key] for key in kind.words)
    return tuple(one for one in words if not required.isdisjoint(one.states))


def unstated(release: PolicyRelease, kind: StatementKind, basis: str, said: Collection[str]) -> Mapping[str, str]:
    """What the basis asks for and nobody said, and what was said that it does not ask for: a sentence for each word."""
    asked, label = {one.key: one for one in asked_by(release, kind, basis)}, release.legal_bases[basis].label
    lacks = {key: f"Give “{one.label}”: “{label}” cannot be relied on without it." for key, one in asked.items()}
    more = {key: f"“{label}” does not ask for this." for key in said if key not in asked}
    return {**{key: text for key, text in lacks.items() if key not in said}, **more}


def is_stated(
    release: PolicyRelease, kind: StatementKind, case: CaseFile, stated: Mapping[tuple[str, UUID], Record]
) -> bool:
    """Whether what the case's basis asks for, if anything, was stated for it; what was said on another is not."""
    on = {one.codes.get(FOR_BASIS) for (what, _), one in stated.items() if what == kind.key}
    return case.legal_basis in on or not asked_by(release, kind, case.legal_basis)


def require_reasons(
    release: PolicyRelease,
    case: CaseFile,
    stated: Mapping[tuple[str, UUID], Record],
    held: Mapping[UUID, Mapping[str, Answer]],
) -> None:
    """Raise InvalidInput where the words that stand lack what the basis asks for today, as a later policy may."""
    for what, about in stated:
        kind = release.statements.get(what)
        if kind is None or not kind.for_basis:
            continue
        said = {key for key, one in held.get(about, {}).items() if not is_empty(one)}
        if not said.issuperset(one.key for one in asked_by(release, kind, case.legal_basis)):
            raise InvalidInput({kind.key: kind.missing})

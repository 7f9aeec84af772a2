"""What of held words holds now. What a partner was to be told stands beside what replaced it, for no tightening is
lost; what a decision-maker sends is what the case says today, and nothing that it says no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain.answers import Answer
from app.domain.records import Record
from app.services.disclosure.gate import OpenedRecord, Shown
from app.services.intake.case_history import CaseHistory
from app.services.intake.open_case import KnownCase
from app.services.research.compose import is_empty
from app.services.research.what_was_told import Told
from policies.engine.catalogue import Catalogue, Field
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import Level


@dataclass(frozen=True, slots=True)
class HeldWords:
    """One field of which words are held back, of whom: as it was `kept` back, and what of it holds `now`, if anything.

    Where it was typed for this request alone, nothing can have replaced it.
    """

    subject_id: UUID
    field: Field
    kept: Shown
    now: Shown | None

    @property
    def replaced(self) -> Answer | None:
        """What is never sent, because the case says it no more; None where there is nothing of that."""
        if self.kept.answer is None or self.kept.level is not Level.FULL or self.now is self.kept:
            return None
        now = self.now.answer.value if self.now and self.now.answer else None
        rest = _without(self.kept.answer.value, now)
        return replace(self.kept.answer, value=rest) if rest else None


def sources(
    release: PolicyRelease, known: KnownCase, waiting: Mapping[UUID, tuple[UUID, Collection[str]]]
) -> Mapping[UUID, list[str]]:
    """The newest records of a case that may say these fields of requests today, each with its own fields.

    `waiting` gives the subject and the fields of each request record.
    """
    whole = [one.subject_id for one in known.subjects if one.kind == "case"]
    found: dict[UUID, list[str]] = {}
    for subject, fields in waiting.values():
        wanted = {source for key in fields if (source := release.catalogue[key].from_case)}
        for one in known.history.newest():
            if one.subject_id not in (subject, *whole):
                continue
            kind = release.statements.get(one.what or "")
            says = wanted if one.what is None else wanted.intersection(kind.words if kind else ())
            if says:
                found[one.id] = sorted(says.union(found.get(one.id, ())))
    return found


def shown_now(opened: Iterable[OpenedRecord], subject_id: UUID, source: str) -> Shown | None:
    """What the opened records of a case say of a field about somebody: their own, or else the whole case's."""
    order = sorted(opened, key=lambda one: one.record.what is not None)
    found = {one.record.subject_id == subject_id: one.fields[source] for one in order if source in one.fields}
    said = [one for own in (True, False) if (one := found.get(own)) and not (one.answer and is_empty(one.answer))]
    return said[0] if said else None


def in_force(
    catalogue: Catalogue, told: Told, fields: Collection[str], facts: Mapping[str, Answer]
) -> Mapping[str, Answer]:
    """All that a request's record says, of these fields what the case says now: without what it says no more. Pure."""
    said = dict(told.answers or {})
    for key in fields:
        source = catalogue[key].from_case
        if source is None:
            continue
        now = facts.get(source)
        if now is None or is_empty(now):
            said.pop(key, None)
        else:
            said[key] = now
    return said


def as_read(history: CaseHistory, release: int, records: Iterable[Record]) -> str:
    """A digest of what a decision-maker read: another one as soon as the case, or what is held back, says otherwise."""
    read = sorted(str(one.id) for one in records)
    return hashlib.sha256(" ".join((history.as_it_stands(release), *read)).encode()).hexdigest()


def _without(kept: Any, now: Any) -> Any:
    """The lines or rows of what was kept back that do not stand in what holds now."""
    if isinstance(kept, list):
        return [one for one in kept if not isinstance(now, list) or one not in now]
    if isinstance(kept, str):
        stands = now.splitlines() if isinstance(now, str) else []
        return "\n".join(one for one in kept.splitlines() if one not in stands)
    return None if kept == now else kept

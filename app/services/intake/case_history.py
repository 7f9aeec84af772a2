"""Everything saved and said in a case, and what of it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer
from app.domain.asked import Asked
from app.domain.errors import HistoryDamaged
from app.domain.files import CaseFile
from app.domain.history import Key, chains
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.releasing import own_contents
from app.services.disclosure.sealed_file import SealedFile
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """The records of a case by kind and subject, each kind's oldest first."""

    chains: Mapping[Key, Sequence[Record]]

    def standing(self, what: str | None, subject_id: UUID) -> Record | None:
        """The newest record of a kind (None: the saved one) about a subject, or None while there is none."""
        found = self.chains.get((what, subject_id))
        return found[-1] if found else None

    def newest(self) -> tuple[Record, ...]:
        """Everything that stands, saved and stated."""
        return tuple(each[-1] for each in self.chains.values())

    def stated(self) -> Mapping[tuple[str, UUID], Record]:
        """The newest statement of each kind about each subject."""
        return {(what, about): each[-1] for (what, about), each in self.chains.items() if what is not None}

    def decided_by(self) -> UUID | None:
        """Who decided to enquire, where that has been decided."""
        return next(
            (one.author_person_id for (what, _), one in self.stated().items() if what == "manager_decision"), None
        )

    def as_it_stands(self, release: int) -> str:
        """A digest of what stands, under a release of the policy: another one whenever anything was saved or said."""
        standing = sorted(str(each[-1].id) for each in self.chains.values())
        return hashlib.sha256(" ".join((str(release), *standing)).encode()).hexdigest()


def case_history(work: Work, case_id: UUID, reference: str) -> CaseHistory:
    """The history of a case. Raises HistoryDamaged, naming its reference, when something was taken out or put in."""
    return history_of(work.records.of_file(case_id, "case"), reference)


def read_case(work: Work, case: CaseFile, asked: Iterable[Asked]) -> tuple[CaseHistory, tuple[Record, ...]]:
    """The history of a case, and the records of its requests, in one statement. Raises HistoryDamaged."""
    files = [case.file_id, *(one.request.file_id for one in asked)]
    rows = work.records.of_files(files, "case", "request")
    # A withdrawal is recorded in its request's own file.
    own = (one for one in rows if (one.kind, one.file_id) == ("case", case.file_id))
    return history_of(own, case.reference), tuple(one for one in rows if one.kind == "request")


def history_of(records: Iterable[Record], reference: str) -> CaseHistory:
    """The history that these records of a case make. Raises HistoryDamaged, naming the case's reference."""
    try:
        return CaseHistory(chains(records))
    except HistoryDamaged as damaged:
        raise named(damaged, reference) from damaged


def held_in_case(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, case: CaseFile, history: CaseHistory
) -> Mapping[UUID, Mapping[str, Answer]]:
    """Open the newest records of a case, saved and stated, so that the caller seals their answers anew; by subject.

    No person is shown them and no leaf is written. Raises HistoryDamaged, naming the case, when a seal does not fit:
    then nothing may be sent that rests on it.
    """
    standing = [one for each in history.chains.values() for one in each[-1:]]
    try:
        opened = own_contents(runtime, work, actor, file, [one.id for one in standing])
    except HistoryDamaged as damaged:
        raise named(damaged, case.reference) from damaged
    found: dict[UUID, dict[str, Answer]] = {}
    for one in sorted(standing, key=lambda one: (one.what is not None, one.what or "")):
        found.setdefault(one.subject_id, {}).update(opened[one.id].answers)
    return found


def held_on_record(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, history: CaseHistory
) -> Mapping[UUID, Mapping[str, Answer]]:
    """The same of what is held on record alone, without what is stated; by subject. Raises HistoryDamaged."""
    records = {about: each[-1] for (what, about), each in history.chains.items() if what is None}
    opened = own_contents(runtime, work, actor, file, [one.id for one in records.values()]) if records else {}
    return {about: opened[one.id].answers for about, one in records.items()}


def named(damaged: HistoryDamaged, reference: str) -> HistoryDamaged:
    """Give the error the case's reference, and say to whom to give it."""
    return HistoryDamaged(f"{damaged.message} Give your security lead the reference {reference}.")


def require_said(
    runtime: Runtime, case: CaseFile, stated: Iterable[Record], held: Mapping[UUID, Mapping[str, Answer]]
) -> None:
    """Raise HistoryDamaged when a statement that stands lacks its words: then it was never made here."""
    kinds = runtime.policy.release.statements
    for one in stated:
        said = {key: answer.value for key, answer in held.get(one.subject_id, {}).items()}
        kind = kinds.get(one.what or "")
        if kind is None or kind.lacking(said):
            raise named(HistoryDamaged("Something recorded in this case lacks its words."), case.reference)

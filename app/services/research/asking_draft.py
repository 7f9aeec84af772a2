"""Asking that is not sent yet: kept sealed from the first tick, one draft a case, for whoever works on the case.

Whoever opens it leaves an entry, and so does each saving. A colleague's is compared first with the places this person
may not learn: one that says such a place stays closed to them, whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from app.domain.asking import SealedAsking
from app.domain.errors import WrongState
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.asking_looked_at import closed_to, to_look_at_asking
from app.services.disclosure.kept_asking import Inputs, Stood, Typed, entry_of_asking, read_asking, seal_asking
from app.services.disclosure.permission import case_in_hand
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.unseen_places import Unseen, places_for
from app.services.intake.open_case import KnownCase
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Asking:
    """A draft of asking as one person gets it: `inputs` is None where it says a place they may not learn."""

    mark: UUID
    saved_by: UUID
    saved_by_name: str
    saved_at: datetime
    inputs: Inputs | None
    stood: Stood

    def __repr__(self) -> str:
        return f"Asking(mark={self.mark}, …)"


def stands_so(runtime: Runtime, known: KnownCase) -> Stood:
    """How the case and the rules stand, for a draft that is saved now."""
    people = frozenset(str(one.subject_id) for one in known.askable)
    return Stood(known.history.as_it_stands(runtime.policy.number), people, runtime.policy.number)


def save_asking(runtime: Runtime, actor: Actor, known: KnownCase, inputs: Inputs, seen: UUID | None) -> UUID:
    """Keep these inputs in place of the draft that had the mark `seen` (None: there was none); the new mark.

    Raises Stale when it was saved, sent or thrown away meanwhile, WrongState when the case is closed, NotFound when the
    actor does not work on the case, LogUnavailable or KeysUnavailable when it cannot be sealed or recorded: then
    nothing was saved.
    """
    case_id = known.case.file_id
    with runtime.database.work(actor.organisation_id) as work:
        held = case_in_hand(runtime, work, actor, case_id, hold=True)
        case = work.files.lock_case(case_id) if seen is None else held.case  # an older one went as the case was closed
        if case is not None and case.state == "closed":
            raise WrongState("This case is closed. Nothing is asked in it until it is reopened.")
        unsealed = SealedAsking(case_id, uuid4(), actor.person_id, runtime.clock.now(), b"")
        sealed = seal_asking(held.file.key, unsealed, Typed(inputs, stands_so(runtime, known)))
        work.asking.save(replace(unsealed, sealed=sealed), seen)
        work.jobs.enqueue(*to_look_at_asking(actor, unsealed, unsealed.saved_at))
        entry = entry_of_asking(runtime, actor, held.case, what="altered" if seen else "collected")
        make_durable(runtime, work, record(runtime, work, [(entry, held.file.detail_key)]))
    return unsealed.mark


def open_asking(runtime: Runtime, actor: Actor, known: KnownCase) -> Asking | None:
    """The draft of a case for whoever works on it, None while nothing is being asked: a leaf, then the words.

    Raises NotFound, NotAsSealed, LogUnavailable, KeysUnavailable: then nothing is shown.
    """
    with runtime.database.work(actor.organisation_id) as work:
        held = case_in_hand(runtime, work, actor, known.case.file_id, hold=True)
        draft = work.asking.of(known.case.file_id)
        if draft is None:
            return None
        theirs = draft.saved_by != actor.person_id
        author = work.identity.person(draft.saved_by).display_name if theirs else actor.display_name
        unseen = _unseen(runtime, work, actor, known) if theirs else Unseen((), unread=False)
        entry = entry_of_asking(runtime, actor, held.case, what=None)
        make_durable(runtime, work, record(runtime, work, [(entry, held.file.detail_key)]))
    typed = read_asking(held.file.key, draft)
    inputs = None if closed_to(unseen, typed.inputs) else typed.inputs
    return Asking(draft.mark, draft.saved_by, author, draft.saved_at, inputs, typed.stood)


def asking_to_change(runtime: Runtime, actor: Actor, case_id: UUID, mark: UUID) -> Inputs | None:
    """What the draft with this mark holds, to be saved anew with changes: shown to nobody. None when there is none.

    Raises NotFound, NotAsSealed, KeysUnavailable.
    """
    with runtime.database.work(actor.organisation_id) as work:
        held = case_in_hand(runtime, work, actor, case_id)
        draft = work.asking.of(case_id)
    return read_asking(held.file.key, draft).inputs if draft and draft.mark == mark else None


def find_asking(runtime: Runtime, actor: Actor, case_id: UUID) -> tuple[UUID, str, datetime] | None:
    """The mark of a case's draft, who saved it last and when, or None; nothing of it is opened. Raises NotFound."""
    with runtime.database.work(actor.organisation_id) as work:
        case_in_hand(runtime, work, actor, case_id)
        draft = work.asking.of(case_id)
        return (draft.mark, work.identity.person(draft.saved_by).display_name, draft.saved_at) if draft else None


def throw_away_asking(runtime: Runtime, actor: Actor, case_id: UUID, seen: UUID) -> bool:
    """Erase the draft with this mark; whether it was still there. Raises NotFound, LogUnavailable."""
    with runtime.database.work(actor.organisation_id) as work:
        held = case_in_hand(runtime, work, actor, case_id, hold=True)
        if work.asking.take(case_id, seen) is None:
            return False
        entry = entry_of_asking(runtime, actor, held.case, what="thrown_away")
        make_durable(runtime, work, record(runtime, work, [(entry, held.file.detail_key)]))
    return True


def end_asking(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, case: CaseFile
) -> Sequence[tuple[Entry, DetailKey]]:
    """Erase what was not sent, as its case is closed by this actor; the entry of that. The case's row must be locked.

    Nobody would be shown it any more: a closed case is nobody's work.
    """
    draft = work.asking.of(case.file_id)
    if draft is None or work.asking.take(case.file_id, draft.mark) is None:
        return ()
    return ((entry_of_asking(runtime, actor, case, what="thrown_away"), file.detail_key),)


def _unseen(runtime: Runtime, work: Work, actor: Actor, known: KnownCase) -> Unseen:
    of = next((one.id for one in known.history.newest()), None)
    return places_for(runtime, work, actor, of) if of else Unseen((), unread=False)

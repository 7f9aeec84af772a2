"""What is recorded of handing over: an event and a leaf for each case, all in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.duty import Handed
from app.domain.events import ENDED, HANDED, NAMED
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.closed_to_names import named_of
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.working import append, worked
from app.services.duty.standing import keys_of, most_urgent, standing_of
from app.services.runtime import Runtime

TOLD_DECLINED = "duty_refused"
"""The mail to whoever gave a case that its duty worker cannot take it."""
TOLD_OVER = "duty_over"
"""The mail to a duty worker that a case is not theirs any more, because it is less urgent."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that becomes of a case: what, and about which duty worker."""

    case_id: UUID
    what: str
    about: UUID
    codes: Mapping[str, str] = field(default_factory=dict)


def tell_givers(work: Work, hub: UUID, kind: str, given: Mapping[UUID, Handed], now: datetime) -> None:
    """Each who gave some of these cases hears it once."""
    jobs = [(kind, hub, {"person_id": str(one)}, now) for one in sorted({each.by_id for each in given.values()})]
    work.jobs.enqueue_all(jobs)


def commit_steps(runtime: Runtime, work: Work, actor: Actor, steps: Sequence[Step], reason: str | None = None) -> None:
    """Add the steps, each with its leaf (the reason sealed in it), and commit; durable when this returns.

    Whoever is handed a case that is closed to named people is named by it.

    Raises KeysUnavailable, LogUnavailable: nothing was done.
    """
    hub = actor.organisation_id
    cases = sorted({one.case_id for one in steps})
    closed, files = named_of(runtime, work, hub, cases), keys_of(runtime, work, cases, hub)
    given = [one for one in steps if one.what == HANDED and one.about not in closed.get(one.case_id, (one.about,))]
    steps = [*(Step(one.case_id, NAMED, one.about) for one in given), *steps]
    acts = [files[one.case_id].act(one.what, one.about, **one.codes) for one in steps]
    events = append(work, actor, runtime.clock.now(), acts) if acts else ()
    entries = [(worked(runtime, actor, hub, one, reason), files[one.file_id].detail_key) for one in events]
    if entries:
        make_durable(runtime, work, record(runtime, work, entries))
    else:
        work.commit()


def end_if_less_urgent(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, rating: str
) -> list[tuple[Entry, DetailKey]]:
    """End the hand-over of a case that is rated less urgent now, and tell whoever had it or was to accept it.

    Returns the entries of that, to be logged with the rating. Raises KeysUnavailable.
    """
    now, hub = runtime.clock.now(), actor.organisation_id
    if rating == most_urgent(runtime):
        return []
    given = standing_of(runtime, work, hub, [file.id]).get(file.id)
    if given is None or not (given.waits(now) or given.accepted(now)):
        return []
    work.jobs.enqueue(TOLD_OVER, hub, {"person_id": str(given.to_id)}, now)
    (event,) = append(work, actor, now, [file.act(ENDED, given.to_id)])
    return [(worked(runtime, actor, hub, event), file.detail_key)]

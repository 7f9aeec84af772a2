"""The look at the words of a draft of asking: whether they say a place their author may not learn.

As of words that stand in records (`words_looked_at`): later, counted by person and case, and its author sees nothing of
it. A draft that was saved again meanwhile is looked at as it was saved last.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.domain.asking import SealedAsking
from app.domain.errors import NotAsSealed
from app.domain.identity import Actor
from app.domain.jobs import Job
from app.domain.ports import Work
from app.domain.protected_words import Needles, found_in, needles_of
from app.services.disclosure.kept_asking import Inputs, read_asking
from app.services.disclosure.releasing import file_keys
from app.services.disclosure.unseen_places import Unseen, places_for
from app.services.disclosure.words_looked_at import Later, author_of, count_hit, within_minutes
from app.services.runtime import Runtime

JOB = "look_at_asking"
TICKS = ("partners", "-about", "-items", "-places", "-besides", "-seen", "-count", "unfold")
"""How the names of inputs end that hold ids and codes, and no words."""


def to_look_at_asking(actor: Actor, draft: SealedAsking, now: datetime) -> Later:
    """The job of looking at what somebody typed into a draft: the same whatever they typed."""
    payload = {
        "file_id": str(draft.file_id),
        "mark": str(draft.mark),
        "person_id": str(actor.person_id),
        "membership_id": str(actor.membership_id),
        "role": actor.role,
    }
    return JOB, actor.organisation_id, payload, within_minutes(now)


def look_at_asking(runtime: Runtime, work: Work, job: Job) -> None:
    """Compare, and count a hit, in the transaction that finishes the job. Raises KeysUnavailable, LogUnavailable."""
    case_id, actor = UUID(job.payload["file_id"]), author_of(work, job)
    draft, case = work.asking.of(case_id), work.files.case(case_id)
    said = next(iter(work.records.of_file(case_id, "case")), None)
    if draft is None or case is None or said is None or str(draft.mark) != job.payload["mark"]:
        return
    key = file_keys(runtime, work, [case_id], actor.organisation_id)[case_id].key
    unseen, mine = places_for(runtime, work, actor, said.id), str(actor.person_id)
    strange = needles_of((one.kind, one.value) for one in unseen.places if not one.known and one.by != mine)
    try:
        hits = says(strange, read_asking(key, draft).inputs)
    except NotAsSealed:
        return  # whoever opens it is told so
    if hits:
        count_hit(runtime, work, actor, case_id, case.purpose, {"record": "asking"})


def closed_to(unseen: Unseen, inputs: Inputs) -> bool:
    """Whether a draft says a place that this reader may not learn, or nobody knows whether it does."""
    strange = needles_of((one.kind, one.value) for one in unseen.places if not one.known)
    return unseen.unread or says(strange, inputs)


def says(needles: Needles, inputs: Inputs) -> bool:
    """Whether the words of a draft say one of these places."""
    if not needles.letters:
        return False
    return bool(found_in(needles, "\n".join(value for name, value in inputs if not name.endswith(TICKS))))

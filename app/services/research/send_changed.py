"""A named person sends partners what the case holds now: a loosening, or who is really meant. Never a machine.

It is decided and logged at once, and held: it leaves after ten minutes (`let_go`) unless it is called back
(`call_back`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.domain.errors import InvalidInput, NotFound, NotPermitted
from app.domain.held import HELD, IDENTITY, SAFETY, TO_CALL_BACK, Held, held_of, safety_held
from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.working import append, worked
from app.services.research.behind import Compared, compare, differing, safety
from app.services.runtime import Runtime

RENEWED, ANOTHER = "renewed", "another"
JOB = "let_go"
"""The job that sends what has been held for long enough."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A partner that was told something else than the case holds now, which a person may send it.

    `safety` says that it was told stricter contact or staff safety; `identity` of whom it was told another name or date
    of birth; `held` is what has been decided already and has not left.
    """

    file_id: UUID
    partner: Organisation
    safety: bool
    identity: frozenset[UUID]
    held: tuple[Held, ...]


def find_behind(runtime: Runtime, actor: Actor, case_id: UUID) -> tuple[Behind, ...]:
    """Whom a person may send what. Compares unseen: nobody is shown a word. Raises NotFound, HistoryDamaged."""
    release = runtime.policy.release
    with runtime.database.work(actor.organisation_id) as work:
        compared = compare(runtime, work, actor, case_id)
        files = list({told.request.file_id: told.partner for told, _ in compared.pairs}.items())
        events = work.events.of_files([one for one, _ in files]) if files else {}
    found = []
    for file_id, partner in files:
        pairs = [one for one in compared.pairs if one[0].request.file_id == file_id]
        held = held_of(events.get(file_id, ()))
        loose = any(differing(*one, safety(release)) for one in pairs) and not safety_held(held)
        others = {one[0].record.subject_id for one in pairs if differing(*one, release.renewal.corrected)}
        found.append(Behind(file_id, partner, loose, frozenset(others - {one.subject for one in held}), held))
    return tuple(one for one in found if one.safety or one.identity or one.held)


def send_safety(runtime: Runtime, actor: Actor, case_id: UUID, file_ids: Collection[UUID], reason: str) -> None:
    """A decision-maker sends these partners contact and staff safety as the case holds it now, less strict or not.

    Raises NotPermitted for anybody else, InvalidInput without a reason or a recipient, NotFound, LogUnavailable: then
    nothing is decided.
    """
    if not has_duty(runtime.policy.release, actor, HUB_DECIDES):
        raise NotPermitted("Only a decision-maker can send this. Ask one to sign in and do it.")
    _require(reason, "reason", "Write down why partners may be told something less strict.")
    if not file_ids:
        raise InvalidInput({"partners": "Choose whom to tell."})
    with runtime.database.work(actor.organisation_id) as work:
        compared = compare(runtime, work, actor, case_id, file_ids)
        _hold(runtime, work, actor, compared, (SAFETY, None, RENEWED), reason)


def send_identity(
    runtime: Runtime, actor: Actor, case_id: UUID, file_id: UUID, subject_id: UUID, reason: str, *, another: bool
) -> None:
    """A named person gives one partner the corrected name and date of birth of one subject.

    With `another`, the person named first was somebody else: the partner is told to remove what it recorded of them.
    Raises InvalidInput without a reason, NotFound, LogUnavailable: then nothing is decided.
    """
    _require(reason, "reason", "Write down why this partner needs the corrected identity.")
    with runtime.database.work(actor.organisation_id) as work:
        compared = compare(runtime, work, actor, case_id, [file_id])
        _hold(runtime, work, actor, compared, (IDENTITY, subject_id, ANOTHER if another else RENEWED), reason)


def _hold(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    compared: Compared,
    facts: tuple[str, UUID | None, str],
    reason: str,
) -> None:
    """Decide it for each partner that was told otherwise and for whom it is not decided already: an event, a leaf."""
    what, subject, how = facts
    changes = compared.changes(runtime.policy.release, what, subject, how)
    told = {one.told.request.file_id: one.told for one in changes}
    events = work.events.of_files(list(told)) if told else {}
    decided = {
        file_id
        for file_id, each in events.items()
        if any((one.what, one.subject) == (what, subject) for one in held_of(each))
    }
    files = [one.file for file_id, one in told.items() if file_id not in decided]
    if not files:
        raise NotFound("This partner has been told already what the case holds now, or will be in a few minutes.")
    now = runtime.clock.now()
    leaves_at = now + TO_CALL_BACK
    codes = {"facts": what, "how": how, "leaves_at": leaves_at.isoformat()}
    codes |= {"rests_on": compared.rests_on(runtime.policy.release, what, subject)}
    codes |= {"subject": str(subject)} if subject else {}
    held = append(work, actor, now, [one.act(HELD, actor.person_id, **codes) for one in files])
    by = {"membership_id": str(actor.membership_id), "role": actor.role}
    work.jobs.enqueue_all(
        [(JOB, actor.organisation_id, {**by, "file_id": str(one.file_id), "held": one.seq}, leaves_at) for one in held]
    )
    entries = [
        (worked(runtime, actor, file.tenant, event, reason), file.detail_key)
        for file, event in zip(files, held, strict=True)
    ]
    make_durable(runtime, work, record(runtime, work, entries))


def _require(reason: str, key: str, words: str) -> None:
    if not reason.strip():
        raise InvalidInput({key: words})

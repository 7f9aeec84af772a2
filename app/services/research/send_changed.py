"""A named person sends partners what the case holds now: a loosening, or who is really meant. Never a machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, NotPermitted
from app.domain.identity import Actor, Organisation
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.permission import require_case
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import file_key
from app.services.intake.case_history import case_history, held_in_case
from app.services.research.compose import is_empty
from app.services.research.renew_facts import CORRECTED, WITHDRAWN, facts_about, who_hears
from app.services.research.renewing import IDENTITY_CORRECTED, SAFETY_CHANGED, Change, Told, renew, told_in
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease

RENEWED, ANOTHER = "renewed", "another"
Facts = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Behind:
    """A partner that was told something else than the case holds now, which a person may send it.

    `safety` says that it was told stricter contact or staff safety; `identity` of whom it was told another name or date
    of birth.
    """

    file_id: UUID
    partner: Organisation
    safety: bool
    identity: frozenset[UUID]


def find_behind(runtime: Runtime, actor: Actor, case_id: UUID) -> tuple[Behind, ...]:
    """Whom a person may send what. Compares unseen: nobody is shown a word. Raises NotFound, HistoryDamaged."""
    with runtime.database.work(actor.organisation_id) as work:
        found: dict[UUID, Behind] = {}
        for told, facts in _told_and_held(runtime, work, actor, case_id, None):
            release = runtime.policy.release
            safety = bool(_differing(told, facts, _safety(release)))
            identity = {told.record.subject_id} if _differing(told, facts, release.renewal.corrected) else set()
            before = found.get(told.request.file_id, Behind(told.request.file_id, told.partner, False, frozenset()))
            found[before.file_id] = Behind(
                before.file_id, before.partner, before.safety or safety, before.identity | identity
            )
    return tuple(one for one in found.values() if one.safety or one.identity)


def send_safety(runtime: Runtime, actor: Actor, case_id: UUID, file_ids: Collection[UUID], reason: str) -> None:
    """A decision-maker sends these partners contact and staff safety as the case holds it now, less strict or not.

    Raises NotPermitted for anybody else, InvalidInput without a reason or a recipient, NotFound, LogUnavailable: then
    nobody has been told.
    """
    if not has_duty(runtime.policy.release, actor, HUB_DECIDES):
        raise NotPermitted("Only a decision-maker can send this. Ask one to sign in and do it.")
    _require(reason, "reason", "Write down why partners may be told something less strict.")
    if not file_ids:
        raise InvalidInput({"partners": "Choose whom to tell."})
    keys = _safety(runtime.policy.release)
    with runtime.database.work(actor.organisation_id) as work:
        changes = []
        for told, facts in _told_and_held(runtime, work, actor, case_id, file_ids):
            if differing := _differing(told, facts, keys):
                changes.append(Change(told, differing, dict.fromkeys(differing, RENEWED), SAFETY_CHANGED))
        _send(runtime, work, actor, changes, reason)


def send_identity(
    runtime: Runtime, actor: Actor, case_id: UUID, file_id: UUID, subject_id: UUID, reason: str, *, another: bool
) -> None:
    """A named person gives one partner the corrected name and date of birth of one subject.

    With `another`, the person named first was somebody else: the partner is told to remove what it recorded of them.
    Raises InvalidInput without a reason, NotFound, LogUnavailable: then nothing was sent.
    """
    _require(reason, "reason", "Write down why this partner needs the corrected identity.")
    keys = runtime.policy.release.renewal.corrected
    with runtime.database.work(actor.organisation_id) as work:
        changes = []
        for told, facts in _told_and_held(runtime, work, actor, case_id, [file_id]):
            differing = _differing(told, facts, keys)
            if told.record.subject_id == subject_id and differing:
                marks = dict.fromkeys(differing, ANOTHER if another else RENEWED)
                changes.append(Change(told, differing, marks, IDENTITY_CORRECTED))
        _send(runtime, work, actor, changes, reason)


def _told_and_held(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case_id: UUID,
    file_ids: Collection[UUID] | None,
) -> list[tuple[Told, Facts]]:
    """What each request's partner was told of each subject, beside what the case holds of them now.

    With `file_ids`, of these alone, to be released: the case is locked and revocations wait.
    """
    releases = file_ids is not None
    case = require_case(runtime, work, actor, case_id, hold=releases)
    if releases:
        case = work.files.lock_case(case_id) or case
    history = case_history(work, case_id, case.reference)
    requests = who_hears(runtime, work, case, history, runtime.clock.now())
    if file_ids is not None and not set(file_ids) <= {one.file_id for one in requests}:
        raise NotFound("This partner is not told of changes in this case.")
    wanted = [one for one in requests if file_ids is None or one.file_id in file_ids]
    if not wanted:
        return []
    told = told_in(runtime, work, actor, case, wanted)
    held = held_in_case(runtime, work, actor, file_key(runtime, work, case_id, case.tenant_id), case, history)
    whole = next((one.subject_id for one in work.files.subjects(case_id) if one.kind == "case"), None)
    return [(one, facts_about(held, whole, one)) for one in told if one.answers is not None]


def _safety(release: PolicyRelease) -> tuple[str, ...]:
    return tuple(rule.field for kind in release.statements.values() if kind.renew for rule in kind.tightens)


def _differing(told: Told, facts: Facts, keys: Sequence[str]) -> Mapping[str, Answer | None]:
    """Of these case fields, the request fields told other than the case holds, or taken back; with what it holds."""
    found: dict[str, Answer | None] = {}
    for field in (one for one in keys if one in told.fields):
        stood, now = (told.answers or {}).get(told.fields[field]), facts.get(field)
        now = None if now is None or is_empty(now) else now
        taken_back = told.marks.get(told.fields[field]) in (WITHDRAWN, CORRECTED)
        if taken_back or (stood.value if stood else None) != (now.value if now else None):
            found[told.fields[field]] = now
    return found


def _send(runtime: Runtime, work: Work, actor: Actor, changes: Sequence[Change], reason: str) -> None:
    if not changes:
        raise NotFound("This partner has been told already what the case holds now.")
    entries = renew(runtime, work, actor, changes, runtime.clock.now(), reason)
    make_durable(runtime, work, record(runtime, work, entries))


def _require(reason: str, key: str, words: str) -> None:
    if not reason.strip():
        raise InvalidInput({key: words})

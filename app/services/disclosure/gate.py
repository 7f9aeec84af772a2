"""The gate: the one way to a plaintext. Recorded first, revealed second.

It decides, appends to the disclosure log, waits until that is durable, and only then unseals. The id of an entry is
made here for each attempt and never taken from a client; a second look is a second leaf. An obligation the gate does
not know means no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Openable, Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.count_refusals import MOST_REFUSALS, REFUSALS_WITHIN, count_refusal
from app.services.disclosure.first_openings import note_first_openings
from app.services.disclosure.obligations import (
    REVIEW,
    WITHOUT_NOTE,
    add_review,
    as_obliged,
    obliged,
    require_reason,
)
from app.services.disclosure.opening_entry import opening_entry
from app.services.disclosure.places_said import PlacesSaid, as_compared, place_fields, sought
from app.services.disclosure.planning import (
    Plan,
    by_leaf,
    level_of,
    plan_opening,
    to_open,
    with_theirs,
    within_answers,
    within_grant,
)
from app.services.disclosure.recording import DetailKey, Recorded, make_durable, organisation_detail_key, record
from app.services.disclosure.said_protection import as_believed, keys_to_believe
from app.services.disclosure.unsealing import Granted, granted, unseal
from app.services.disclosure.unseen_places import granted_of, read_places
from app.services.disclosure.working import own_in, require_kept
from app.services.identity.limit_rate import require_few
from app.services.intake.roles import SAID
from app.services.policy_control.past_release import release_numbered
from app.services.runtime import Runtime
from policies.engine.catalogue import Catalogue
from policies.engine.decision import Decision
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import HIDDEN_FROM, MATCH, Level


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as one person gets it. `answer` is None when nothing of it is shown.

    `kept`: words in it are kept back, for they say where somebody protected is; to whoever may learn that, `says` tells
    it in kinds.
    """

    field: str
    level: Level
    answer: Answer | None
    decision: Decision
    kept: bool = False
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record as one person gets it, and the leaf that says so. Its author also gets the gists it wrote for others.

    `release` is the policy release it was written under: it is shown with the labels and options of that one.
    """

    record: Record
    request: ResearchRequest | None
    fields: Mapping[str, Shown]
    gists: Mapping[str, str]
    entry: Recorded
    release: PolicyRelease

    @property
    def catalogue(self) -> Catalogue:
        """Its fields as they were when it was written."""
        return self.release.catalogue

    def value(self, field: str) -> object:
        """The full value of a field, or None."""
        shown = self.fields.get(field)
        return shown.answer.value if shown and shown.answer and shown.level is Level.FULL else None


def open_records(
    runtime: Runtime,
    actor: Actor,
    record_ids: Sequence[UUID],
    *,
    action: str = "open",
    fields: Sequence[str] | Mapping[UUID, Sequence[str]] | None = None,
    beside: Mapping[UUID, UUID] | None = None,
    reason: str | None = None,
    skip_hidden: bool = False,
) -> tuple[OpenedRecord, ...]:
    """Open records for one person: a leaf for each file, author and legal basis, durable before anything is unsealed.

    With `fields`, only these, of every record or of each its own; with `skip_hidden`, records of which nothing is shown
    are left out. `beside` names records opened only where another of their file is; the organisation's own stand in its
    leaf. Raises NotFound, after logging the refusal, when any of the records does not exist or this person may not know
    of it; InvalidInput when an act needs a reason and has none; Erased where the key is destroyed; LogUnavailable and
    KeysUnavailable when recording or unsealing cannot be done: then nothing is shown.
    """
    with runtime.database.work(actor.organisation_id) as work:
        member = work.records.lock_shared(record_ids, actor.membership_id)
        fields_of_places = place_fields(runtime.policy.release.catalogue)
        boxes, places, says = work.records.boxes_beside_places(
            record_ids, actor.organisation_id, fields_of_places, (SAID, HIDDEN_FROM)
        )
        around = [one for one in {*places, *says} if one not in record_ids]
        every = work.records.openable([*record_ids, *around], actor.organisation_id)
        openables = [one for one in every if one.record.id in record_ids]
        own, file_keys = own_in(runtime, work, actor, every)

        def planned(one: Openable) -> Plan:
            wanted = fields.get(one.record.id) if isinstance(fields, Mapping) else fields
            return plan_opening(runtime.policy, actor, one, own, boxes.get(one.record.id, ()), action, wanted)

        plans = to_open([planned(one) for one in openables], record_ids, skip_hidden=skip_hidden) if member else []
        require_kept(actor, [plan.openable for plan in plans])
        telling = [one for one in every if one.record.id in places and not one.erased] if plans else []
        wraps = keys_to_believe(actor, [*(plan.openable for plan in plans), *telling])
        if missing := {one: wrap for one, wrap in wraps.items() if one not in file_keys}:
            file_keys.update(runtime.keys.file_keys(missing))
        believed = [(plan, as_believed(actor, plan.openable, file_keys)) for plan in plans]
        plans = [plan if one is plan.openable else planned(one) for plan, one in believed]
        keys, organisation = runtime.keys, actor.organisation_id
        given = {
            one.record.id: granted(keys, one, organisation, file_keys[one.record.file_id], boxes[one.record.id])
            for one in (plan.openable for plan in plans)
        }
        listed = [within_grant(plan, given[plan.openable.record.id].covers) for plan in plans]
        plans = with_theirs(to_open(listed, record_ids, skip_hidden=skip_hidden) if plans else [], beside or {})
        if skip_hidden and member and not plans:
            return ()
        if not plans:
            refuse(runtime, work, actor, action, record_ids)
        require_reason((plan.decisions[field] for plan in plans for field in plan.chosen), reason)
        written = {
            one.id: release_numbered(runtime, work, one.policy_release) or runtime.policy.release
            for one in (plan.openable.record for plan in plans)
        }
        answers = {
            plan.openable.record.id: within_answers(plan, one.holds, boxes[plan.openable.record.id])
            for plan, one in ((plan, given[plan.openable.record.id]) for plan in plans)
        }
        groups = by_leaf(plans, beside or {}, actor.organisation_id)
        entries = [opening_entry(runtime, actor, group, answers, own, action, reason) for group in groups]
        under = [DetailKey(file_keys[one.file_id], one.file_id, "file") for one, *_ in groups]
        told = [(as_believed(actor, one, file_keys), file_keys[one.record.file_id]) for one in telling]
        grants = granted_of(keys, organisation, told, given)
        if action != MATCH:  # whoever sees that somebody is known has opened nothing of their case
            note_first_openings(work, actor, runtime.clock.now(), own, [plan.openable for plan in plans], file_keys)
        recorded = record(runtime, work, list(zip(entries, under, strict=True)))
        for group, one in zip(groups, recorded, strict=True):
            if obliged((plan.decisions[field] for plan in group for field in plan.chosen), REVIEW):
                add_review(runtime, work, actor, one.id, group[0].openable.tenant_id)
        make_durable(runtime, work, recorded)
    today = runtime.clock.now().date()
    unseen = read_places(runtime.policy, actor, own, [one for one, _ in told], grants, places, today)
    stated = {(one.what, one.subject_id): one for one in (each.record for each in every) if one.what and one.id in says}
    about = {plan.openable.record.subject_id for plan in plans}
    said = sought(unseen.places, unread=unseen.unread, about=about, stated=stated, shut=unseen.shut)
    opened = {
        one: _shown(runtime, actor, answers[one], given[one], entry, written[one], said)
        for group, entry in zip(groups, recorded, strict=True)
        for one in (plan.openable.record.id for plan in group)
        if answers[one].chosen or not skip_hidden
    }
    order = [plan.openable.record.id for plan in plans]
    return tuple(opened[one] for one in order if one in opened)


def refuse(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    action: str,
    sought: Sequence[UUID],
) -> NoReturn:
    """Record one refusal, the same for what does not exist and what may not be known, commit, and raise NotFound.

    It is in the log of the actor's own organisation; what was sought is in its sealed part alone, for whoever reads
    that log must not learn whether there is such a thing. Raises TooMany once a session has been refused more than
    `MOST_REFUSALS` times in a window: guessing gets no answer, and what is sought is only counted.
    """
    # In this work's own transaction: waiting for a second connection, many refusals at once would wait for each other.
    now = runtime.clock.now()
    tries = count_refusal(work, actor, now)
    if tries > MOST_REFUSALS:
        work.commit_unflushed()
        require_few(tries, now, most=MOST_REFUSALS, window=REFUSALS_WITHIN)
    key = organisation_detail_key(runtime, work, actor.organisation_id)
    entry = Entry(
        kind="refused",
        tenant_id=actor.organisation_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        level="withheld",
        facts={"action": action, "try": tries},
        reason=" ".join(str(one) for one in sought),
    )
    make_durable(runtime, work, record(runtime, work, [(entry, key)]))
    raise NotFound("This page does not exist, or you do not need it for your work.")


def _shown(  # what is opened, and what it is shown by
    runtime: Runtime,
    actor: Actor,
    plan: Plan,
    given: Granted,
    entry: Recorded,
    release: PolicyRelease,
    said: PlacesSaid,
) -> OpenedRecord:
    """Unseal what was recorded, without words that say where somebody is whom this reader must not find."""
    record, kept_back = plan.openable.record, runtime.policy.release.obligations[WITHOUT_NOTE].label
    answers = unseal(given, list(plan.chosen.values()))
    gists = {field: str(one.value) for field, one in unseal(given, plan.gists).items()} if plan.gists else {}
    shown = {}
    for field, decision in plan.decisions.items():
        box = plan.chosen.get(field)
        level = level_of(box) if box else Level.WITHHELD
        answer = as_obliged(runtime.policy, decision, answers.get(field))
        if answer is None:
            shown[field] = Shown(field, level, answer, decision)
            continue
        one = as_compared(said, release.catalogue[field], answer, kept_back, record, actor)
        level = min(level, Level.MASKED) if one.kept else level
        shown[field] = Shown(field, level, one.answer, decision, one.kept, one.says)
    return OpenedRecord(record, plan.openable.request, shown, gists, entry, release)

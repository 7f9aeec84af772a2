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

from app.domain.answers import MARKED, UNMARKED, Answer
from app.domain.errors import NotFound
from app.domain.events import Involvement
from app.domain.identity import Actor
from app.domain.log_entry import Entry, Touched
from app.domain.ports import Openable, Work
from app.domain.records import Record, digest_of
from app.domain.research import ResearchRequest
from app.services.disclosure.count_refusals import MOST_REFUSALS, REFUSALS_WITHIN, count_refusal
from app.services.disclosure.facts import stated
from app.services.disclosure.first_openings import note_first_openings
from app.services.disclosure.obligations import REVIEW, add_review, as_obliged, obliged, require_reason
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
from app.services.disclosure.working import own_in, require_kept
from app.services.identity.limit_rate import require_few
from app.services.policy_control.past_release import release_numbered
from app.services.runtime import Runtime
from policies.engine.catalogue import Catalogue
from policies.engine.decision import Decision
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as one person gets it. `answer` is None when nothing of it is shown; `rules` says by which rules."""

    field: str
    level: Level
    answer: Answer | None
    decision: Decision


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
        openables = work.records.openable(record_ids, actor.organisation_id)
        boxes = work.records.boxes(record_ids)
        own, file_keys = own_in(runtime, work, actor, openables)

        def planned(one: Openable) -> Plan:
            wanted = fields.get(one.record.id) if isinstance(fields, Mapping) else fields
            return plan_opening(runtime.policy, actor, one, own, boxes.get(one.record.id, ()), action, wanted)

        plans = to_open([planned(one) for one in openables], record_ids, skip_hidden=skip_hidden) if member else []
        require_kept(actor, [plan.openable for plan in plans])
        wraps = keys_to_believe(actor, [plan.openable for plan in plans])
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
        entries = [_entry(runtime, actor, group, answers, own, action, reason) for group in groups]
        under = [DetailKey(file_keys[one.file_id], one.file_id, "file") for one, *_ in groups]
        note_first_openings(work, actor, runtime.clock.now(), own, [plan.openable for plan in plans], file_keys)
        recorded = record(runtime, work, list(zip(entries, under, strict=True)))
        for group, one in zip(groups, recorded, strict=True):
            if obliged((plan.decisions[field] for plan in group for field in plan.chosen), REVIEW):
                add_review(runtime, work, actor, one.id, group[0].openable.tenant_id)
        make_durable(runtime, work, recorded)
    opened = {
        one: _shown(runtime, answers[one], given[one], entry, written[one])
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


def _entry(
    runtime: Runtime,
    actor: Actor,
    group: Sequence[Plan],
    answers: Mapping[UUID, Plan],
    own: Involvement,
    action: str,
    reason: str | None,
) -> Entry:
    """The entry of one opening: the same whatever was answered, but for `answered`, which is sealed."""
    first = group[0].openable
    boxes = [(plan.openable.record.id, box) for plan in group for box in plan.looked_at]
    touched = tuple(Touched(record_id, box.field, box.rendition, box.version) for record_id, box in boxes)
    withheld = [
        (plan.openable.record.id, field) for plan in group for field in plan.decisions if field not in plan.chosen
    ]
    said = [answers[record_id].opens(box) for record_id, box in boxes]
    said += [field in answers[record_id].decisions for record_id, field in withheld]
    decisions = [(plan.decisions[field], field in plan.chosen) for plan in group for field in plan.decisions]
    rules = {rule for decision, _ in decisions for rule in (*decision.permits, *decision.caps)}
    return Entry(
        kind="revealed" if action == "reveal" else "opened",
        tenant_id=first.tenant_id,
        file_id=first.record.file_id,
        from_id=first.record.author_id,
        to_id=actor.organisation_id,
        actor_id=actor.person_id,
        role=actor.role,
        purpose=first.record.purpose,
        legal_basis=first.record.legal_basis,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        level=max(level_of(box) for plan in group if plan.is_by(first.record.author_id) for box in plan.looked_at).word,
        touched=touched,
        withheld=tuple(field for _, field in withheld),
        answered="".join(MARKED if one else UNMARKED for one in said),
        rules=tuple(sorted(rules)),
        facts=stated(runtime.policy, actor, [plan.openable for plan in group], own, action),
        box_digest=digest_of(box for _, box in boxes),
        reason=reason,
    )


def _shown(runtime: Runtime, plan: Plan, given: Granted, entry: Recorded, release: PolicyRelease) -> OpenedRecord:
    """Unseal what was recorded. Raises KeysUnavailable."""
    answers = unseal(given, list(plan.chosen.values()))
    gists = {field: str(one.value) for field, one in unseal(given, plan.gists).items()} if plan.gists else {}
    shown = {}
    for field, decision in plan.decisions.items():
        box = plan.chosen.get(field)
        level = level_of(box) if box else Level.WITHHELD
        answer = as_obliged(runtime.policy, decision, answers.get(field))
        shown[field] = Shown(field, level, answer, decision)
    return OpenedRecord(plan.openable.record, plan.openable.request, shown, gists, entry, release)

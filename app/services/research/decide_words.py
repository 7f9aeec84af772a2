"""A decision-maker looks at words that are held back from a partner, and sends them or leaves them where they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.clocks.answering import number_of
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.gate import open_records
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import file_key
from app.services.intake.case_history import CaseHistory, case_history, held_in_case, history_of
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.working_for import employers, no_ordinary_request
from app.services.research.renew_facts import facts_about
from app.services.research.renewing import Words, renew, words_now
from app.services.research.what_was_told import SAFETY_CHANGED, Change, Told, told_in
from app.services.research.whereabouts import asked_ever, barred_of
from app.services.research.words_held import HELD, LEFT, MEANT, waiting_in
from app.services.research.words_in_force import HeldWords, as_read, in_force, shown_now, sources
from app.services.runtime import Runtime

SENT_ANEW = "renewed"
SAY_WHY = "Write down why, in a sentence. It is kept in the disclosure log."


def words_to_decide(known: KnownCase) -> tuple[UUID, ...]:
    """The requests of a case of which words wait for a decision, by their files; none that nobody can open any more."""
    ended = {one.file_id for one in known.requests if one.state == "withdrawn"}.union(known.erased)
    waiting = (one.file_id for one in known.sent if one.state == "released" and waiting_in(one))
    return tuple(dict.fromkeys(one for one in waiting if one not in ended))


def open_held(
    runtime: Runtime, actor: Actor, case_id: UUID, file_id: UUID
) -> tuple[KnownCase, tuple[HeldWords, ...], str]:
    """The case, the words of a request that wait beside what holds now, as this person sees them, and what names both.

    Raises NotFound where none do, as for a request that was withdrawn.
    """
    known = find_case(runtime, actor, case_id)
    if file_id not in words_to_decide(known):
        raise NotFound("No words of this request wait for you: it was decided, or the request was withdrawn.")
    records = [one for one in known.sent if one.file_id == file_id and one.state == "released" and waiting_in(one)]
    release, waiting = runtime.policy.release, {one.id: (one.subject_id, sorted(waiting_in(one))) for one in records}
    opened = open_records(runtime, actor, list(waiting), fields={one: keys for one, (_, keys) in waiting.items()})
    beside = sources(release, known, waiting)
    says = open_records(runtime, actor, list(beside), fields=beside, skip_hidden=True) if beside else ()
    held = []
    for one in opened:
        for key, kept in one.fields.items():
            source = release.catalogue[key].from_case
            now = shown_now(says, one.record.subject_id, source) if source else kept
            held.append(HeldWords(one.record.subject_id, one.catalogue[key], kept, now))
    return known, tuple(held), as_read(known.history, runtime.policy.number, records)


def decide_words(
    runtime: Runtime, actor: Actor, file_id: UUID, *, send: bool, reason: str, read: str | None = None
) -> None:
    """Send what holds now of a request's held words, or leave them held back, with a reason that the log keeps.

    `read` names what this person read, as `open_held` says it: nothing else is sent, and nothing else is left, for it
    may be a warning that nobody has read. Raises NotPermitted for anybody but a decision-maker, InvalidInput without a
    reason, where something else stands by now, and where somebody is hidden from whom this partner is asked about,
    WrongState when nothing waits or the request was withdrawn, NotFound, HistoryDamaged, LogUnavailable: then nothing
    left.
    """
    if not has_duty(runtime.policy.release, actor, HUB_DECIDES):
        raise NotPermitted("Only a decision-maker can decide this. Ask one to sign in and do it.")
    if not reason.strip():
        raise InvalidInput({"reason": SAY_WHY})
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id, hold=True)
        case = work.files.lock_case(request.case_id) if request else None
        request = work.files.request(file_id) if request else None
        if request is None or case is None:
            raise NotFound("This request does not exist.")
        if request.state == "withdrawn":
            raise WrongState("This request was withdrawn: its partner can open nothing of it, and is sent nothing.")
        told = [one for one in told_in(runtime, work, actor, case, [request]) if waiting_in(one.record)]
        if not told:
            raise WrongState("No words of this request are held back. A colleague may have decided already.")
        partner, history = told[0].partner, case_history(work, case.file_id, case.reference)
        if send and partner.id in employers(history.stated()):
            number = number_of(runtime, work, case.tenant_id, partner.id)
            raise InvalidInput({"send": no_ordinary_request(partner, number)})
        if send and is_barred(work, case.file_id, case.reference, request.partner_id):
            says = "This partner is, or was, also asked about somebody a person is hidden from: leave them held back."
            raise InvalidInput({"send": says})
        if read != as_read(history, runtime.policy.number, [one.record for one in told]):
            says = "Nothing was decided: the case has changed since you read this. Read it again."
            raise InvalidInput({"send": says})
        now, words = runtime.clock.now(), words_now(runtime, work, actor, told, (), ())
        changes = _sent(runtime, work, actor, case, history, told, words) if send else [_left(one) for one in told]
        entries = renew(runtime, work, actor, changes, now, reason.strip(), quiet=not send, words=words)
        make_durable(runtime, work, record(runtime, work, entries))


def _left(told: Told) -> Change:
    return Change(_with(told, LEFT, waiting_in(told.record)), {}, {}, SAFETY_CHANGED)


def _sent(
    runtime: Runtime, work: Work, actor: Actor, case: CaseFile, history: CaseHistory, told: Sequence[Told], words: Words
) -> list[Change]:
    """What each record says from now on: of the fields that wait what the case says today, whatever place that says."""
    held = held_in_case(runtime, work, actor, file_key(runtime, work, case.file_id, case.tenant_id), case, history)
    whole = next((one.subject_id for one in work.files.subjects(case.file_id) if one.kind == "case"), None)
    changes = []
    for one in told:
        waiting, stated = waiting_in(one.record), history.stated()
        said = in_force(runtime.policy.release.catalogue, one, waiting, facts_about(held, whole, one, stated))
        now = replace(one, answers=said)
        compared, _ = words.held_in(runtime, now, one.record, said)
        meant = waiting.intersection(compared.codes.get(HELD, ()))
        changes.append(Change(_with(now, MEANT, meant), {}, dict.fromkeys(sorted(waiting), SENT_ANEW), SAFETY_CHANGED))
    return changes


def _with(told: Told, code: str, fields: Collection[str]) -> Told:
    codes = told.record.codes
    return replace(told, record=replace(told.record, codes={**codes, code: sorted({*codes.get(code, ()), *fields})}))


def is_barred(work: Work, case_id: UUID, reference: str, partner_id: UUID) -> bool:
    """Whether this partner was ever asked about somebody from whom another person of the case is hidden."""
    asked = work.files.asked_of(case_id)
    rows = work.records.of_files([case_id, *(one.request.file_id for one in asked)], "case", "request")
    history = history_of((one for one in rows if (one.kind, one.file_id) == ("case", case_id)), reference)
    sent = (one for one in rows if one.kind == "request")
    beside = asked_ever((one.request for one in asked), sent).get(partner_id, frozenset())
    people = [one.subject_id for one in work.files.subjects(case_id) if one.kind != "case"]
    records = {one: held for one in people if (held := history.standing(None, one)) is not None}
    return bool(barred_of(people, records, beside, history.stated()))

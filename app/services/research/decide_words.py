"""A decision-maker looks at words that are held back from a partner, and sends them or leaves them where they are."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.clocks.answering import number_of
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.recording import make_durable, record
from app.services.intake.case_history import case_history, history_of
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.working_for import employers, no_ordinary_request
from app.services.research.renewing import renew
from app.services.research.what_was_told import SAFETY_CHANGED, Change, Told, told_in
from app.services.research.whereabouts import asked_ever, barred_of
from app.services.research.words_held import LEFT, MEANT, waiting_in
from app.services.runtime import Runtime

SENT_ANEW = "renewed"


def words_to_decide(known: KnownCase) -> tuple[UUID, ...]:
    """The requests of a case of which words wait for a decision, by their files."""
    return tuple(dict.fromkeys(one.file_id for one in known.sent if one.state == "released" and waiting_in(one)))


def open_held(runtime: Runtime, actor: Actor, case_id: UUID, file_id: UUID) -> tuple[KnownCase, list[OpenedRecord]]:
    """The case, and each record of a request with the fields of which words wait, as this person sees them.

    Raises NotFound where none do.
    """
    known = find_case(runtime, actor, case_id)
    waiting = {one.id: sorted(waiting_in(one)) for one in known.sent if one.file_id == file_id}
    fields = {one.id: waiting[one.id] for one in known.sent if one.state == "released" and waiting.get(one.id)}
    if not fields:
        raise NotFound("No words of this request are held back.")
    return known, list(open_records(runtime, actor, list(fields), fields=fields))


def decide_words(runtime: Runtime, actor: Actor, file_id: UUID, *, send: bool, reason: str) -> None:
    """Send the held words of a request as they are, or leave them held back, with a reason that the log keeps.

    Raises NotPermitted for anybody but a decision-maker, InvalidInput without a reason and where somebody is hidden
    from whom this partner is asked about, WrongState when nothing waits, NotFound, LogUnavailable: then nothing left.
    """
    if not has_duty(runtime.policy.release, actor, HUB_DECIDES):
        raise NotPermitted("Only a decision-maker can decide this. Ask one to sign in and do it.")
    if not reason.strip():
        raise InvalidInput({"reason": "Write down why, in a sentence. It is kept in the disclosure log."})
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id, hold=True)
        case = work.files.lock_case(request.case_id) if request else None
        if request is None or case is None:
            raise NotFound("This request does not exist.")
        told = [one for one in told_in(runtime, work, actor, case, [request]) if waiting_in(one.record)]
        if not told:
            raise WrongState("No words of this request are held back. A colleague may have decided already.")
        partner = told[0].partner
        if send and partner.id in employers(case_history(work, case.file_id, case.reference).stated()):
            number = number_of(runtime, work, case.tenant_id, partner.id)
            raise InvalidInput({"send": no_ordinary_request(partner, number)})
        if send and _is_barred(work, case.file_id, case.reference, request.partner_id):
            says = "This partner is, or was, also asked about somebody a person is hidden from: leave them held back."
            raise InvalidInput({"send": says})
        now = runtime.clock.now()
        changes = [_decided(one, send=send) for one in told]
        entries = renew(runtime, work, actor, changes, now, reason.strip(), quiet=not send)
        make_durable(runtime, work, record(runtime, work, entries))


def _decided(told: Told, *, send: bool) -> Change:
    codes, waiting = told.record.codes, waiting_in(told.record)
    code = MEANT if send else LEFT
    said = {**codes, code: sorted({*codes.get(code, ()), *waiting})}
    marks = dict.fromkeys(sorted(waiting), SENT_ANEW) if send else {}
    return Change(replace(told, record=replace(told.record, codes=said)), {}, marks, SAFETY_CHANGED)


def _is_barred(work: Work, case_id: UUID, reference: str, partner_id: UUID) -> bool:
    """Whether this partner was ever asked about somebody from whom another person of the case is hidden."""
    asked = work.files.asked_of(case_id)
    rows = work.records.of_files([case_id, *(one.request.file_id for one in asked)], "case", "request")
    history = history_of((one for one in rows if (one.kind, one.file_id) == ("case", case_id)), reference)
    sent = (one for one in rows if one.kind == "request")
    beside = asked_ever((one.request for one in asked), sent).get(partner_id, frozenset())
    people = [one.subject_id for one in work.files.subjects(case_id) if one.kind != "case"]
    records = {one: held for one in people if (held := history.standing(None, one)) is not None}
    return bool(barred_of(people, records, beside, history.stated()))

"""Send research requests to one or many partners at once: each sees only what its kind may be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from app.domain.errors import ChangedSincePreview, InvalidInput, NoClock
from app.domain.files import File
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.clocks.timekeeping import timekeeping_or_why
from app.services.clocks.unattended import shut_until
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.kept_asking import Inputs, read_asking
from app.services.disclosure.permission import lock_case_in_hand
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import new_files, recipients, store_new
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.unseen_places import places_of_case
from app.services.disclosure.words_looked_at import to_look_at
from app.services.disclosure.working import begin
from app.services.intake.basis_reasons import require_reasons
from app.services.intake.case_history import held_in_case, read_case, require_said
from app.services.intake.pregnancy import ended, still_asked
from app.services.intake.roles import alleged_in
from app.services.intake.working_for import employers
from app.services.policy_control.as_relied import as_relied
from app.services.research.before_sending import before_sending
from app.services.research.boards import listed, shown_as
from app.services.research.compose import Ask
from app.services.research.partners_to_ask import Askable, askable, asked_already, partners_to_ask
from app.services.research.renew_facts import renew_facts
from app.services.research.seal_requests import Made, Sending, automatic_answers, chosen_for, made_for
from app.services.research.whereabouts import asked_ever, to_be_taken_out
from app.services.research.words_held import MEANT, to_tell, waiting_in
from app.services.runtime import Runtime

Read = Callable[[Askable, Inputs], Sequence[Ask]]
"""The asks, where it stands whom may be asked, from what the draft holds that is sent."""


def send_requests(
    runtime: Runtime, actor: Actor, case_id: UUID, asks: Sequence[Ask], previewed: str
) -> tuple[ResearchRequest, ...]:
    """Seal, log and send one request for each ask; all of them leave, or none. As `send_as_read` says."""
    return send_as_read(runtime, actor, case_id, lambda _here, _inputs: asks, previewed)


def send_as_read(
    runtime: Runtime, actor: Actor, case_id: UUID, read: Read, previewed: str, draft: UUID | None = None
) -> tuple[ResearchRequest, ...]:
    """Seal, log and send one request for each ask, which are read (`read`) where it stands who may be asked.

    What leaves is what was shown: `previewed` is how the case stood then (`CaseHistory.as_it_stands`). The draft with
    the mark `draft`, from which it was read, is erased with it. Raises ChangedSincePreview when case or draft stand
    otherwise now, InvalidInput naming what is missing, NotFound when the actor does not work on the case, Unavailable
    errors when sealing or logging cannot be done: then nothing has left.
    """
    now, release = runtime.clock.now(), runtime.policy.release
    with runtime.database.work(actor.organisation_id) as work:
        held = lock_case_in_hand(runtime, work, actor, case_id)  # what others send or say meanwhile has ended or waits
        case, purpose = held.case, release.purposes[held.case.purpose]
        subjects, asked = work.files.subjects(case_id), work.files.asked_of(case_id)
        people = [subject for subject in subjects if subject.kind != "case"]
        history, sent = read_case(work, case, asked)
        stated = history.stated()
        asked_about = still_asked(people, stated)
        here = askable(work, case, purpose, asked_about, asked_already(asked, sent))
        asks = [one.without(ended(stated)) for one in read(here, _taken(work, held.file, draft))]
        apart = () if has_duty(release, actor, HUB_DECIDES) else alleged_in(stated)
        partners = partners_to_ask(runtime, work, case, here, purpose, asks, employers(stated), apart)
        about = {one.subject_id for ask in asks for one in ask.asks_about(purpose, people)}
        hub = here.reachable[case.tenant_id].organisation
        time, no_clock = timekeeping_or_why(runtime, work, case.tenant_id, [one.id for one in partners])
        gaps = before_sending(runtime, hub, case, asked_about, stated, time, no_clock)
        if stops := {gap.key: gap.text for gap in gaps if gap.stops(about)}:
            raise InvalidInput(stops)
        if time is None:
            raise NoClock(str(no_clock))
        known = held_in_case(runtime, work, actor, held.file, case, history)
        require_said(runtime, case, stated.values(), known)
        require_reasons(release, case, stated, known)
        if previewed != history.as_it_stands(runtime.policy.number):
            raise ChangedSincePreview("This case was changed after you checked. Check again what would be sent.")
        manager = work.identity.person(decided) if (decided := history.decided_by()) else None
        sending = Sending(
            runtime=replace(runtime, policy=as_relied(runtime.policy, actor)),
            actor=actor,
            hub=hub,
            case=case,
            people=people,
            known=known,
            about_case=next((known.get(one.subject_id, {}) for one in subjects if one.kind == "case"), {}),
            automatic=automatic_answers(release, actor, hub, case, manager),
            history=history,
            agreements={one: reached.agreement for one, reached in here.reachable.items()},
            asked_before=asked_ever((one.request for one in asked), sent),
            unseen=places_of_case(runtime, work, actor, next(iter(stated.values())).id),
            time=time,
            now=now,
        )
        chosen = [chosen_for(sending, partner, ask) for ask, partner in zip(asks, partners, strict=True)]
        new = new_files(runtime, held.wrap, [uuid4() for _ in asks], now)
        own, *to = recipients(
            work,
            [
                (actor.organisation_id, actor.organisation_kind, "author"),
                *((one.id, one.kind, "addressee") for one in partners),
            ],
        )
        made = [made_for(sending, *one, own) for one in zip(partners, asks, chosen, new, to, strict=True)]
        made = _shut_now(sending, made)
        _store(work, sending, made)
        requests = [*(one.request for one in asked), *(one.request for one in made)]
        work.lists.deliver_case(shown_as(case, requests, subjects))
        entries = [(one.entry, one.file.detail_key) for one in made]
        now_about = {
            one.id: {*of, *sending.asked_before.get(one.id, ())} for one, of in zip(partners, chosen, strict=True)
        }
        anew = {one.request.file_id for one in asked if one.request.partner_id in now_about}
        stand = [one for one in sent if one.file_id in anew and one.state == "released"]
        said = any(MEANT in one.codes or waiting_in(one) for one in stand)
        if said or to_be_taken_out((one.request for one in asked), sent, now_about, stated):
            entries += renew_facts(runtime, work, actor, held.file, case, history, (case_id, {}))
        make_durable(runtime, work, record(runtime, work, entries))
    return tuple(one.request for one in made)


def _taken(work: Work, file: SealedFile, draft: UUID | None) -> Inputs:
    """What the draft holds that is sent, and with it is gone: shown to nobody."""
    if draft is None:
        return ()
    taken = work.asking.take(file.id, draft)
    if taken is None:
        raise ChangedSincePreview("This asking was saved, sent or thrown away after you checked.")
    return read_asking(file.key, taken).inputs


def _shut_now(sending: Sending, made: list[Made]) -> list[Made]:
    """With when each partner opens again that is closed before it is due, and has nobody to see what is red."""
    closed = shut_until(sending.runtime, sending.time, sending.case.rating)
    return [replace(one, request=replace(one.request, closed_until=closed.get(one.request.partner_id))) for one in made]


def _sent(request: ResearchRequest) -> Mapping[str, str]:
    """What the event of sending says."""
    times = {"due_at": request.due_at, "closed_until": request.closed_until}
    return {"rating": request.rating, **{name: at.isoformat() for name, at in times.items() if at}}


def _store(work: Work, sending: Sending, made: Sequence[Made]) -> None:
    """Store everybody's requests, show them in the lists of both sides, and have each partner told."""
    actor, case, now = sending.actor, sending.case, sending.now
    requests = [one.request for one in made]
    work.files.add_files([File(one.file_id, "request", case.tenant_id, case.file_id, now) for one in requests])
    work.files.add_requests(requests)
    sealed = [each for one in made for each in one.sealed]
    store_new(work, *sealed)
    acts = [one.file.act("sent", actor.person_id, **_sent(one.request)) for one in made]
    begin(work, actor, now, acts)
    work.lists.deliver_inbox([entry for one in requests for entry in listed(one)])
    mails = [("request_waiting", one.partner_id, one.file_id) for one in requests]
    waits = any(waiting_in(one.record) for one in sealed)
    held = [to_tell(case.tenant_id, case.file_id, now)] if waits else []
    jobs = [(kind, to, {"file_id": str(file_id)}, now) for kind, to, file_id in mails]
    work.jobs.enqueue_all([*jobs, *held, to_look_at(actor, [one.record for one in sealed], now)])

"""The hub answers a partner's question: a release like any other, sealed, granted, logged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.clocks.count_anew import go_on
from app.services.disclosure.duties import HUB_FOLLOWS_UP
from app.services.disclosure.gate import refuse
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import author, contents, file_key, recipient, release_entry, store_new
from app.services.disclosure.sealing import seal
from app.services.disclosure.words_looked_at import to_look_at
from app.services.disclosure.working import append
from app.services.intake.case_history import CaseHistory, case_history, held_in_case
from app.services.policy_control.as_relied import as_relied
from app.services.research.boards import show_locked, store_request
from app.services.research.compose import ANSWER, BY_ITSELF, carried, is_empty
from app.services.research.telling_words import require_words_chosen
from app.services.research.words_held import to_tell, waiting_in
from app.services.research.written_again import goes, require_not_employer, writing, written_again
from app.services.runtime import Runtime


def answer_partner(
    runtime: Runtime,
    actor: Actor,
    file_id: UUID,
    subject_id: UUID,
    typed: Mapping[str, Answer],
    from_case: Sequence[str] = (),
    words: Collection[str] = (),
    words_reason: str = "",
) -> ResearchRequest:
    """The hub gives what the partner asked for: the request record of that subject, with these fields new or changed.

    `from_case` names request fields to be taken as the case holds them now, unseen; `words` are those that its kind is
    not told of and that go all the same, and why. Raises InvalidInput for a field that must not be sent to this kind of
    organisation or speaks for somebody else (who asks, who decided), naming it, for words that nobody chose, and where
    somebody in the case works for the partner, which is then rung; WrongState when the question has been answered or
    the case is closed, NotFound, also for whoever may not know that it was asked.
    """
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id, duty=HUB_FOLLOWS_UP, hold=True)
        if request is None:
            raise WrongState("Open the partner's request to answer its question.")
        partner = work.identity.organisation(request.partner_id)
        if not runtime.policy.release.learns_answers(actor.role, partner.kind):
            refuse(runtime, work, actor, "answer_partner", [file_id])
        clarified = request.clarify()
        case = work.files.lock_case(request.case_id)
        if case is None or case.state == "closed":
            raise WrongState("This case is closed: nothing more can be sent in it.")
        records = work.records.of_file(file_id, "request")
        before = next((one for one in records if (one.subject_id, one.state) == (subject_id, "released")), None)
        if before is None:
            raise NotFound("This request is not about that person.")
        relied = as_relied(runtime.policy, actor, request.sent_at)
        sendable = {one.key: one for one in carried(relied.release, partner.kind, before.subject_kind)}
        strange = [key for key in typed if key not in sendable or key in BY_ITSELF]
        strange += [key for key in from_case if key not in sendable or sendable[key].from_case is None]
        if strange:
            raise InvalidInput(dict.fromkeys(strange, f"This must not be sent to {partner.name}."))
        require_words_chosen(runtime.policy.release, partner, [typed], words, words_reason)
        file = file_key(runtime, work, file_id, request.hub_id)
        history = case_history(work, case.file_id, case.reference)
        require_not_employer(runtime, work, case, history, partner, "from-case")
        known = contents(runtime, work, actor, file, [before.id])[before.id].answers
        to = recipient(work, partner.id, partner.kind, "addressee")
        one = writing(runtime, work, actor, case, history, partner, [subject_id] if goes(before) else [])
        now = one.now
        kept = {key: one for key, one in known.items() if key != ANSWER}  # it answered an earlier question
        told = {**kept, **_as_held(runtime, work, actor, case, history, subject_id, from_case), **typed}
        after, whole = written_again(one, before, known, told, typed)
        sealed = seal(relied, file.tenant, file.key, after, "hub", whole, [author(work, actor), to], now)
        work.records.save(replace(before, state="superseded", version=before.version + 1), before.version)
        store_new(work, sealed)
        clarified, moved = go_on(runtime, work, request, clarified, file.key, now)
        store_request(work, clarified)
        show_locked(work, case)
        append(work, actor, now, [file.act("clarified", actor.person_id, **moved)])
        told_of = {"file_id": str(file_id)}
        held = [to_tell(request.hub_id, case.file_id, now)] if waiting_in(after) else []
        work.jobs.enqueue_all([("question_answered", partner.id, told_of, now), *held, to_look_at(actor, [after], now)])
        agreement = work.partnerships.agreements_of(request.hub_id).get(partner.id)
        why = words_reason if words else None
        entry = release_entry(runtime, actor, "request_sent", file, [sealed], to, agreement=agreement, reason=why)
        make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key)]))
    return clarified


def _as_held(  # where it is held, then what is wanted of it
    runtime: Runtime,
    work: Work,
    actor: Actor,
    case: CaseFile,
    history: CaseHistory,
    subject_id: UUID,
    wanted: Sequence[str],
) -> Mapping[str, Answer]:
    """Request fields as the case holds them now of the subject, on record or stated; shown to nobody here."""
    if not wanted:
        return {}
    file = file_key(runtime, work, case.file_id, case.tenant_id)
    held = held_in_case(runtime, work, actor, file, case, history).get(subject_id, {})
    sources = {key: runtime.policy.release.catalogue[key].from_case for key in wanted}
    found = {key: held[source] for key, source in sources.items() if source and source in held}
    return {key: answer for key, answer in found.items() if not is_empty(answer)}

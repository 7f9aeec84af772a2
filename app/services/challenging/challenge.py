"""A case's decision-maker does not accept a partner's answer, and says why: a release like any other, once a request.

Any answer can be challenged: if a decline alone could be, that it was challenged would tell whoever reads rows what was
answered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotFound, Stale, WrongState
from app.domain.events import CHALLENGED
from app.domain.identity import Actor, Organisation, Person
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.challenging.seniors import returns_of, seniors_of
from app.services.clocks.if_sent_now import due_if_sent
from app.services.clocks.timekeeping import timekeeping_or_why
from app.services.disclosure.duties import HUB_DECIDES
from app.services.disclosure.gate import refuse
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import author, contents, file_key, recipient, release_entry, store_new
from app.services.disclosure.sealing import seal
from app.services.disclosure.words_looked_at import to_look_at
from app.services.disclosure.working import append
from app.services.intake.case_history import case_history
from app.services.policy_control.as_relied import as_relied
from app.services.research.boards import show_locked, store_request
from app.services.research.compose import CHALLENGE
from app.services.research.telling_words import require_words_chosen
from app.services.research.words_held import to_tell, waiting_in
from app.services.research.written_again import goes, require_not_employer, writing, written_again
from app.services.runtime import Runtime

LONGEST_WHY: Final = 1200
"""Characters of a reason: as long as the field of the request it stands in."""
MAIL: Final = "challenged"
CLOSED: Final = "This case is closed: no answer in it can be challenged. Reopen it first."
NOBODY: Final = (
    "Nobody at {} could answer a challenge: whoever approves there wrote this answer, or nobody does. Ring them, or "
    "raise it with the strategic board."
)


@dataclass(frozen=True, slots=True)
class Challengeable:
    """A request whose answer could be challenged now: by whom at its partner it would be looked at, wanted by when.

    `why_not` says why it cannot be, None where it can. `due` is None where the hub promises nothing at its rating.
    """

    request: ResearchRequest
    partner: Organisation
    seniors: tuple[Person, ...]
    due: datetime | None
    why_not: str | None


def find_challengeable(runtime: Runtime, actor: Actor, file_id: UUID) -> Challengeable:
    """What whoever decides is shown before they challenge; opens nothing. Raises NotFound, after logging a refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        request, partner = _in_hand(runtime, work, actor, file_id, hold=False)
        case = work.files.case(request.case_id)
        seniors = seniors_of(runtime, work, request, returns_of(work, file_id))
        due = _due(runtime, work, request)
        why_not = CLOSED if case is None or case.state == "closed" else None
        try:
            request.contest(due)
        except WrongState as error:
            why_not = error.message
        if why_not is None and not seniors:
            why_not = NOBODY.format(partner.name)
        return Challengeable(request, partner, seniors, due, why_not)


def challenge_answer(
    runtime: Runtime,
    actor: Actor,
    file_id: UUID,
    why: str,
    *,
    seen_version: int,
    words: Collection[str] = (),
    words_reason: str = "",
) -> ResearchRequest:
    """Send the reason to the partner, whose seniors are told; it stands in what is asked about everybody.

    `seen_version` is the request's as the actor saw it. `words` are those that its kind is not told of and that go all
    the same, and why. Raises InvalidInput naming what is missing, or where somebody in the case works for the partner;
    Stale when the partner has done something since; WrongState when it cannot be challenged, or was once; NotFound,
    also for whoever may not know how it answers.
    """
    if not why.strip() or len(why.strip()) > LONGEST_WHY:
        ask = f"Say why you do not accept this answer, in up to {LONGEST_WHY} characters."
        raise InvalidInput({CHALLENGE: ask})
    with runtime.database.work(actor.organisation_id) as work:
        _, partner = _in_hand(runtime, work, actor, file_id, hold=True)
        request = work.files.request(file_id)
        case = work.files.lock_case(request.case_id) if request else None
        if request is None or case is None:
            raise NotFound("This request does not exist.")
        if case.state == "closed":
            raise WrongState(CLOSED)
        contested = request.contest(_due(runtime, work, request))
        if request.version != seen_version:
            raise Stale("The partner has just done something in this request. See what, before you challenge it.")
        returned = returns_of(work, file_id)
        if not seniors_of(runtime, work, request, returned):
            raise WrongState(NOBODY.format(partner.name))
        typed = {CHALLENGE: plain(why.strip())}
        require_words_chosen(runtime.policy.release, partner, [typed], words, words_reason)
        history = case_history(work, case.file_id, case.reference)
        require_not_employer(runtime, work, case, history, partner, CHALLENGE)
        standing = [one for one in work.records.of_file(file_id, "request") if one.state == "released"]
        one = writing(
            runtime, work, actor, case, history, partner, [each.subject_id for each in standing if goes(each)]
        )
        file = file_key(runtime, work, file_id, request.hub_id)
        known = contents(runtime, work, actor, file, [each.id for each in standing])
        to, own = recipient(work, partner.id, partner.kind, "addressee"), author(work, actor)
        again = [
            written_again(one, each, known[each.id].answers, {**known[each.id].answers, **typed}, typed)
            for each in standing
        ]
        relied = as_relied(runtime.policy, actor, request.sent_at)
        sealed = [
            seal(relied, file.tenant, file.key, after, "hub", whole, [own, to], one.now) for after, whole in again
        ]
        work.records.supersede(standing, ())
        store_new(work, *sealed)
        store_request(work, contested)
        show_locked(work, case)
        due = contested.challenge_due_at
        codes = {"challenge_due_at": due.isoformat()} if due else {}
        append(work, actor, one.now, [file.act(CHALLENGED, actor.person_id, **codes)])
        held = [to_tell(request.hub_id, case.file_id, one.now)] if any(waiting_in(after) for after, _ in again) else []
        payload = {"file_id": str(file_id), "but": str(returned[0].author_person_id)}
        told = [(MAIL, partner.id, payload, one.now), *held]
        work.jobs.enqueue_all([*told, to_look_at(actor, [after for after, _ in again], one.now)])
        agreement = work.partnerships.agreements_of(request.hub_id).get(partner.id)
        reason = words_reason if words else None
        entry = release_entry(runtime, actor, "request_sent", file, sealed, to, agreement=agreement, reason=reason)
        make_durable(runtime, work, record(runtime, work, [(entry, file.detail_key)]))
    return contested


def _in_hand(
    runtime: Runtime, work: Work, actor: Actor, file_id: UUID, *, hold: bool
) -> tuple[ResearchRequest, Organisation]:
    request = require_hub_file(runtime, work, actor, file_id, duty=HUB_DECIDES, hold=hold)
    if request is None:
        raise NotFound("This is no request.")
    partner = work.identity.organisation(request.partner_id)
    if not runtime.policy.release.learns_answers(actor.role, partner.kind):
        refuse(runtime, work, actor, "challenge_answer", [file_id])
    return request, partner


def _due(runtime: Runtime, work: Work, request: ResearchRequest) -> datetime | None:
    """As soon as an answer would be wanted that was asked for now: the clock of its request has ended."""
    time, _ = timekeeping_or_why(runtime, work, request.hub_id, [request.partner_id])
    return due_if_sent(runtime, time, request.rating).get(request.partner_id)

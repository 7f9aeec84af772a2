"""Whether the drafts of a return are whole: every item answered, reasons stated, no word of a place without why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.answers import Answer, finished
from app.domain.errors import InvalidInput
from app.domain.identity import Actor, Organisation
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.services.disclosure.releasing import contents
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.sealing import Content
from app.services.policy_control.as_relied import as_relied, not_in_use
from app.services.research.completeness import Asked, gaps, stated_in, what_was_sent
from app.services.research.compose import ASKED, fitting
from app.services.research.disclosing import basis_without_disclosure, discloses
from app.services.research.open_work import answered
from app.services.research.own_basis import basis_problems
from app.services.research.said_of_sent import WORDS_SAY, saying_sent_places, stop_on
from app.services.runtime import PolicyInForce, Runtime


def complete_return(
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    request: ResearchRequest,
    drafts: Sequence[Record],
    records: Sequence[Record],
    legal_basis: str,
    *,
    own: Organisation,
    why_said: str | None = None,
) -> tuple[Mapping[UUID, Content], str]:
    """The drafts' contents, if they may be signed off, and the legal basis to write beside them. Raises InvalidInput.

    `own` is the actor's organisation. Where nothing of what is held leaves, whoever signs need not choose one. Where
    words say a protected place that the partner was sent, `why_said` must say why they stay; None while it is not
    signed yet.
    """
    release = runtime.policy.release
    today = runtime.clock.now().astimezone(LONDON).date()
    errors: dict[str, str] = {}
    asking = {one.subject_id: one.id for one in records if one.kind == "request" and one.state == "released"}
    opened = contents(runtime, work, actor, file, [*(one.id for one in drafts), *asking.values()])
    held = {draft.id: opened[draft.id] for draft in drafts}
    tells = any(discloses(release.catalogue, finished(one.answers)) for one in held.values())
    if not tells:
        legal_basis = basis_without_disclosure(runtime, request, own, [one.subject_kind for one in drafts])
    stated = stated_in(release, (finished(one.answers) for one in held.values()))
    relied = as_relied(runtime.policy, own, request.sent_at)
    for draft in drafts:
        about = asking.get(draft.subject_id)
        errors |= not_in_use(relied, held[draft.id].answers)
        asked = _asked(relied, opened[about].answers if about else {}, draft.subject_kind)
        errors |= gaps(release, own.kind, asked, held[draft.id], today)
        errors |= basis_problems(runtime, request, own, draft.subject_kind, legal_basis, stated, discloses=tells)
    if why_said == "":
        sent = [(one, opened[one.id].answers) for one in records if one.id in asking.values()]
        said = [saying_sent_places(release.catalogue, sent, answered(one), today) for one in held.values()]
        if fields := dict.fromkeys(key for each in said for key in each):
            errors[WORDS_SAY] = stop_on(release.catalogue, fields)
    if errors:
        raise InvalidInput(errors)
    return held, legal_basis


def _asked(relied: PolicyInForce, sent: Mapping[str, Answer], subject: str) -> Asked:
    answer = sent.get(ASKED)
    asked = [row["field"] for row in answer.value if row["field"] not in relied.not_in_use] if answer else []
    return Asked(fitting(relied.release, asked, subject), what_was_sent({key: one.value for key, one in sent.items()}))

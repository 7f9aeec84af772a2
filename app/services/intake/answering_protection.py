"""Who may say that somebody need not be hidden, and what they give for it: whoever says so is shown what a mask hid.

To say that somebody must be hidden is anybody's. To end protection, or to answer it away where an address stands that
one need not have typed, is a decision-maker's, with a reason. Whoever takes the case in answers in the act that gives
the address, with what they know it from, unless something already says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.domain.answers import Answer
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.disclosure.releasing import own_contents
from app.services.disclosure.sealed_file import SealedFile
from app.services.intake.case_history import CaseHistory
from app.services.research.compose import is_empty
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import PLACES, PROTECTED, UNKNOWN, UNPROTECTED

QUESTION = "case_protected_address"
BECAUSE = "case_not_protected_because"
ANSWERS = {"yes": PROTECTED, "no": UNPROTECTED}
LOOSENS = ReasonedAct(
    "answer_protection", "Say how you know that nobody must be kept from it, in at least 10 characters."
)


def protection_after(answers: Mapping[str, Answer], before: str) -> str:
    """What a save makes of it; what is not answered in it stays."""
    answer = answers.get(QUESTION)
    return before if answer is None else ANSWERS.get(answer.value, UNKNOWN)


def is_looser(before: str, after: str) -> bool:
    """Whether whoever could not be shown where somebody is may be shown it from now on."""
    return before != after and (before == PROTECTED or after == UNPROTECTED)


def wrong_answer(
    release: PolicyRelease, actor: Actor, answers: Mapping[str, Answer], held: Mapping[str, Answer], *, raised: bool
) -> Mapping[str, str]:
    """What stands against a looser answer, by field; nothing when it may be given. Pure.

    `held` is what the record held before it; `raised` whether the concern, a marker or an earlier answer says that
    somebody may have to be hidden.
    """
    known = [release.catalogue[key] for key, one in held.items() if key in release.catalogue and not is_empty(one)]
    placed = any(not PLACES.isdisjoint(one.tags) for one in known)
    if (raised or placed) and not has_duty(release, actor, HUB_DECIDES):
        return {QUESTION: "Ask a decision-maker to say that this address is not protected. “Yes” you can say yourself."}
    reason = answers[BECAUSE].value if BECAUSE in answers else None
    wrong = wrong_reason(LOOSENS, str(reason or ""))
    return {BECAUSE: wrong["reason"]} if wrong else {}


def is_raised(  # who asks, then of what
    runtime: Runtime,
    work: Work,
    actor: Actor,
    file: SealedFile,
    case: CaseFile,
    history: CaseHistory,
    subject_id: UUID,
) -> bool:
    """Whether the case's purpose or kind of concern, or anything said or returned of this person, tells of hiding."""
    rule = runtime.policy.release.protection
    if case.purpose in rule.purposes:
        return True
    said = [one for (_, about), chain in history.chains.items() if about == subject_id for one in chain]
    requests = [one.file_id for one in work.files.requests_of(case.file_id)]
    returned = [one for one in work.records.of_files(requests, "return") if one.subject_id == subject_id]
    if any(one.protection == PROTECTED for one in (*said, *returned)):
        return True
    whole = next(one.subject_id for one in work.files.subjects(case.file_id) if one.kind == "case")
    concern = history.standing(None, whole)
    held = own_contents(runtime, work, actor, file, [concern.id])[concern.id].answers if concern else {}
    return any(key in held and held[key].value in values for key, values in rule.concerns.items())

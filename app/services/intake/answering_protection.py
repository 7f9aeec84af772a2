"""Who may say that somebody need not be hidden, and what they give for it: whoever says so is shown what a mask hid.

To say that somebody must be hidden is anybody's. To end protection, or to answer it away where an address stands that
one need not have typed, is a decision-maker's, with a reason. Whoever takes the case in answers in the act that gives
the address, with what they know it from, unless something already says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.answers import Answer
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.records import Record
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.research.compose import is_empty
from policies.engine.release import PolicyRelease
from policies.engine.renewal import Guarded
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


def is_raised(
    rule: Guarded, case: CaseFile, about: Iterable[Record], returned: Iterable[Record], concern: Mapping[str, Answer]
) -> bool:
    """Whether a case's purpose or its `concern`, or anything said about a person or returned, tells of hiding. Pure."""
    told = any(one.protection == PROTECTED for one in (*about, *returned))
    named = any(key in concern and concern[key].value in values for key, values in rule.concerns.items())
    return told or named or case.purpose in rule.purposes

"""What saving what is known of people makes of their records: of one, or of a whole household in one act.

Whom it is to be answered again of that they need not be protected is found over all of them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.opening_hours import LONDON
from app.domain.ports import Work
from app.domain.records import Record
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.stating import Saying, Statement
from app.services.disclosure.stating import Stated as Recorded
from app.services.intake.age import BORN, WORDS, other_kind
from app.services.intake.answering_protection import (
    BECAUSE,
    QUESTION,
    is_looser,
    is_raised,
    protection_after,
    wrong_answer,
)
from app.services.intake.case_history import CaseHistory
from app.services.intake.same_home import (
    ADDRESS,
    Held,
    hidden_by,
    lives_with_protected,
    sayings_of,
    to_be_answered,
    unanswered,
)
from app.services.research.whereabouts import Stated
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import UNKNOWN, UNPROTECTED

TOGETHER = (
    "Somebody in this case lives at the same address, and it is protected. Say of them first that it is not, or, if it"
    " is hidden from this person, what this person is in the concern."
)


@dataclass(frozen=True, slots=True)
class Before:
    """A case as it stood when somebody saved: what is held of each, and what is stated, before and with this act."""

    case: CaseFile
    file: SealedFile
    subjects: Sequence[Subject]
    history: CaseHistory
    held: Held
    stated: Stated
    """What stood before this act."""
    stating: Stated
    """What stands with it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a save makes: the records to be said, first of those who were saved, the reasons why protection was answered
    away, by person, and what is wrong with it, by person and field. Nothing is said where anything is wrong.
    """

    sayings: tuple[Saying, ...]
    reasons: Mapping[UUID, str]
    wrong: Mapping[UUID, Mapping[str, str]]


def made_of(
    runtime: Runtime, work: Work, actor: Actor, before: Before, given: Mapping[UUID, Mapping[str, Answer]]
) -> Made:
    """What becomes of the records of these people once what is `given` of them is saved, all at once."""
    release, held, history = runtime.policy.release, before.held, before.history
    after: Held = {**held, **{one: {**held.get(one, {}), **answers} for one, answers in given.items()}}
    stood = {one: record.protection for one in after if (record := history.standing(None, one))}
    protection = dict(stood)
    reasons: dict[UUID, str] = {}
    wrong: dict[UUID, Mapping[str, str]] = {}
    today = runtime.clock.now().astimezone(LONDON).date()
    about = {one.subject_id: one for one in before.subjects}
    returned = _returned(work, before) if any(QUESTION in answers for answers in given.values()) else ()
    for one, answers in given.items():
        kept = held.get(one, {})
        anew = answers if answers.get(QUESTION) != kept.get(QUESTION) else {}
        stood_as = stood.get(one, UNKNOWN)
        protection[one] = protection_after(anew, stood_as)
        found: dict[str, str] = dict(_fields(release, about[one], answers))
        if is_looser(stood_as, protection[one]):
            raised = bool(hidden_by(one, held, before.stated)) or _is_raised(release, returned, before, one)
            found |= wrong_answer(release, actor, answers, kept, raised=raised)
            reasons[one] = str(answers[BECAUSE].value).strip() if BECAUSE in answers else ""
        if BORN in answers and answers[BORN] != kept.get(BORN):
            found |= _age(about[one], after[one], today)
        answers_no = protection[one] == UNPROTECTED and QUESTION in anew
        if answers_no and not found and lives_with_protected(one, after, before.stating):
            found = {QUESTION: TOGETHER}
        if found:
            wrong[one] = found
    anew_of = to_be_answered((held, before.stated), (after, before.stating), protection)
    decides = has_duty(release, actor, HUB_DECIDES)
    sayings = []
    for one, answers in given.items():
        # “No” was said of the address it was said with; whether the new one is hers is not for whoever moves them.
        moves = ADDRESS in answers and answers[ADDRESS] != held.get(one, {}).get(ADDRESS) and not decides
        hiding = bool(hidden_by(one, held, before.stated))
        now, is_now = after[one], protection[one]
        if is_now == UNPROTECTED and ((moves and hiding) or one in anew_of):
            is_now, now = UNKNOWN, unanswered(now)
        elif is_now != UNPROTECTED and BECAUSE in now:
            # A reason is for the answer it was given with: it stands as long as that does.
            now = {**now, BECAUSE: plain(None)}
        said = Statement(about[one], None, now, {}, is_now, answers.keys())
        sayings.append(Saying(before.file, said, history.standing(None, one)))
    others = sayings_of(before.file, history, before.subjects, after, anew_of - given.keys())
    return Made((*sayings, *others), reasons, wrong)


def reasoned(saved: Recorded, made: Made) -> Entry:
    """The entry of a saved record, with the reason where protection was answered away in it."""
    reason = made.reasons.get(saved.record.subject_id)
    return replace(saved.entry, reason=reason) if reason else saved.entry


def _fields(release: PolicyRelease, subject: Subject, answers: Mapping[str, Answer]) -> Mapping[str, str]:
    known = {field.key for field in release.catalogue.fields_for("case", "hub")}
    if strange := [field for field in answers if field not in known]:
        return dict.fromkeys(strange, "This is not a field of a case.")
    reserved = sorted(release.reserved(subject.kind) & answers.keys())
    return dict.fromkeys(reserved, "This stands under a decision. Record the decision to change it.")


def _age(subject: Subject, held: Mapping[str, Answer], today: date) -> Mapping[str, str]:
    """Refuse a date of birth of somebody who is no such person today: which of the two is wrong only a person knows."""
    really = other_kind(subject.kind, held, today)
    if really is None:
        return {}
    says = f"On this date of birth they are {WORDS[really]} today, and the case has them as {WORDS[subject.kind]}."
    return {BORN: f"{says} Correct the date, or add them to the case as {WORDS[really]}."}


def _returned(work: Work, before: Before) -> Sequence[Record]:
    requests = [one.file_id for one in work.files.requests_of(before.case.file_id)]
    return work.records.of_files(requests, "return") if requests else ()


def _is_raised(release: PolicyRelease, returned: Sequence[Record], before: Before, subject_id: UUID) -> bool:
    concern = next((before.held.get(one.subject_id, {}) for one in before.subjects if one.kind == "case"), {})
    about = [one for (_, person), chain in before.history.chains.items() if person == subject_id for one in chain]
    theirs = [one for one in returned if one.subject_id == subject_id]
    return is_raised(release.protection, before.case, about, theirs, concern)

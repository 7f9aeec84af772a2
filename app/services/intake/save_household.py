"""Save a household in one act: who they are, what each is in the concern, where they live and how they are related.

For a case of which nobody has been asked yet. From then on each change is one that partners may have to hear of, and is
made on the page of whomever it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, NotFound, NotPermitted, Stale, WrongState
from app.domain.files import Subject
from app.domain.identity import Actor
from app.domain.records import Record
from app.services.disclosure.duties import HUB_DECIDES, has_duty
from app.services.disclosure.permission import case_in_hand
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.stating import Saying, Statement, state_all
from app.services.intake.case_history import CaseHistory, case_history, held_on_record
from app.services.intake.relations import Relation, related
from app.services.intake.roles import ARE_ALLEGED, IN_CONCERN, SAID, role_of, wrong_with_role
from app.services.intake.saving import Before, made_of, reasoned
from app.services.intake.working_for import SAYS
from app.services.intake.wrong_with import wrong_with
from app.services.runtime import Runtime
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import ROLE, WORKS_FOR

SAID_BY = "case_role_said_by"
STAFF = "works_for"
ASKED = "Partners have been asked already. Change what is known of somebody on their own page: it says who hears of it."


@dataclass(frozen=True, slots=True)
class Household:
    """What was typed and ticked once for everybody.

    `known` is of each person what is known of them alone; `home` what is said of the place where all of `here` live.
    `roles` are said by `said_by`, and `relations` are all there are between them. `staff` answers, of everybody alleged
    to cause harm of whom it is not said yet, whether they work for a partner (no or not_known). `seen` is the digest of
    the case as the form showed it.
    """

    known: Mapping[UUID, Mapping[str, Answer]]
    home: Mapping[str, Answer]
    here: frozenset[UUID]
    roles: Mapping[UUID, str]
    said_by: str
    staff: str | None
    relations: tuple[Relation, ...]
    seen: str

    def __repr__(self) -> str:
        return f"Household({len(self.known)} people, …)"


def save_household(runtime: Runtime, actor: Actor, case_id: UUID, given: Household) -> tuple[Record, ...]:
    """Store all of it or nothing, sealed and logged, in statements of the database that do not grow with the people.

    Raises InvalidInput keyed `<subject>.<field>`, and `said_by` for roles that somebody must stand for; Stale when
    anything in the case has moved on, WrongState once somebody has been asked or the case is closed, NotPermitted,
    HistoryDamaged, NotFound.
    """
    release = runtime.policy.release
    with runtime.database.work(actor.organisation_id) as work:
        file = case_in_hand(runtime, work, actor, case_id).file
        work.files.lock_for_change(case_id)
        case = work.files.lock_case(case_id)
        if case is None:
            raise NotFound("This case does not exist.")
        if case.state == "closed":
            raise WrongState("This case is closed. Start a new case if there is a new concern.")
        if work.files.requests_of(case_id):
            raise WrongState(ASKED)
        if actor.role not in {*release.statements[SAID].who, *release.statements[STAFF].who}:
            raise NotPermitted("Your role cannot record this.")
        people = work.files.subjects(case_id)
        history = case_history(work, case_id, case.reference)
        if history.as_it_stands(runtime.policy.number) != given.seen:
            raise Stale("A colleague has saved this since you opened it. Open it again, then add what you typed.")
        statements, wrong = _statements(release, actor, file, people, history, given)
        if wrong:
            raise InvalidInput(wrong)
        stated = state_all(runtime, work, actor, case, statements) if statements else ()
        said = history.stated()
        stating = {**said, **{(one.record.what or "", one.record.subject_id): one.record for one in stated}}
        held = held_on_record(runtime, work, actor, file, history)
        before = Before(case, file, people, history, held, said, stating)
        made = made_of(runtime, work, actor, before, _changed(people, held, given))
        if made.wrong:
            raise InvalidInput({f"{who}.{key}": text for who, each in made.wrong.items() for key, text in each.items()})
        saved = state_all(runtime, work, actor, case, made.sayings) if made.sayings else ()
        entries = [*(one.entry for one in stated), *(reasoned(one, made) for one in saved)]
        if entries:
            make_durable(runtime, work, record(runtime, work, [(one, file.detail_key) for one in entries]))
    return tuple(one.record for one in (*stated, *saved))


def _changed(
    people: Sequence[Subject], held: Mapping[UUID, Mapping[str, Answer]], given: Household
) -> Mapping[UUID, Mapping[str, Answer]]:
    """What is new of each person; whoever nothing is new of is not saved."""
    ids = [one.subject_id for one in people if one.kind != "case"]
    typed = {one: {**given.known.get(one, {}), **(given.home if one in given.here else {})} for one in ids}
    named = {one: {**held.get(one, {}), **typed[one]} for one in ids}
    relating = related(people, held, named, given.relations)
    new = {one: {**typed[one], **relating.get(one, {})} for one in ids}
    found = {
        one: {key: answer for key, answer in each.items() if answer != held.get(one, {}).get(key)}
        for one, each in new.items()
    }
    return {one: each for one, each in found.items() if each}


def _statements(
    release: PolicyRelease,
    actor: Actor,
    file: SealedFile,
    people: Sequence[Subject],
    history: CaseHistory,
    given: Household,
) -> tuple[list[Saying], dict[str, str]]:
    """What is said of each: their role where it is another one, and whether those alleged work for a partner."""
    stated, decides = history.stated(), has_duty(release, actor, HUB_DECIDES)
    sayings: list[Saying] = []
    wrong: dict[str, str] = {}
    for one in (each for each in people if each.kind in release.statements[SAID].subjects):
        stood = role_of(stated, one.subject_id)
        role = given.roles.get(one.subject_id) or stood
        if role is not None and role != stood:
            words = {IN_CONCERN: plain(role), **({SAID_BY: plain(given.said_by)} if given.said_by else {})}
            codes: dict[str, Any] = {ROLE: role}
            found = {**wrong_with(release, release.statements[SAID], words, codes)}
            found |= wrong_with_role(one, codes, words, stated, decides=decides)
            wrong |= {SAID_BY if key == SAID_BY else f"{one.subject_id}.{key}": text for key, text in found.items()}
            sayings.append(_saying(file, history, one, SAID, words, codes))
        if role in ARE_ALLEGED and given.staff and (STAFF, one.subject_id) not in stated:
            sayings.append(_saying(file, history, one, STAFF, {SAYS: plain(given.staff)}, {WORKS_FOR: {}}))
    return sayings, wrong


def _saying(
    file: SealedFile,
    history: CaseHistory,
    subject: Subject,
    what: str,
    words: Mapping[str, Answer],
    codes: Mapping[str, Any],
) -> Saying:
    held = history.standing(None, subject.subject_id)
    protection = held.protection if held else "unknown"
    statement = Statement(subject, what, words, codes, protection, words.keys())
    return Saying(file, statement, history.standing(what, subject.subject_id))

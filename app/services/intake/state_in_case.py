"""Say something in a case under one's own name: a decision, what a family knows, an adult's wishes, the outcome.

Its kinds are data (policies/statements.toml). What stood before stays, with who said it and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import InvalidInput, NotFound, NotPermitted, Stale, WrongState
from app.domain.escalation import ENDED, RAISED
from app.domain.files import CaseFile, Subject
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.services.clocks.decision_due import time_case
from app.services.disclosure.duties import HUB_FOLLOWS_UP
from app.services.disclosure.permission import case_in_hand
from app.services.disclosure.record_refusal import record_refusal
from app.services.disclosure.recording import DetailKey, make_durable, record
from app.services.disclosure.releasing import own_contents
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.stating import Saying, Stated, Statement, state, state_all
from app.services.duty.acts import end_if_less_urgent
from app.services.escalation.with_board import begins_anew, note_with_board
from app.services.intake.basis_reasons import asked_by
from app.services.intake.case_history import CaseHistory, case_history, held_on_record
from app.services.intake.end_pregnancy import end_pregnancy
from app.services.intake.known_as import follow_known
from app.services.intake.look_again import ask_to_look
from app.services.intake.outcome_slip import write_outcome_slip
from app.services.intake.pregnancy import has_ended
from app.services.intake.roles import SAID, why_not_asked
from app.services.intake.same_home import sayings_of, to_be_answered
from app.services.intake.still_open import hold_chosen, settle, waiting_in
from app.services.intake.wrong_here import wrong_here
from app.services.intake.wrong_with import wrong_with
from app.services.research.asking_draft import end_asking
from app.services.research.boards import refresh_board
from app.services.research.compose import is_empty
from app.services.research.re_rate import re_rate_requests
from app.services.research.renew_facts import renew_facts, still_renewed
from app.services.research.renewing import Entries
from app.services.runtime import Runtime
from policies.engine import vocabulary
from policies.engine.release import PolicyRelease
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import FOR_BASIS, HIDDEN_FROM

PLACES_FOLLOW = (SAID, HIDDEN_FROM)
"""What says from whom a place is hidden: requests that left before follow it."""


def state_in_case(
    runtime: Runtime,
    actor: Actor,
    case_id: UUID,
    subject_id: UUID,
    what: str,
    words: Mapping[str, Answer],
    seen_version: int | None,
    codes: Mapping[str, Any] | None = None,
    *,
    still_open: Mapping[UUID, str] | None = None,
) -> Record:
    """Record it with the person who says it and the time: sealed, logged and durable before it is acknowledged.

    Words that are not named stay as they stood; those that hold nothing are left out. `seen_version` is that of what
    stood when the form was shown, None for nothing. Whoever closes the case says of each request that waits whether it
    is withdrawn or goes on waiting (`still_open`; None: all go on), and whoever ends a pregnancy the same of each that
    waits about that unborn child. Raises NotPermitted, after logging it, when the role may not say it, InvalidInput for
    what it lacks or must not say, Stale when a colleague has said it meanwhile, WrongState when the case is closed
    (open, for what reopens it), HistoryDamaged, NotFound.
    """
    kind = runtime.policy.release.statements.get(what)
    if kind is None or kind.about == "request" or kind.at_start:
        raise NotFound("Nothing of this kind is recorded in a case.")
    with runtime.database.work(actor.organisation_id) as work:
        file = case_in_hand(runtime, work, actor, case_id, duty=HUB_FOLLOWS_UP).file
        if actor.role in kind.who:
            given = Given(subject_id, words, codes or {}, seen_version, still_open)
            return state_by_key(runtime, work, actor, file, kind, given)
    record_refusal(runtime, actor, what)
    who = " or ".join(runtime.policy.release.roles[role].label.lower() for role in kind.who)
    raise NotPermitted(f"Only a {who} can record this. Ask one to sign in and do it.")


class Given(NamedTuple):
    """What somebody says in a case: of whom, in which words and codes, and what they had seen."""

    subject_id: UUID
    words: Mapping[str, Answer]
    codes: Mapping[str, Any]
    seen_version: int | None
    still_open: Mapping[UUID, str] | None = None


def state_by_key(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, kind: StatementKind, given: Given
) -> Record:
    """The same by whoever was found to be allowed to, with the key of the case’s file. Raises what it does."""
    hold_chosen(work, given.still_open or {})
    case = work.files.lock_case(file.id)  # of two at once, the second sees what the first has said
    if case is None:
        raise NotFound("This case does not exist.")
    if case.state != "closed" and kind.state == "open":
        raise WrongState("This case is open.")
    people = work.files.subjects(case.file_id)
    subject = _about(people, given.subject_id, kind)
    history = case_history(work, case.file_id, case.reference)
    renews = partners_hear(kind) and still_renewed(runtime, case, history, runtime.clock.now())
    if case.state == "closed" and kind.state != "open" and not renews and not kind.of_closed:
        raise WrongState("This case is closed. Nothing more can be recorded in it until it is reopened.")
    before = history.standing(kind.key, subject.subject_id)
    if (before.version if before else None) != given.seen_version:
        own = before is not None and before.author_person_id == actor.person_id
        whose = "You have recorded this yourself" if own else "A colleague has recorded this"
        raise Stale(f"{whose} since you opened it. Open it again, then add what you typed.")
    stands = None if begins_anew(kind, case, before) else before
    stood = own_contents(runtime, work, actor, file, [stands.id])[stands.id].answers if stands else {}
    said, codes = _as_it_would_stand(runtime.policy.release, case, kind, stood, given)
    if why := why_not_asked(kind, subject, history.stated()):
        raise InvalidInput({kind.words[0]: why})
    about = (subject, people, history)
    wrong = wrong_here(runtime, work, actor, case, kind, about, (said, given.words), codes)
    closes = kind.state == "closed" and given.still_open is not None
    waiting, unsettled = waiting_in(work, case, given.still_open or {}) if closes else ((), {})
    if wrong := {**wrong_with(runtime.policy.release, kind, said, codes), **wrong, **unsettled}:
        raise InvalidInput(wrong)
    held = history.standing(None, subject.subject_id)
    protection = held.protection if held else "unknown"
    entries: list[tuple[Entry, DetailKey]] = []
    if given.still_open is not None and closes:
        entries += settle(runtime, work, actor, case, waiting, given.still_open)
    if kind.of_pregnancy and has_ended(codes):
        entries += end_pregnancy(runtime, work, actor, file, case, (subject, said, given.still_open or {}), history)
    after = _latest(history, _compared(kind))
    statement = Statement(subject, kind.key, said, codes, protection, given.words.keys())
    stated = state(runtime, work, actor, case, Saying(file, statement, before, after))
    if kind.codes:
        entries += _follows(runtime, work, actor, file, case, kind, stated.record)
    entries.append((stated.entry, file.detail_key))
    homes = _homes(runtime, work, actor, case, file, history, stated.record)
    entries += [(one.entry, file.detail_key) for one in homes]
    told: Entries = ()
    if partners_hear(kind):
        words = {**dict.fromkeys(kind.words), **said}
        stored = [stated.record, *(one.record for one in homes)]
        told = renew_facts(runtime, work, actor, file, case, history, (subject.subject_id, words), stored)
    make_durable(runtime, work, record(runtime, work, [*entries, *told]))
    return stated.record


def _follows(
    runtime: Runtime, work: Work, actor: Actor, file: SealedFile, case: CaseFile, kind: StatementKind, said: Record
) -> list[tuple[Entry, DetailKey]]:
    """Bring in step with what stands in clear of it: a slip, requests, what lists show; the entries of that."""
    entries: list[tuple[Entry, DetailKey]] = []
    if kind.state == "closed":
        write_outcome_slip(runtime, work, actor, file, case, said)
        entries += end_asking(runtime, work, actor, file, case)
    if kind.rates:
        rated = replace(case, rating=said.codes[vocabulary.RATING])
        re_rate_requests(runtime, work, actor, case, rated.rating)
        time_case(runtime, work, actor, file, rated, "re_rated")
        entries += end_if_less_urgent(runtime, work, actor, file, rated.rating)
    if kind.state == "open":
        time_case(runtime, work, actor, file, replace(case, counted_from=runtime.clock.now()), "counted_anew")
    if kind.holds:
        ask_to_look(work, case, said)
    if kind.of_known:
        follow_known(work, said)
    if kind.with_board:
        entries += note_with_board(runtime, work, actor, case, said.codes)
    refresh_board(work, case)
    return entries


def _compared(kind: StatementKind) -> tuple[str, ...]:
    """The codes of which what other kinds have said since must have been seen: the case's state, rating, its board."""
    if kind.with_board:
        return RAISED, ENDED
    return tuple(code for code in kind.codes if code in (vocabulary.STATE, vocabulary.RATING))


def _latest(history: CaseHistory, codes: Sequence[str]) -> datetime | None:
    """When anything that says one of these codes was last said."""
    said = (one for one in history.stated().values() if not set(codes).isdisjoint(one.codes))
    return max((one.released_at for one in said if one.released_at), default=None)


def _as_it_would_stand(
    release: PolicyRelease, case: CaseFile, kind: StatementKind, stood: Mapping[str, Answer], given: Given
) -> tuple[Mapping[str, Answer], Mapping[str, Any]]:
    """Its words and codes: what stood stays said but for what the case's legal basis no longer asks for."""
    if kind.anew:
        stood = {}
    if kind.for_basis:
        asked = {one.key for one in asked_by(release, kind, case.legal_basis)}
        stood = {key: one for key, one in stood.items() if key in asked}
    said = {key: one for key, one in {**stood, **given.words}.items() if not is_empty(one)}
    for_basis = {FOR_BASIS: case.legal_basis} if kind.for_basis else {}
    return said, {**given.codes, **kind.codes_in({key: one.value for key, one in said.items()}), **for_basis}


def _homes(
    runtime: Runtime, work: Work, actor: Actor, case: CaseFile, file: SealedFile, history: CaseHistory, said: Record
) -> Sequence[Stated]:
    """Once it is said that a place is not hidden from somebody, their own is to be answered again."""
    if said.what not in PLACES_FOLLOW:
        return ()
    held = held_on_record(runtime, work, actor, file, history)
    stood = {one: found.protection for one in held if (found := history.standing(None, one))}
    before, people = history.stated(), work.files.subjects(case.file_id)
    whose = to_be_answered((held, before), (held, {**before, (said.what, said.subject_id): said}), stood)
    return state_all(runtime, work, actor, case, sayings_of(file, history, people, held, whose))


def partners_hear(kind: StatementKind) -> bool:
    """Whether those who were asked are sent at once what gets stricter by it: its words, or a place taken out."""
    return kind.renew or kind.key in PLACES_FOLLOW


def _about(subjects: tuple[Subject, ...], subject_id: UUID, kind: StatementKind) -> Subject:
    for one in subjects:
        if one.subject_id == subject_id and one.kind in kind.subjects:
            return one
    raise NotFound("This is not recorded of them.")

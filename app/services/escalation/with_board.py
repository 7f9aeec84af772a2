"""What of a case is raised with the strategic board, about which requests; their partners' managers are told.

The board has no account. A decision-maker raises it by name and day, and records the answer as it was heard. That is a
statement in the case; in each request that it names stands since when it is there, and the partner's page says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.domain.answers import Answer
from app.domain.errors import KeysUnavailable
from app.domain.escalation import ENDED, RAISED, raised_since
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.domain.time_of_day import london
from app.services.disclosure.recording import DetailKey
from app.services.disclosure.sealed_file import SealedFile
from app.services.disclosure.working import append, worked
from app.services.runtime import Runtime
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import ANSWER_BY, NAMED, RAISED_ABOUT

ESCALATED, BOARD_ENDED = "escalated", "board_ended"
"""What happens in a request that is raised, and the kinds of mail to its partner's managers."""
TOO_EARLY: Final = "The board cannot answer in the past: give today or a later day."
ANSWERED_ON: Final = "case_board_answer_on"
BEFORE_RAISED: Final = "The board cannot answer before it is asked: give the day it was raised, or a later one."
NOT_OF_IT: Final = "Choose requests of this case that still stand."
NOTHING_THERE: Final = "Nothing of this case is with the strategic board, so there is no answer to record."


def raisable(requests: Sequence[ResearchRequest], erased: Collection[UUID]) -> tuple[ResearchRequest, ...]:
    """The requests of a case that something can be raised about: what is withdrawn or erased is over."""
    return tuple(one for one in requests if one.state != "withdrawn" and one.file_id not in erased)


def begins_anew(kind: StatementKind, case: CaseFile, stood: Record | None) -> bool:
    """Whether what is said now is no change of what stood: that was about something that has ended."""
    if stood is None or not kind.with_board:
        return False
    if RAISED in kind.codes:
        return case.board is None
    return case.board is not None and stood.released_at is not None and stood.released_at < case.board.since


def wrong_with_board(
    work: Work,
    case: CaseFile,
    kind: StatementKind,
    every: Sequence[Record],
    codes: Mapping[str, Any],
    said: Mapping[str, Answer],
    today: date,
) -> Mapping[str, str]:
    """What stands against raising something, or against its end; nothing for statements of other kinds. `every` is all
    that was ever said in the case.

    An answer that is corrected takes the place of the one that stood, which stays to be read; it ends nothing anew.
    """
    if ENDED in kind.codes:
        since = raised_since(every)
        if since is None or (case.board is None and all(one.what != kind.key for one in every)):
            return {kind.words[0]: NOTHING_THERE}
        answered = said.get(ANSWERED_ON)
        before = answered and answered.value and date.fromisoformat(answered.value) < london(since).date()
        return {ANSWERED_ON: BEFORE_RAISED} if before else {}
    if RAISED not in kind.codes:
        return {}
    found = {}
    if (day := codes.get(ANSWER_BY)) and date.fromisoformat(day) < today:
        found[kind.code_from[ANSWER_BY]] = TOO_EARLY
    named, requests = codes.get(RAISED_ABOUT), work.files.requests_of(case.file_id)
    erased = work.erasures.of([one.file_id for one in requests]) if requests else {}
    known = {str(one.file_id) for one in raisable(requests, erased)}
    if not isinstance(named, Mapping) or not named.keys() <= known:
        found[RAISED_ABOUT] = NOT_OF_IT
    return found


def note_with_board(
    runtime: Runtime, work: Work, actor: Actor, case: CaseFile, codes: Mapping[str, Any]
) -> list[tuple[Entry, DetailKey]]:
    """Bring the requests in step with what was said: those named are with the board, the others no longer.

    The managers of each partner for which that changed are told. The entries are for the caller to record last, and the
    case's row must be locked. Raises KeysUnavailable.
    """
    named = {UUID(one) for one, how in codes.get(RAISED_ABOUT, {}).items() if how == NAMED}
    locked = work.files.lock_requests(case.file_id)
    erased = work.erasures.of([one.file_id for one in locked]) if locked else {}
    of_case = [one for one in locked if one.file_id not in erased]
    new = [one for one in of_case if one.board_at is None and one.file_id in named]
    over = [one for one in of_case if one.board_at is not None and one.file_id not in named]
    if not new and not over:
        return []
    now = runtime.clock.now()
    wrap = work.keys.tenant_key(case.tenant_id, "file")
    if wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be written down. Ask your administrator.")
    keys = runtime.keys.file_keys({one.file_id: wrap for one in (*new, *over)})
    files = {one: SealedFile(one, case.tenant_id, key) for one, key in keys.items()}
    steps = [(ESCALATED, one) for one in new] + [(BOARD_ENDED, one) for one in over]
    for requests, since in ((new, now), (over, None)):
        if requests:
            work.files.note_since([one.file_id for one in requests], "board_at", since)
    work.jobs.enqueue_all([(what, one.partner_id, {"file_id": str(one.file_id)}, now) for what, one in steps])
    said = {ANSWER_BY: str(codes[ANSWER_BY]), RAISED: str(codes[RAISED])} if RAISED in codes else {}
    acts = [files[one.file_id].act(what, actor.person_id, **(said if what == ESCALATED else {})) for what, one in steps]
    events = append(work, actor, now, acts)
    return [(worked(runtime, actor, case.tenant_id, one), files[one.file_id].detail_key) for one in events]

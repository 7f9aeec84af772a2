"""Which requests something raised with the strategic board is about: asked as one question with each of the case."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.escalation import ENDED, RAISED
from app.http import current
from app.services.escalation.with_board import NOTHING_THERE, begins_anew, raisable
from app.services.intake.open_case import KnownCase
from app.web.clock_words import DueWords, due_words
from app.web.field_forms import Form
from app.web.hub.recorded_address import recorded_address
from app.web.runtime import runtime
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import NAMED, RAISED_ABOUT

ABOUT = {"practice": "Practice", "process": "Process", "resourcing": "Resourcing", "delay": "Delay"}
"""What something is raised about, in a word."""


@dataclass(frozen=True, slots=True)
class BoardLinks:
    """What the page of a case says of the strategic board, and where that is recorded.

    `about` and `clock` are None while nothing is there; `before` says that anything ever was, `decides` that whoever
    looks may record it.
    """

    about: str | None
    clock: DueWords | None
    raised: str
    answer: str
    before: bool
    decides: bool


def board_of(known: KnownCase) -> BoardLinks:
    """Of a case as it stands."""
    raising, ending = (
        next(one for one in runtime().policy.release.statements.values() if code in one.codes)
        for code in (RAISED, ENDED)
    )
    board = known.case.board
    return BoardLinks(
        about=ABOUT[board.about] if board else None,
        clock=due_words(board.due_at, runtime().clock.now()) if board else None,
        raised=recorded_address(known.case.file_id, raising),
        answer=recorded_address(known.case.file_id, ending),
        before=any(what == raising.key for what, _ in known.stated),
        decides=current.actor().role in raising.who,
    )


def requests_to_raise(known: KnownCase) -> tuple[tuple[str, str], ...]:
    """Each request that can be named, by the id of its file, with its partner."""
    requests = raisable(known.requests, known.erased.keys())
    return tuple((str(one.file_id), f"{known.partners[one.partner_id].name}, {one.reference}") for one in requests)


def chosen_requests(form: Form, known: KnownCase) -> tuple[str, ...]:
    """Those named: as they were just ticked, else those that are with the board."""
    if form:
        return tuple(form.getlist(RAISED_ABOUT))
    return tuple(str(one.file_id) for one in known.requests if one.board_at is not None)


def read_requests(form: Form) -> dict[str, str]:
    """What was ticked, as the code says it."""
    return dict.fromkeys(form.getlist(RAISED_ABOUT), NAMED)


def raises_anew(known: KnownCase, kind: StatementKind) -> bool:
    """Whether what is recorded now is about something new: what stood has ended."""
    whole = next(one.subject_id for one in known.subjects if one.kind == "case")
    return begins_anew(kind, known.case, known.stated.get((kind.key, whole)))


def why_no_answer(known: KnownCase, kind: StatementKind) -> str | None:
    """Why no answer of the board can be recorded; None where one can, one can be corrected, or it is none."""
    answers = kind.with_board and RAISED not in kind.codes
    stands = any(what == kind.key for what, _ in known.stated)
    return NOTHING_THERE if answers and known.case.board is None and not stands else None

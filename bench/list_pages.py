"""Every page of the lists and of the log: which list, which filter, and where in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from app.adapters.database.work import SqlDatabase
from app.domain.lists import BoardFilter, CaseFilter, LogFilter, Page, key_of
from app.domain.log_entry import first_id
from app.domain.ports_lists import ListRows
from app.domain.waiting import NotTheirs, OfNight, Undecided
from bench.filling import Cast

Fetch = Callable[[SqlDatabase], Sequence[object]]

BEGUN: Final = datetime(2026, 1, 1, tzinfo=UTC)
STEP: Final = timedelta(seconds=37)  # as the lists are filled
LOG_LASTS: Final = timedelta(minutes=10_000)
NOBODY: Final = UUID(int=0)
UNLEARNT: Final = frozenset({"police"})
RAISES: Final = {"standard": 4}
UNSEEN: Final = {"red": 15, "amber": 60, "green": 60}


def list_pages(cast: Cast, rows: int) -> Mapping[str, Fetch]:
    """The pages of inbox, board and cases by name, in lists filled with so many rows."""
    middle = key_of(BEGUN + STEP * (rows // 2), NOBODY)
    return {name: fetch for where, page in _places(middle) for name, fetch in _lists(cast, where, page)}


def log_pages(cast: Cast, rows: int) -> Mapping[str, Fetch]:
    """The pages of the hub's log by name, in a log of so many entries (a thousand times ten minutes long)."""
    middle = str(first_id(BEGUN + LOG_LASTS * (rows // 2) / rows))
    return {name: fetch for where, page in _places(middle) for name, fetch in _log(cast, where, page)}


def work_pages(cast: Cast, rows: int) -> Mapping[str, Fetch]:
    """What everybody's first page asks, by whom, when half of so many rows are overdue."""
    now = BEGUN + STEP * (rows // 2)

    def at_partner(database: SqlDatabase) -> Sequence[object]:
        with database.work(cast.partner) as work:
            found = work.lists.waiting_at_partner(cast.partner, cast.person, now, covers=(), approves=NotTheirs())
        return [one for lines, _ in found.values() for one in lines]

    def at_hub(database: SqlDatabase) -> Sequence[object]:
        with database.work(cast.hub) as work:
            found = work.lists.waiting_at_hub(
                cast.hub,
                cast.person,
                now,
                unseen=UNSEEN,
                unlearnt=UNLEARNT,
                decides=True,
                covers=(),
                raises={"standard": 4},
                night=OfNight(works=True),
                undecided=Undecided("red", ("hub_decision_maker",)),
            )
        return [one for lines, _ in found.values() for one in lines]

    return {"my work at the partner": at_partner, "my work at the hub": at_hub}


def the_clock_that_is_due(database: SqlDatabase) -> Sequence[object]:
    """What the worker asks for: the request whose clock has something to do, where one of all that run has."""
    with database.work(None) as work:
        found = work.files.take_due(BEGUN + STEP)
    return [found] if found else []


def no_clock_that_is_due(database: SqlDatabase) -> Sequence[object]:
    """The same where none has, as at most times."""
    with database.work(None) as work:
        found = work.files.take_due(BEGUN)
    return [found] if found else []


CLOCK_PAGES: Final[Mapping[str, Fetch]] = {
    "the clock that is due": the_clock_that_is_due,
    "no clock that is due": no_clock_that_is_due,
}


def totals(cast: Cast) -> Mapping[str, Fetch]:
    """How many there are, as a list says it: of lists far longer than is counted, and of what a filter finds."""

    def of(organisation: UUID, count: Callable[[ListRows], int | None]) -> Fetch:
        def fetch(database: SqlDatabase) -> Sequence[object]:
            with database.work(organisation) as work:
                return [count(work.lists)]

        return fetch

    me = cast.person
    return {
        "cases": of(cast.hub, lambda rows: rows.count_cases(CaseFilter(), me)),
        "closed cases": of(cast.hub, lambda rows: rows.count_cases(CaseFilter("closed"), me)),
        "board": of(cast.hub, lambda rows: rows.count_inbox("asking", BoardFilter(), me)),
        "board, answered": of(cast.hub, lambda rows: rows.count_inbox("asking", BoardFilter(answered=True), me)),
        "inbox": of(cast.partner, lambda rows: rows.count_inbox("answering", BoardFilter(), me)),
    }


def found_pages(cast: Cast) -> Mapping[str, Fetch]:
    """Cases on which one person is, what was asked in them, what asks back: a page of each, and how many there are."""
    me, pages = cast.person, Page()
    cases, board = CaseFilter(on_case=me), BoardFilter(on_case=me)

    def counted(database: SqlDatabase) -> Sequence[object]:
        with database.work(cast.hub) as work:
            return [work.lists.count_cases(cases, me), work.lists.count_inbox("asking", board, me)]

    return {
        "cases": _cases(me, cast.hub, cases, pages),
        "requests": _inbox(me, cast.hub, "asking", board, pages),
        "asking back": _inbox(me, cast.hub, "asking", BoardFilter(state="clarification"), pages),
        "counts": counted,
    }


def kept_page(cast: Cast, rows: int) -> Fetch:
    """What is due to be looked at when one of the two fields of each closed case is past its period."""
    now = BEGUN + STEP * rows + timedelta(days=91)

    def fetch(database: SqlDatabase) -> Sequence[object]:
        with database.work(cast.hub) as work:
            kept = {"P90D": ("case_address",), "P3Y": ("case_decision",)}
            return work.lists.kept_too_long(cast.hub, cast.person, now, kept)

    return fetch


def _places(middle: str) -> tuple[tuple[str, Page], ...]:
    return ("first", Page()), ("deep", Page(after=middle)), ("back", Page(before=middle))


def _lists(cast: Cast, where: str, page: Page) -> Iterator[tuple[str, Fetch]]:
    for name, side, looks in (("inbox", "answering", cast.partner), ("board", "asking", cast.hub)):
        for state, answered in (("open", False), ("answered", True)):
            filters = {
                "all": BoardFilter(answered),
                "rating": BoardFilter(answered, rating="red"),
                "counterpart": BoardFilter(answered, counterpart=cast.counterpart),
                "mine": BoardFilter(answered, claimed_by=cast.person),
            }
            for what, chosen in filters.items():
                yield f"{name} {state}, {what}, {where}", _inbox(cast.person, looks, side, chosen, page)
    for state in ("open", "closed"):
        yield f"cases {state}, {where}", _cases(cast.person, cast.hub, CaseFilter(state), page)


def _log(cast: Cast, where: str, page: Page) -> Iterator[tuple[str, Fetch]]:
    middle = date(2026, 1, 4)
    filters = {
        "all": LogFilter(cast.hub),
        "all but the log's own reading": LogFilter(cast.hub, without="log_read"),
        "kind": LogFilter(cast.hub, kind="refused"),
        "from": LogFilter(cast.hub, from_id=cast.partner),
        "to": LogFilter(cast.hub, to_id=cast.partner),
        "actor": LogFilter(cast.hub, actor_id=cast.person),
        "purpose": LogFilter(cast.hub, purpose="adult_safeguarding_enquiry"),
        "file": LogFilter(cast.hub, file_ids=(cast.file,)),
        "since": LogFilter(cast.hub, since=middle),
        "until": LogFilter(cast.hub, until=middle),
    }
    for what, chosen in filters.items():
        yield f"log, {what}, {where}", _lines(cast.hub, chosen, page)


def _inbox(reader: UUID, organisation: UUID, side: str, chosen: BoardFilter, page: Page) -> Fetch:
    def fetch(database: SqlDatabase) -> Sequence[object]:
        with database.work(organisation) as work:
            return work.lists.inbox(side, chosen, page, reader)

    return fetch


def _cases(reader: UUID, organisation: UUID, chosen: CaseFilter, page: Page) -> Fetch:
    def fetch(database: SqlDatabase) -> Sequence[object]:
        with database.work(organisation) as work:
            return work.lists.cases(chosen, page, reader)

    return fetch


def _lines(organisation: UUID, chosen: LogFilter, page: Page) -> Fetch:
    def fetch(database: SqlDatabase) -> Sequence[object]:
        with database.work(organisation) as work:
            return work.log.lines(chosen, page, NOBODY)

    return fetch

"""All that somebody is led to by links, and all rows that were left in the database: what a search for traces reads."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.services.exchange import Exchange
from tests.web.pages import parse

Rows = Mapping[str, frozenset[str]]
ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMES: Final = re.compile(ID.pattern + r"|[0-9a-f]{16}|[0-9]+|\?.*")
NO_PAGE: Final = ("/static/", "/account/sign-out", "/account/sign-in")
TABLES: Final = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"


@dataclass(frozen=True)
class Led:
    """What somebody was led to: pages by their address, and files to keep by theirs, each with what it is called."""

    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)


def led(client: FlaskClient, start: Iterable[str] = ("/",), each: int = 4) -> Led:
    """The pages and files that links lead to from the first page on, and from these addresses: none leads nowhere.

    At most so many of a kind, as lists of entries grow by being looked at.
    """
    found, waiting, of_kind = Led(), deque(start), Counter[str]()
    seen = set(waiting)
    while waiting:
        path = waiting.popleft()
        answer = client.get(path)
        if answer.status_code == 303:
            there = [answer.headers["Location"]]
        else:
            assert answer.status_code == 200, (path, answer.status_code)
            there = _kept(found, path, answer)
        for one in _within(path, there):
            of_kind[kind_of(one)] += one not in seen
            if one not in seen and of_kind[kind_of(one)] <= each:
                waiting.append(one)
            seen.add(one)
    return found


def kind_of(path: str) -> str:
    """An address without what it names."""
    return NAMES.sub("", path)


def _kept(found: Led, path: str, answer: TestResponse) -> list[str]:
    if answer.mimetype != "text/html":
        found.files[path] = (answer.headers.get("Content-Disposition", ""), answer.text)
        return []
    found.pages[path] = answer.text
    return [one.get("href") or "" for one in parse(answer.text).all("a")]


def _within(path: str, there: Iterable[str]) -> Iterator[str]:
    for one in there:
        address = one.partition("#")[0].removeprefix("https://localhost")
        if address.startswith("?"):
            address = path.partition("?")[0] + address
        if address.startswith("/") and not address.startswith(NO_PAGE):
            yield address


def rows_of(exchange: Exchange) -> Rows:
    """Every row of every table, as text."""
    tables = [name for (name,) in exchange.rows(TABLES)]
    return {one: frozenset(text for (text,) in exchange.rows(f'SELECT t::text FROM "{one}" AS t')) for one in tables}


def new_rows(before: Rows, after: Rows) -> list[tuple[str, str]]:
    """Rows that were written or changed meanwhile, each with its table."""
    return [(table, row) for table in after for row in after[table] - before[table]]


def leading_nowhere(left: Sequence[tuple[str, str]], known: Iterable[str], shared: Iterable[str]) -> list[str]:
    """Of these rows those that nothing leads to from these ids: neither one of these, nor that of a row led to.

    `shared` are ids by which nothing is led to, as those of people who are on both sides.
    """
    reached, never, waiting = set(known), frozenset(shared), list(left)
    while there := [one for one in waiting if not reached.isdisjoint(ids_in(one[1]))]:
        waiting = [one for one in waiting if one not in there]
        for _, row in there:
            reached |= ids_in(row) - never
    return [f"{table}: {row}" for table, row in waiting]


def ids_in(row: str) -> set[str]:
    """The ids that stand in a row."""
    return set(ID.findall(row))

"""The 400-return game: seeing every row before and after each return does not tell what kind of answer it was."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from math import comb
from typing import Any, Self

import psycopg
import pytest
from sqlalchemy import make_url

from app.demonstration.database import SUPERUSER
from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from app.services.disclosure import sealing
from app.services.disclosure.sealing import Content
from app.services.research.save_draft import save_draft
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, ATTESTED, STATED, Case, claim, ready_case, send, sign, value

RETURNS, FEW = 400, 60
OF_A_CASE = 20
"""Returns to each case. What a return costs grows with those before it in its case, and none has hundreds."""
ASKED = ("housing_known", "housing_address")
KINDS = (
    "value",
    "searched_no_trace",
    "trace_nothing_relevant",
    "not_searched",
    "outside_coverage",
    "declined",
    "unable",
)
SEARCHED = KINDS[:3]
COUNTS_UP = frozenset({"idx", "id", "reference", "asked", "answered"})
"""Columns that number rows and requests, one after the other, whatever was answered."""
TREE = "log_node"
"""How many hashes an append adds follows from the number of the leaf alone."""
RANDOM = re.compile(
    r"\\x[0-9a-f]*|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|[\w-]{43}|\d{4}-\d\d-\d\dT[\d:.+Z]*|(file|organisation):.+"
    r"|[A-Za-z0-9+/]{44,}={0,2}"
)
"""Bytes, ids, digests, commitments, times, prints."""
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"


@pytest.mark.slow
def test_whoever_sees_all_rows_guesses_kinds_of_answer_no_better_than_blindly(own_exchange: Exchange) -> None:
    right, looks = played(own_exchange, RETURNS)
    assert right <= most_by_chance(RETURNS, len(KINDS)), f"{right} of {RETURNS} guessed"
    assert looks < RETURNS / 10, "what is merely random must not hide from the adversary what comes again"


def test_with_boxes_for_answers_alone_the_adversary_wins(
    own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "form_of", lambda *_: {})
    right, _ = played(own_exchange, FEW)
    assert right > most_by_chance(FEW, len(KINDS)), f"{right} of {FEW} guessed"


def played(exchange: Exchange, returns: int) -> tuple[int, int]:
    """How many of these returns' kinds were guessed right, and how many different things the adversary saw."""
    luck = random.Random(20261124)
    right = 0
    with Adversary(exchange, luck) as adversary:
        for number in range(returns):
            if number % OF_A_CASE == 0:
                case = ready_case(exchange)
            kind = luck.choice(KINDS)
            request = send(exchange, case, "housing", ASKED)
            responder = claim(exchange, request)
            adversary.look_before()
            answer(exchange, case, request, responder, kind, luck)
            seen = adversary.look_after()
            right += adversary.guess(seen) == kind
            adversary.learn(seen, kind)
        return right, len(adversary.known)


def answer(
    exchange: Exchange, case: Case, request: ResearchRequest, responder: Actor, kind: str, luck: random.Random
) -> None:
    """A draft, saved twice, the return made of it, and one of the hub's people who opens it."""
    content = content_of(kind, luck)
    half = Content({key: content.answers[key] for key in ASKED}, {})
    first = save_draft(exchange.runtime, responder, request.file_id, case.people[0], half, None)
    save_draft(exchange.runtime, responder, request.file_id, case.people[0], content, first.version)
    sign(exchange, responder, request)
    open_collation(exchange.runtime, luck.choice([case.collator, case.decider]), case.id, only=request.file_id)


def content_of(kind: str, luck: random.Random) -> Content:
    """What a partner says when all that was asked has this kind of answer, and what such a return needs beside it."""
    words = "".join(luck.choices("abcdefghij ", k=luck.randrange(1, 65)))
    if kind == "value":
        asked = {"housing_known": value("yes"), "housing_address": value({**ADDRESS, "town": words[:20]})}
        more = {"return_match_confidence": plain("exact"), "return_anything_else": plain(words)}
    else:
        note, ground = (words, "legal_bar") if kind == "declined" else (None, None)
        asked, more = dict.fromkeys(ASKED, Answer(kind, note=note, ground=ground)), {}
    searched: Mapping[str, Answer] = ATTESTED if kind in SEARCHED else {}
    return Content({**STATED, **searched, **asked, **more}, {})


def most_by_chance(tries: int, kinds: int) -> int:
    """The 99th centile of right guesses of somebody who guesses blindly."""
    reached, right = 0.0, -1
    while reached < 0.99:
        right += 1
        reached += comb(tries, right) * (1 / kinds) ** right * (1 - 1 / kinds) ** (tries - right)
    return right


class Adversary:
    """Sees every row and which transaction wrote it; told each kind after guessing, it remembers what it saw."""

    def __init__(self, exchange: Exchange, luck: random.Random) -> None:
        address = make_url(exchange.database.owner_url)
        self._rows = psycopg.connect(
            host=str(address.query["host"]), user=SUPERUSER, dbname=address.database, autocommit=True
        )
        self._luck = luck
        self.known: defaultdict[frozenset[tuple[str, int]], Counter[str]] = defaultdict(Counter)
        tables = sorted(name for (name,) in self._rows.execute(TABLES) if name != TREE)
        self._changed = " UNION ALL ".join(
            f"SELECT '{name}', to_jsonb(one), xmin::text::bigint FROM {name} one WHERE xmin::text::bigint >= {{since}}"
            for name in tables
        )
        self._sizes = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)
        self._before: list[int] = []
        self._since = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()

    def look_before(self) -> None:
        """Note how many rows there are, and the next transaction."""
        self._before = self._one_row(self._sizes)
        (self._since,) = self._one_row("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")

    def look_after(self) -> frozenset[tuple[str, int]]:
        """What is new or changed, and how often: all of it but what is random or follows from the time."""
        rows = self._rows.execute(self._changed.format(since=self._since).encode()).fetchall()
        after = self._one_row(self._sizes)
        turns = {written: turn for turn, written in enumerate(sorted({one for _, _, one in rows}))}
        seen = Counter(f"{turns[written]} {name} {shape_of(row)}" for name, row, written in rows)
        seen[f"rows {[now - then for now, then in zip(after, self._before, strict=True)]}"] = 1
        return frozenset(seen.items())

    def _one_row(self, query: str) -> list[int]:
        row = self._rows.execute(query.encode()).fetchone()
        assert row is not None
        return list(row)

    def guess(self, seen: frozenset[tuple[str, int]]) -> str:
        """The kind that went with this most often; any when it is new."""
        known = self.known[seen]
        return max(known, key=lambda kind: known[kind]) if known else self._luck.choice(KINDS)

    def learn(self, seen: frozenset[tuple[str, int]], kind: str) -> None:
        """What it was."""
        self.known[seen][kind] += 1


def shape_of(row: Mapping[str, Any]) -> str:
    """A row without what is random, which counts by its length; a leaf with what it says openly."""
    found = {}
    for column, held in row.items():
        if column not in COUNTS_UP:
            leaf = json.loads(bytes.fromhex(held[2:])) if column == "leaf" else None
            found[column] = {name: plainly(one) for name, one in leaf.items()} if leaf else plainly(held)
    return json.dumps(found, sort_keys=True)


def plainly(held: Any) -> Any:
    """One value: random texts by what they are and how long."""
    if isinstance(held, str) and RANDOM.fullmatch(held):
        return f"{len(held)} random"
    if isinstance(held, dict):
        return {name: plainly(one) for name, one in held.items()}
    return [plainly(one) for one in held] if isinstance(held, list) else held

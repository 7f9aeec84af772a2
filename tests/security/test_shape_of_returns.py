"""The 400-return game: seeing every row before and after each return does not tell what kind of answer it was."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from math import comb
from typing import Any

from app.demonstration.database import SUPERUSER
from app.domain.answers import Answer, plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from app.services.disclosure.sealing import Content
from app.services.research.save_draft import save_draft
from tests.services.exchange import Exchange, run_sql
from tests.services.played import ADDRESS, ATTESTED, STATED, Case, claim, ready_case, send, sign, value

RETURNS = 400
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
)
"""Bytes, ids, digests, commitments, times."""
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"


def test_whoever_sees_all_rows_guesses_kinds_of_answer_no_better_than_blindly(own_exchange: Exchange) -> None:
    luck = random.Random(20261124)
    adversary = Adversary(own_exchange, luck)
    right = 0
    case = ready_case(own_exchange)
    for _ in range(RETURNS):
        kind = luck.choice(KINDS)
        request = send(own_exchange, case, "housing", ASKED)
        responder = claim(own_exchange, request)
        adversary.look_before()
        answer(own_exchange, case, request, responder, kind, luck)
        seen = adversary.look_after()
        right += adversary.guess(seen) == kind
        adversary.learn(seen, kind)
    assert right <= most_by_chance(RETURNS, len(KINDS)), f"{right} of {RETURNS} guessed"


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
        self._url = exchange.database.owner_url
        self._luck = luck
        self._known: defaultdict[frozenset[tuple[str, int]], Counter[str]] = defaultdict(Counter)
        tables = sorted(name for (name,) in run_sql(self._url, TABLES, role=SUPERUSER) if name != TREE)
        self._rows = " UNION ALL ".join(
            f"SELECT '{name}', to_jsonb(one), xmin::text::bigint FROM {name} one WHERE xmin::text::bigint >= {{since}}"
            for name in tables
        )
        self._sizes = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)
        self._before: tuple[int, ...] = ()
        self._since = 0

    def look_before(self) -> None:
        """Note how many rows there are, and the next transaction."""
        (self._before,) = run_sql(self._url, self._sizes, role=SUPERUSER)
        ((self._since,),) = run_sql(self._url, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
                                    role=SUPERUSER)  # fmt: skip

    def look_after(self) -> frozenset[tuple[str, int]]:
        """What is new or changed, and how often: all of it but what is random or follows from the time."""
        rows = run_sql(self._url, self._rows.format(since=self._since), role=SUPERUSER)
        (after,) = run_sql(self._url, self._sizes, role=SUPERUSER)
        turns = {written: turn for turn, written in enumerate(sorted({one for _, _, one in rows}))}
        seen = Counter(f"{turns[written]} {name} {shape_of(row)}" for name, row, written in rows)
        seen[f"rows {[now - then for now, then in zip(after, self._before, strict=True)]}"] = 1
        return frozenset(seen.items())

    def guess(self, seen: frozenset[tuple[str, int]]) -> str:
        """The kind that went with this most often; any when it is new."""
        known = self._known[seen]
        return max(known, key=lambda kind: known[kind]) if known else self._luck.choice(KINDS)

    def learn(self, seen: frozenset[tuple[str, int]], kind: str) -> None:
        """What it was."""
        self._known[seen][kind] += 1


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

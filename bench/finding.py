"""Finding a person again: how often, what an administrator of the database learns from the tags, and what a look reads.

Blocks are PostgreSQL's own account of what a look asks the index, at 10⁴ and at 10⁶ people of cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import Engine

from app.adapters.database.engine import make_engine
from app.adapters.database.migrate import upgrade
from app.adapters.database.work import SqlDatabase
from app.demonstration.database import OWNER, SUPERUSER, Cluster
from app.domain.finding import Trait, likeness, traits_of, traits_sought
from app.services.finding.find_person import COMPARED
from bench.blocks import blocks_read
from bench.people import MISTAKES, Mistake, Person, identity_of, people
from crypto.index_tags import index_tags

NAME: Final = "Finding a person again: found among the first five, read from the tags, blocks a look"
PEOPLE, PROBES, FIRST = 200_000, 300, 5
FEW, MANY = 10_000, 1_000_000
BLOCKS: Final = 200
KEY: Final = bytes(32)
LEAST: Final[Mapping[str, float]] = {
    "exact": 0.99, "typo in the forename": 0.99, "typo in the surname": 0.99, "typo in both": 0.98,
    "day and month exchanged": 0.99, "year off by one": 0.99, "names in the other order": 0.99,
    "surname changed": 0.98, "surname misspelt, date 3 days off": 0.2,
}  # fmt: skip
"""Of each kind of mistake, how many of those looked for are to be found."""
READ: Final = 0.001
"""How many of the tags somebody may read who has the true population and sees how often each occurs."""
SUBJECTS: Final = """
    WITH made AS (
        SELECT md5('case' || n)::uuid AS file_id, md5('child' || n)::uuid AS subject_id, n
        FROM generate_series(%(first)s::int, %(last)s::int) AS n
    ), subjects AS (INSERT INTO case_subject SELECT subject_id, file_id, 'child', 1 FROM made),
    entries AS (
        INSERT INTO case_entry
        SELECT %(hub)s, file_id, 'N-' || n, 'green', 'open', 1, 0, 0, NULL, now() FROM made
    ), records AS (
        INSERT INTO record
        SELECT subject_id, file_id, 'case', subject_id, 'child', %(hub)s, %(hub)s, NULL, 'released', 1, 'x', 'x',
               'none', 1, now(), now(), NULL, NULL, '{}', 'page', NULL
        FROM made
    )
    INSERT INTO subject_tag
    SELECT ('x' || substr(md5(n || '-' || place), 1, 16))::bit(64)::bigint, subject_id
    FROM made, generate_series(1, 5) AS place
"""


def run() -> dict[str, Any]:
    """Return the measurement's name and rows."""
    everybody = people(PEOPLE)
    found = [_row(f"found: {name}", share, LEAST[name], at_least=True) for name, share in recall(everybody, PROBES)]
    tags, surnames = frequency_attack(everybody)
    rows = [*found, _row("tags read by how often they occur", tags, READ, at_least=False)]
    rows.append({"what": "the same of surnames alone, which are no tag", "measured": round(surnames, 5)})
    with Cluster(fsync=False, settings={"max_wal_size": "8GB"}) as cluster:
        for size in (FEW, MANY):
            with index_of(cluster, size) as (engine, hub):
                rows.append(_row(f"blocks a look, at {size} people", most_blocks(engine, hub), BLOCKS, at_least=False))
    return {"name": NAME, "rows": rows}


def recall(everybody: Sequence[Person], probes: int) -> Iterator[tuple[str, float]]:
    """Of each kind of mistake, how many of so many people are among the first five that a look finds."""
    index: dict[Trait, list[int]] = {}
    for number, one in enumerate(everybody):
        for trait in traits_of(identity_of(one)):
            index.setdefault(trait, []).append(number)
    for name, mistake in MISTAKES.items():
        chance = Random(name)
        looked_for = [chance.randrange(len(everybody)) for _ in range(probes)]
        hits = sum(_is_found(everybody, index, one, mistake, chance) for one in looked_for)
        yield name, hits / probes


def _is_found(
    everybody: Sequence[Person], index: Mapping[Trait, list[int]], number: int, mistake: Mistake, chance: Random
) -> bool:
    sought = identity_of(mistake(everybody[number], chance))
    shared = Counter(one for trait in traits_sought(sought) for one in index.get(trait, ()))
    compared = [one for one, _ in shared.most_common(COMPARED)]
    nearest = sorted(compared, key=lambda one: -likeness(sought, identity_of(everybody[one])).score)
    return number in nearest[:FIRST]


def frequency_attack(everybody: Sequence[Person]) -> tuple[float, float]:
    """How many tags, and how many people by their surname were that one, somebody reads by the ranks of frequencies.

    They have everybody's name and date of birth, and of each tag how often it occurs.
    """
    traits = Counter(trait for one in everybody for trait in traits_of(identity_of(one)))
    right = sum(guess == truth for guess, truth in _matched(traits))
    surnames = Counter(one[1] for one in everybody)
    people_read = sum(surnames[truth] for guess, truth in _matched(surnames) if guess == truth)
    return right / len(traits), people_read / len(everybody)


def _matched(counts: Mapping[Any, int]) -> Iterator[tuple[Any, Any]]:
    """What is guessed of each by its rank, and what it is: of those that are as frequent, chance decides."""
    shown, known = list(counts), list(counts)
    Random("shown").shuffle(shown)
    Random("known").shuffle(known)
    yield from zip(sorted(known, key=counts.__getitem__), sorted(shown, key=counts.__getitem__), strict=True)


@contextmanager
def index_of(cluster: Cluster, size: int) -> Iterator[tuple[Engine, UUID]]:
    """A database with so many people of cases of one hub, of whom some can be looked for; the application's engine."""
    name, hub = f"people_{size}", uuid4()
    cluster.create_database(name)
    upgrade(cluster.url(name, OWNER))
    with psycopg.connect(f"host={cluster.folder} user={SUPERUSER} dbname={name}", autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(SUBJECTS.encode(), {"first": 1, "last": size, "hub": hub})
        for number, one in enumerate(people(1_000), start=1):
            tags = [(tag, number) for tag in index_tags(KEY, traits_of(identity_of(one)))]
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO subject_tag VALUES (%s, md5('child' || %s::int)::uuid)", tags)
        connection.execute("VACUUM ANALYZE")
    engine = make_engine(cluster.url(name))
    try:
        yield engine, hub
    finally:
        engine.dispose()
        cluster.drop_database(name)


def most_blocks(engine: Engine, hub: UUID, probes: int = 20) -> int:
    """The most blocks that one of so many looks reads; each finds whom it looks for."""
    return max(_blocks(engine, hub, one) for one in people(1_000)[:probes])


def _blocks(engine: Engine, hub: UUID, one: Person) -> int:
    tags = index_tags(KEY, traits_sought(identity_of(one)))

    def look() -> None:
        with SqlDatabase(engine).work(hub) as work:
            if not work.finding.candidates(tags, hub, COMPARED):
                raise AssertionError("nobody was found")

    return blocks_read(engine, look)


def _row(what: str, measured: float, limit: float, *, at_least: bool) -> dict[str, Any]:
    within = measured >= limit if at_least else measured <= limit
    return {"what": what, "measured": round(measured, 5), "limit": limit, "within": within}

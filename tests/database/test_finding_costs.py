"""A look for a person reads few blocks of the index, however many people are in it."""

from __future__ import annotations

from app.demonstration.database import Cluster
from bench.finding import BLOCKS, index_of, most_blocks

SIZE = 100_000


def test_a_look_reads_few_blocks_among_many_people(cluster: Cluster) -> None:
    with index_of(cluster, SIZE) as (engine, hub):
        assert most_blocks(engine, hub) <= BLOCKS

"""Who covers somebody at the end of a chain."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.domain.covering import last_in_chain

A, B, C, D = (uuid4() for _ in range(4))


@pytest.mark.parametrize(
    "covers, person, found",
    [
        ({}, A, None),
        ({A: B}, A, B),
        ({A: B}, B, None),
        ({A: B, B: C}, A, C),
        ({A: B, B: C}, B, C),
        ({A: B, B: A}, A, None),
        ({A: B, B: C, C: B}, A, None),
        ({A: B, C: D}, A, B),
    ],
    ids=["nobody", "one", "whoever-is-here", "chain", "middle", "circle", "circle-beyond", "another"],
)
def test_a_chain_ends_with_whoever_is_here_and_a_circle_with_nobody(
    covers: dict[UUID, UUID], person: UUID, found: UUID | None
) -> None:
    assert last_in_chain(covers, person) == found

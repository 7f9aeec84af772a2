"""How the exchange is served, and whether the databases have room for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.serving import DEFAULT, Room, Serving, lack_of_room, read_serving

COUNTS = st.integers(1, 99)


@given(COUNTS, COUNTS, COUNTS)
def test_what_is_written_is_read_again(servers: int, processes: int, threads: int) -> None:
    serving = Serving(servers, processes, threads)
    assert read_serving(str(serving)) == serving


@pytest.mark.parametrize(
    "wrong", ["", "4", "2x4", "0x4x2", "1x4x0", "1x4x100", "1x4x2x1", "1 x 4 x 2", "-1x4x2", "axbxc"]
)
def test_anything_else_is_told_what_to_write(wrong: str) -> None:
    with pytest.raises(ValueError, match="SERVERSxPROCESSESxTHREADS"):
        read_serving(wrong)


@given(COUNTS, COUNTS, COUNTS, st.integers(1, 5000), st.integers(1, 5000))
def test_both_databases_have_room_exactly_when_each_or_their_server_has(
    servers: int, processes: int, threads: int, main: int, keystore: int
) -> None:
    serving = Serving(servers, processes, threads)
    apart = lack_of_room(serving, Room("one", main), Room("other", keystore))
    assert (apart is None) == (serving.main <= main and serving.keystore <= keystore)
    together = lack_of_room(serving, Room("one", main), Room("one", keystore))
    assert (together is None) == (serving.main + serving.keystore <= min(main, keystore))


def test_the_default_fits_a_server_as_it_comes() -> None:
    """PostgreSQL's own default is 100 connections, three of them for superusers."""
    assert lack_of_room(DEFAULT, Room("one", 97), Room("one", 97)) is None


def test_it_says_how_much_is_needed_and_how_much_there_is() -> None:
    said = lack_of_room(Serving(2, 2, 4), Room("one", 17), Room("one", 17))
    assert said is not None
    for part in ("PRX_SERVING=2x2x4", "both databases together, 64", "room for 17", "max_connections"):
        assert part in said

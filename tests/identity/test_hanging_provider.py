"""Sixteen people at a provider that hangs: whoever is signed in does not notice.

The server here is as the smallest is: four threads, by which everybody's pages go.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from statistics import quantiles

from app.adapters.identity.turns import AT_ONCE
from tests.identity.arriving import Arriving
from tests.identity.asking import CONFIGURATION

THREADS, SIGNING_IN, LOOKS = 4, 16, 40
NOISE = 0.05
"""Seconds that a page may take longer on a machine that does something else as well."""


def hang(_handler: BaseHTTPRequestHandler) -> None:
    time.sleep(4)  # twice as long as the exchange waits here


def ninety_fifth(arriving: Arriving, board: Callable[[], int]) -> float:
    """Of the seconds that signed-in pages take while others sign in; all by the same few threads."""
    browsers = [arriving.another_browser() for _ in range(SIGNING_IN)]

    def try_to(number: int) -> int:
        return arriving.post("/account/sign-in", {"provider": "town"}, browsers[number]).status_code

    with ThreadPoolExecutor(THREADS) as server:
        trying = [server.submit(try_to, number) for number in range(SIGNING_IN)]
        while not trying[THREADS].running() and not trying[THREADS].done():
            time.sleep(0.005)
        took = []
        for _ in range(LOOKS):
            asked = time.monotonic()
            assert server.submit(board).result() == 200
            took.append(time.monotonic() - asked)
        assert {one.result() for one in trying} <= {200, 503}
    return quantiles(took, n=20)[-1]


def test_a_provider_that_hangs_delays_nobody_who_is_signed_in(arriving: Arriving) -> None:
    arriving.sign_in()

    def board() -> int:
        return arriving.get("/board").status_code

    arriving.later(minutes=11)
    undisturbed = ninety_fifth(arriving, board)
    arriving.later(minutes=11)
    arriving.there.answers[CONFIGURATION] = hang
    disturbed = ninety_fifth(arriving, board)
    assert disturbed <= 1.5 * undisturbed + NOISE
    assert arriving.there.asked.count(CONFIGURATION) <= 2 + 2 * AT_ONCE

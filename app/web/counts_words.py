"""How a request's time counts, in one line for whoever answers it."""

from __future__ import annotations

from app.services.clocks.counting import Counting
from app.services.clocks.promise_words import promise_words
from policies.engine.clock_profiles import ELAPSED


def counts_words(counting: Counting | None) -> str | None:
    """“Counts in your hours: Monday to Friday 9am to 5pm, …”, or that it runs on day and night; None for nothing."""
    if counting is None:
        return None
    if counting.target.basis == ELAPSED:
        runs = f"Runs on whatever your hours are: due {promise_words(counting.target)}"
        return f"{runs}. It is due while you are closed." if counting.closed else runs
    whose = "your hours" if counting.own else "the hub’s hours, as you have said none of your own"
    return f"Counts in {whose}: {counting.hours}"

"""Commands that say a whole set anew: typed without one they show it, and only `--none` empties it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.governance.commands import Ran, flask
from tests.governance.test_administering import HUB, acts, run
from tests.governance.town import Town
from tests.services.exchange import Exchange

SETS = {"strong": ("mfa", "hwk"), "in-law": ("public_authority", "section_11")}


@pytest.fixture(params=sorted(SETS))
def one_set(request: pytest.FixtureRequest) -> str:
    """The command, by its verb."""
    return str(request.param)


def command(exchange: Exchange, town: Town, verb: str) -> tuple[str, ...]:
    """The words before the set, of something that was taken in for it."""
    if verb == "in-law":
        return ("organisations", verb, str(run(exchange, "organisations", "register", "housing", "Madeup Homes", *HUB)))
    admin = replace(exchange.admin, providers=town.providers)
    assert flask(None, "providers", "register", "town", "Town", town.there.issuer, "prx", admin=admin).code == 0
    return ("providers", verb, "town")


def typed(exchange: Exchange, *words: str) -> Ran:
    return flask(exchange.runtime, *words, admin=exchange.admin)


def test_a_set_is_shown_without_being_emptied(own_exchange: Exchange, town: Town, one_set: str) -> None:
    words, values = command(own_exchange, town, one_set), SETS[one_set]
    said = typed(own_exchange, *words, *values)
    assert (said.code, said.out.splitlines()[1:]) == (0, [f"Now: {', '.join(sorted(values))}"])
    done = acts(own_exchange)
    shown = typed(own_exchange, *words)
    assert shown.code == 0
    assert ", ".join(sorted(values)) in shown.out
    assert typed(own_exchange, *words, *reversed(values)).out == "Nothing changed: this is what is said already.\n"
    assert acts(own_exchange) == done, "nothing was written"


def test_only_none_empties_it_and_says_what_it_was(own_exchange: Exchange, town: Town, one_set: str) -> None:
    words, values = command(own_exchange, town, one_set), SETS[one_set]
    typed(own_exchange, *words, *values)
    both = typed(own_exchange, *words, *values, "--none")
    assert (both.code, "Give either words or --none." in both.error) == (2, True)
    emptied = typed(own_exchange, *words, "--none")
    assert (emptied.code, emptied.out) == (0, f"Before: {', '.join(sorted(values))}\nNow: nothing\n")
    assert "nothing" in typed(own_exchange, *words).out

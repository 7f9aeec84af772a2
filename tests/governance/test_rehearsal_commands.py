"""`flask rehearsal`: what it prints, what it refuses, and what other lists do not show of it."""

from __future__ import annotations

import json
from uuid import uuid4

from tests.clock import show_its_own
from tests.governance.commands import Ran, flask, program
from tests.services.exchange import Exchange


def run(exchange: Exchange, *arguments: str) -> Ran:
    return flask(exchange.runtime, *arguments, admin=exchange.admin)


def test_twins_are_printed_by_their_own_list_alone(own_exchange: Exchange) -> None:
    hub, police = own_exchange.organisation("hub"), own_exchange.organisation("police")
    assert run(own_exchange, "rehearsal", "list").out == "None.\n"
    begin = ("rehearsal", "begin", str(hub.id), "--partner", str(police.id))
    made = json.loads(run(own_exchange, *begin, "--json").out)
    assert (made["hub"]["of"], [one["of"] for one in made["partners"]]) == (str(hub.id), [str(police.id)])
    again = run(own_exchange, *begin)
    assert (again.code, "rehearses already" in again.error) == (1, True)
    listed = json.loads(run(own_exchange, "rehearsal", "list", "--json").out)
    assert {one["id"] for one in listed} == {made["hub"]["id"], made["partners"][0]["id"]}
    assert f"{police.name}, rehearsal" in run(own_exchange, "rehearsal", "list").out
    for others in (("organisations", "list"), ("clocks", "show"), ("policies", "approvals")):
        ran = run(own_exchange, *others)
        assert (ran.code, "rehearsal" in ran.out) == (0, False), others


def test_what_cannot_begin_says_why(own_exchange: Exchange) -> None:
    hub, nobody = own_exchange.organisation("hub"), str(uuid4())
    alone = run(own_exchange, "rehearsal", "begin", str(hub.id))
    assert (alone.code, alone.error) == (1, "Error: --partner: Give at least one partner that the hub works with.\n")
    unknown = run(own_exchange, "rehearsal", "begin", nobody, "--partner", str(hub.id))
    assert (unknown.code, f"There is no organisation {nobody}" in unknown.error) == (1, True)


def test_it_ends_only_where_that_is_certain_and_once(own_exchange: Exchange) -> None:
    hub, police = own_exchange.organisation("hub"), own_exchange.organisation("police")
    run(own_exchange, "rehearsal", "begin", str(hub.id), "--partner", str(police.id))
    show_its_own(own_exchange.database.owner_url)
    end = ("rehearsal", "end", str(hub.id))
    unsure = program(own_exchange.settings, *end, erases=True)
    assert (unsure.code, "Nothing was done." in unsure.error) == (1, True)
    ended = program(own_exchange.settings, *end, "--yes", "--json", erases=True)
    assert (ended.code, json.loads(ended.out)) == (0, {"twins": 2, "roles": 0, "files": 0}), ended.error
    twice = program(own_exchange.settings, *end, "--yes", erases=True)
    assert (twice.code, "has no rehearsal that could be ended" in twice.error) == (1, True)

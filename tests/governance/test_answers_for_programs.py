"""`--json` on every command of administration: one object or array on standard output, whatever happens."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import click
import pytest

from app.cli.answering import Answering
from app.cli.application import create_cli
from tests.governance.commands import Ran, flask
from tests.governance.test_administering import HUB
from tests.services.exchange import Exchange

SENTENCES_ALONE = {
    *("jobs work", "changes work"),  # they run for as long as they are let
    *("setup database", "setup away", "log receipt", "log key", "log publish"),  # what they print is a file to keep
    *("keys create", "setup keys", "keys rotate root", "keys rotate tenant", "keys rotate log"),
    *("keys rotate organisation", "keys escrow", "keys recover"),  # keys, at the machine and by hand
    *("setup migrate", "setup check", "log check", "log lift", "log resume", "backup make", "backup restore"),
    *("policies check", "policies law", "policies docs"),  # files alone; no installation is asked
}
"""Commands of operating, not of administering: a unit runs them, or somebody reads them."""


def every_command(found: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(found, click.Group):
        for name, one in found.commands.items():
            yield from every_command(one, *path, name)
    else:
        yield path, found


COMMANDS = {" ".join(path): one for path, one in every_command(create_cli().cli) if len(path) > 1}
ANSWERING = sorted(COMMANDS.keys() - SENTENCES_ALONE)


def test_each_command_answers_programs_or_is_named_as_none_that_administers() -> None:
    assert COMMANDS.keys() >= SENTENCES_ALONE
    assert [name for name in ANSWERING if not isinstance(COMMANDS[name], Answering)] == []


@pytest.mark.parametrize("name", ANSWERING)
def test_a_refusal_is_one_object_and_nothing_else(name: str) -> None:
    for ran in (typed(name, "--json", "--no-such"), typed(name, *needed(name), "--json")):
        said = one_object(ran)
        assert (ran.code, set(said)) == (2 if said["code"] == "usage" else 1, {"error", "fix", "code", "fields"}), ran
        assert "" not in (said["error"], said["fix"]), ran
        assert ran.error == "", ran


def test_what_is_done_and_what_is_refused_reads_the_same_for_programs(own_exchange: Exchange) -> None:
    hub = done(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB)
    homes = done(own_exchange, "organisations", "register", "housing", "Madeup Homes", *HUB)
    assert (hub["kind"], hub["name"], homes["ended"]) == ("hub", "Madeup hub", None)
    ids = (hub["id"], homes["id"])
    assert done(own_exchange, "partnerships", "make", *ids) == {"hub": ids[0], "partner": ids[1], "made": True}
    person = done(own_exchange, "people", "add", "Madeup Person")
    assert person["name"] == "Madeup Person"
    closed = ("clocks", "closed", ids[1], "2030-12-24", "--because", "Training", "--by", person["id"])
    day = done(own_exchange, *closed)
    assert (day["changed"], day["before"], day["now"]["said"]) == (True, None, {"why": "Training"})
    assert done(own_exchange, *closed)["changed"] is False
    (shown,) = done(own_exchange, "clocks", "show", ids[1])
    assert ([one["kind"] for one in shown["said"]], shown["id"]) == (["closed"], ids[1])
    assert done(own_exchange, "partnerships", "end", *ids)["ended"] is True
    unsure = refused(own_exchange, "organisations", "end", ids[1])
    assert (unsure["error"], "add --yes" in unsure["fix"]) == ("Nothing was done.", True)
    wrong = refused(own_exchange, "people", "add", "Ann\nBob")
    assert (wrong["code"], list(wrong["fields"])) == ("invalid_input", ["NAME"])
    assert refused(own_exchange, "people", "end", str(uuid4()))["code"] == "not_found"
    assert done(own_exchange, "organisations", "end", ids[1], "--yes") == {"id": ids[1], "ended": True, "roles": 0}
    for line in ("in-law", "show"):
        assert done(own_exchange, "organisations", line, ids[0])
    listed = done(own_exchange, "organisations", "list")
    assert [one["id"] for one in listed] == [ids[0]]


def typed(name: str, *more: str) -> Ran:
    return flask(None, *name.split(), *more)


def needed(name: str) -> list[str]:
    """Words for each thing that a command needs: an installation there is none of, so that it is refused later."""
    given: list[str] = []
    for one in COMMANDS[name].params:
        if one.required:
            words = _word(one)
            given += [words] if isinstance(one, click.Argument) else [one.opts[0], words]
    return given


def _word(one: click.Parameter) -> str:
    if isinstance(one.type, click.types.UUIDParameterType):
        return str(uuid4())
    if isinstance(one.type, click.DateTime):
        return "2026-12-01"
    return "."


def one_object(ran: Ran) -> Mapping[str, Any]:
    said = json.loads(ran.out)
    assert isinstance(said, dict)
    return said


def done(exchange: Exchange, *arguments: str) -> Any:
    ran = flask(exchange.runtime, *arguments, "--json", admin=exchange.admin)
    assert (ran.code, ran.error) == (0, ""), ran
    return json.loads(ran.out)


def refused(exchange: Exchange, *arguments: str) -> Mapping[str, Any]:
    ran = flask(exchange.runtime, *arguments, "--json", admin=exchange.admin)
    assert (ran.code, ran.error) == (1, ""), ran
    return one_object(ran)

"""What an operator types wrong, twice or half: each is refused in words that name what they typed, and the way on."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import make_url

from app.demonstration.database import ADMIN, OWNER
from tests.governance.commands import Ran, administering, environment, flask, program_in
from tests.governance.test_administering import HUB, acts, newcomer, run
from tests.governance.town import Town
from tests.services.exchange import Exchange

NAMES = {"empty": "", "spaces": "  ", "escape": "Ann\x1b[2J", "two lines": "Ann\nBob", "long": "x" * 3000}
WORDS = {"--controller": "Madeup Council", "--service": "MASH", "--telephone": "01632 960001"}


def typed(exchange: Exchange, *words: str) -> Ran:
    return flask(exchange.runtime, *words, admin=exchange.admin)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_is_none_is_refused_wherever_one_is_given(own_exchange: Exchange, name: str) -> None:
    given = [word for pair in WORDS.items() for word in pair]
    commands = {"NAME": [("people", "add", name), ("organisations", "register", "police", name, *given)]}
    for option in WORDS:
        wrong = [word for pair in (WORDS | {option: name}).items() for word in pair]
        commands[option] = [("organisations", "register", "police", "Madeup Police", *wrong)]
    for called, lines in commands.items():
        for line in lines:
            ran = typed(own_exchange, *line)
            assert (ran.code, ran.out) == (1, ""), line
            assert ran.error.startswith(f"Error: {called}: "), ran.error
            assert len(ran.error.splitlines()) == 1
    assert own_exchange.rows("SELECT count(*) FROM person") == [(0,)]
    assert acts(own_exchange) == []


def test_a_provider_that_cannot_be_called_so_is_refused(own_exchange: Exchange, town: Town) -> None:
    admin = replace(own_exchange.admin, providers=town.providers)
    for key, name, called in (("Town Hall", "Town", "KEY"), ("town", "", "NAME")):
        ran = flask(None, "providers", "register", key, name, town.there.issuer, "prx", admin=admin)
        assert (ran.code, ran.error.startswith(f"Error: {called}: ")) == (1, True), ran.error


def test_what_is_there_already_is_named(own_exchange: Exchange, town: Town) -> None:
    admin = replace(own_exchange.admin, providers=town.providers)
    again = ("providers", "register", "town", "Town", town.there.issuer, "prx", "--domain", "town.example")
    provider = flask(None, *again, admin=admin).out.strip()
    assert f"there already: {provider}" in flask(None, *again, admin=admin).error
    other = flask(None, *again[:2], "city", *again[3:], admin=admin)
    assert "The domain town.example leads to an identity provider already: town" in other.error
    hub = run(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB)
    homes = run(own_exchange, "organisations", "register", "housing", "Madeup Homes", *HUB)
    twice = typed(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB)
    assert (twice.code, f"Madeup hub is there already: {hub}" in twice.error) == (1, True)
    assert typed(own_exchange, "partnerships", "make", str(hub), str(homes)).code == 0
    made = typed(own_exchange, "partnerships", "make", str(hub), str(homes))
    assert "Madeup hub may ask Madeup Homes already" in made.error
    registrar = run(own_exchange, "people", "add", "Registrar (made up)")
    amina = newcomer(own_exchange, _provider(own_exchange))
    approve = ("members", "approve", str(amina), str(hub), "hub_decision_maker", "--by", str(registrar))
    member = run(own_exchange, *approve)
    assert f"membership {member}" in typed(own_exchange, *approve).error


def test_an_id_of_nothing_is_named_and_what_it_should_be_of(own_exchange: Exchange, town: Town) -> None:
    admin = replace(own_exchange.admin, providers=town.providers)
    assert flask(None, "providers", "register", "town", "Town", town.there.issuer, "prx", admin=admin).code == 0
    hub = str(run(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB))
    registrar = str(run(own_exchange, "people", "add", "Registrar (made up)"))
    amina, nobody = str(newcomer(own_exchange, _provider(own_exchange))), str(uuid4())
    role = "hub_decision_maker"
    for what, line in (
        ("organisation", ("organisations", "in-law", nobody, "section_11")),
        ("organisation", ("organisations", "in-law", nobody)),
        ("organisation", ("partnerships", "make", hub, nobody)),
        ("organisation", ("partnerships", "make", nobody, hub)),
        ("organisation", ("clocks", "adopt", nobody, "standard", "--by", registrar)),
        ("organisation", ("members", "approve", amina, nobody, role, "--by", registrar)),
        ("person", ("members", "approve", nobody, hub, role, "--by", registrar)),
        ("person", ("members", "approve", amina, hub, role, "--by", nobody)),
        ("person", ("log", "lift", _stopped(own_exchange), "--by", nobody, "--because", "put_back")),
    ):
        ran = typed(own_exchange, *line)
        assert (ran.code, f"There is no {what} {nobody}: " in ran.error) == (1, True), (line, ran.error)


def test_a_role_is_for_somebody_who_has_signed_in(own_exchange: Exchange) -> None:
    hub = run(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB)
    first, second = (str(run(own_exchange, "people", "add", name)) for name in ("First", "Second"))
    ran = typed(own_exchange, "members", "approve", first, str(hub), "hub_decision_maker", "--by", second)
    assert (ran.code, "First has never signed in" in ran.error, "reference" in ran.error) == (2, True, True)
    assert own_exchange.rows("SELECT count(*) FROM membership") == [(0,)]


def test_what_is_wrong_is_called_as_it_is_typed(own_exchange: Exchange) -> None:
    hub = str(run(own_exchange, "organisations", "register", "hub", "Madeup hub", *HUB))
    one, other = (str(run(own_exchange, "people", "add", name)) for name in ("One", "Other"))
    duty = ("clocks", "duty", hub, "--name", "Duty", "--by", one)
    hours = ("clocks", "hours", hub, "--from", "2026-12-01", "--by", one, "--holidays")
    rung = ("--rung-by", other, "--rung-at", "2100-01-01T00:00")
    for called, line in (
        ("--because", ("clocks", "closed", hub, "2026-12-24", "--by", one)),
        ("--rung-at", (*duty, "--telephone", "01632 960000", *rung)),
        ("--telephone", (*duty, "--telephone", "none")),
        (
            "--holidays",
            (*hours, "x", "mon=9:00-17:00"),
        ),
        ("DAYS", (*hours, "none")),
        ("PROFILE", ("clocks", "adopt", hub, "x", "--by", one)),
        ("FACTS", ("organisations", "in-law", hub, "a_charity")),
        ("--agreement", ("partnerships", "make", hub, hub, "--agreement", "(")),
    ):
        ran = typed(own_exchange, *line)
        assert (ran.code, ran.error.startswith(f"Error: {called}: ")) == (1, True), (line, ran.error)


def test_usage_and_errors_show_a_day_as_it_is_typed(own_exchange: Exchange) -> None:
    for line in (("clocks", "closed"), ("clocks", "hours"), ("policies", "law"), ("clocks", "duty")):
        assert "%" not in typed(own_exchange, *line, "--help").out
    wrong = typed(own_exchange, "clocks", "closed", str(uuid4()), "24.12.2026", "--by", str(uuid4()))
    assert (wrong.code, "Give it as 2026-12-01" in wrong.error) == (2, True)


@pytest.mark.parametrize(
    ("role", "named", "says"),
    [
        (None, None, "its role is not the one that may administer"),
        (OWNER, None, "its role owns the database"),
        (ADMIN, "nowhere", "there is no such database (database nowhere"),
    ],
    ids=["prx_app", "prx_owner", "no database"],
)
def test_an_address_to_administer_by_leads_to_the_role_that_may(
    own_exchange: Exchange, role: str | None, named: str | None, says: str
) -> None:
    served = make_url(own_exchange.settings.database_url)
    address = served.set(username=role or served.username, database=named or served.database)
    given = {**environment(own_exchange.settings), "ADMIN_DATABASE_URL": address.render_as_string(hide_password=False)}
    for words in (("people", "add", "Somebody"), ("policies", "begin"), ("log", "resume")):
        ran = program_in(given, *words)
        assert (ran.code, ran.out) == (1, "")
        assert ran.error.startswith(f"Error: ADMIN_DATABASE_URL: {says}"), ran.error
        assert named or "log in as prx_admin" in ran.error
    assert own_exchange.rows("SELECT count(*) FROM person") == [(0,)]


@pytest.mark.parametrize("name", ["DATABASE_URL", "KEYSTORE_URL"])
def test_a_database_that_is_not_there_is_named_by_its_setting(own_exchange: Exchange, name: str) -> None:
    given = dict(administering(own_exchange.settings))
    given[name] = make_url(given[name]).set(database="nowhere").render_as_string(hide_password=False)
    ran = program_in(given, "clocks", "show")
    assert (ran.code, "there is no such database" in ran.error) == (1, True)
    assert f"It was asked at {name}: database nowhere" in ran.error


def _provider(exchange: Exchange) -> UUID:
    with exchange.runtime.database.work(None) as work:
        found = work.identity.provider("town")
    assert found is not None
    return found.id


def _stopped(exchange: Exchange) -> str:
    """The label of a log that is stopped."""
    exchange.rows("INSERT INTO log_stop SELECT id, now(), 'cut' FROM log ORDER BY id LIMIT 1")
    [(label,)] = exchange.rows("SELECT label FROM log ORDER BY id LIMIT 1")
    return str(label)

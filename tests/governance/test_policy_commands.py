"""The commands of policy releases: what another one would change, and proposing it to those who sign."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.services.administration.passkeys import begin
from tests.governance.commands import Ran, flask
from tests.messages.desk import Desk, to
from tests.policy_control.releases import LABEL, OTHER_LABEL, other_words
from tests.services.administering import Administrator
from tests.services.exchange import POLICIES, Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]

SAYS = f"Field housing_rent_arrears ({OTHER_LABEL}): label “{OTHER_LABEL}” instead of “{LABEL}”."


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return other_words(tmp_path / "other")


def run(exchange: Exchange, *arguments: str) -> Ran:
    """A command, within this program."""
    return flask(exchange.runtime, *arguments, admin=exchange.admin)


def test_two_folders_are_compared_for_people_and_for_programs(other: Path) -> None:
    told = flask(None, "policies", "compare", str(POLICIES), str(other))
    assert (told.code, told.out) == (0, f"Said otherwise (1):\n  {SAYS}\n")
    row = {"effect": "other", "says": SAYS}
    assert json.loads(flask(None, "policies", "compare", str(POLICIES), str(other), "--json").out) == [row]
    assert flask(None, "policies", "compare", str(other), str(other)).out == "They say the same.\n"
    (other / "roles.toml").write_text("nonsense")
    wrong = flask(None, "policies", "compare", str(POLICIES), str(other))
    assert (wrong.code, "roles.toml" in wrong.error) == (1, True)


def test_a_release_is_proposed_and_those_who_sign_are_written_to(own_exchange: Exchange, other: Path) -> None:
    desk = Desk(own_exchange)
    ada, ben = (Administrator(own_exchange, desk.join(one, "hub", "administrator")) for one in ("ada", "ben"))
    desk.join("dilys", "hub", "hub_decision_maker")
    hub = ada.actor.organisation_id
    early = run(own_exchange, "policies", "propose", str(other), "--to", str(hub))
    assert (early.code, "Nobody at this hub can sign for it yet" in early.error) == (0, True)
    own_exchange.rows("DELETE FROM proposed_release")
    desk.since()
    begin(own_exchange.admin, hub, [ada.offers(), ben.offers()])
    ran = run(own_exchange, "policies", "propose", str(other), "--to", str(hub), "--from", "2026-12-01T08:00")
    assert (ran.code, SAYS in ran.out, ran.error) == (0, True, "")
    [(proposed, begins)] = own_exchange.rows("SELECT id, begins_at FROM proposed_release")
    assert begins.isoformat() == "2026-12-01T08:00:00+00:00"
    page = f"{own_exchange.runtime.public_address}/policy/proposed/{proposed}"
    assert ran.out.endswith(f"{page}\n")
    assert desk.since() == to("release_proposed", "ada", "ben")
    assert page in desk.text("ada", "release_proposed")
    assert own_exchange.rows("SELECT count(*) FROM policy_release") == [(1,)]
    said = json.loads(run(own_exchange, "policies", "propose", str(other), "--to", str(hub), "--json").out)
    assert (said["follows"], [one["says"] for one in said["differences"]]) == (1, [SAYS])


def test_what_check_would_find_wrong_is_not_proposed(own_exchange: Exchange, other: Path) -> None:
    hub = str(own_exchange.organisation("hub").id)
    caps = other / "rules" / "permits.toml"
    caps.write_text(caps.read_text().replace("hub_decision_maker", "hub_collator", 1))
    ran = run(own_exchange, "policies", "propose", str(other), "--to", hub)
    assert ran.code == 1, ran.out
    partner = str(own_exchange.organisation("housing").id)
    assert "--to" in run(own_exchange, "policies", "propose", str(POLICIES), "--to", partner).error
    past = run(own_exchange, "policies", "propose", str(POLICIES), "--to", hub, "--from", "2020-01-01T08:00")
    assert "--from: This time is past." in past.error
    assert own_exchange.rows("SELECT count(*) FROM proposed_release") == [(0,)]

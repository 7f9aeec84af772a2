"""A role that may read and not work, added by its recipe: it opens what policy gives it, and changes nothing.

Whatever changes, sends or decides is refused and logged, and partners are told of it on “who will see this”.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from app.domain.events import on_file
from app.services.intake.assign_case import assign_case
from app.services.policy_control.need_to_know import readers_of
from app.services.research.survey_request import survey_request
from app.services.research.who_will_see import who_will_see
from policies.engine.vocabulary import Level
from tests.conftest import Database
from tests.policies.growing import add_tables
from tests.web import exchange as town
from tests.web.exchange import POLICIES, Exchange, make_exchange
from tests.web.partner.asked import CHILD, HOUSING, household, leaves, request_to
from tests.web.partner.browser import PartnerBrowser
from tests.web.partner.test_whole_path import CONTINUE, KNOWN, SEARCHED

ROLE = "hub_observer"
TABLE = f"""
[[role]]
key = "{ROLE}"
label = "Hub observer"
about = "Made up for a test: reads cases and changes nothing."
organisations = ["hub"]
may = ["read"]
"""
HUB_STAFF = 'role = ["hub_collator", "hub_decision_maker"]'
GIVEN = {"case.toml": "case_subject_name", "housing.toml": "housing_known"}
THEIR_OWN = {"hub.give_reason": "a reason to be shown more, which policy decides on", "hub.step_back": "a conflict"}


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """The shipped policy with one more role: in the roles, in the permits, and in the audience of two fields."""
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder, ignore=shutil.ignore_patterns("engine", "__pycache__", "*.py"))
    add_tables(folder / "roles.toml", TABLE)
    permits = folder / "rules" / "permits.toml"
    permits.write_text(permits.read_text().replace(HUB_STAFF, HUB_STAFF.replace("]", f', "{ROLE}"]')))
    for name, key in GIVEN.items():
        path = folder / "fields" / name
        before, found, after = path.read_text().partition(f'key = "{key}"\n')
        path.write_text(before + found + after.replace("audience = [", f'audience = ["{ROLE}", ', 1))
    return folder


@pytest.fixture
def exchange(
    database: Database, keystore: Database, tmp_path: Path, policies: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Exchange]:
    """An exchange that runs on it, with somebody in the new role."""
    monkeypatch.setitem(town.PEOPLE, "olive", ("Olive Observer", "hub", ROLE))
    made = make_exchange(database, keystore, tmp_path, policies=policies)
    yield made
    made.close()


def test_partners_are_told_of_it(exchange: Exchange) -> None:
    request = request_to(exchange, household(exchange), "housing", HOUSING)
    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}").press(f"/inbox/{request.file_id}/claim")
    hugh.get(hugh.link("Answer about Child"))
    assert "Hub observer" in hugh.text
    survey = survey_request(exchange.runtime, exchange.actors["hugh"], request.file_id)
    seen = who_will_see(exchange.runtime.policy, "housing", survey.parts[0].asked, HOUSING, {})
    assert {one.role: one.level for one in seen["housing_known"]}[ROLE] is Level.FULL
    assert {one.role: one.level for one in seen["housing_declared_household"]}[ROLE] is Level.WITHHELD
    assert readers_of(exchange.runtime.policy, "housing") == ("hub_collator", "hub_decision_maker", ROLE)


def test_it_opens_what_policy_gives_it_and_is_offered_nothing_else(exchange: Exchange) -> None:
    home = household(exchange)
    request = request_to(exchange, home, "housing", HOUSING)
    hugh = PartnerBrowser(exchange, "hugh").get(f"/inbox/{request.file_id}").press(f"/inbox/{request.file_id}/claim")
    hugh.get(hugh.link("Answer about Child")).press(None, CONTINUE, **KNOWN, **SEARCHED)
    hugh.press(f"/inbox/{request.file_id}/sign-off")

    olive = PartnerBrowser(exchange, "olive").get("/")
    assert olive.heading == "My work"
    assert "Start a case" not in olive.text
    assign_case(exchange.runtime, exchange.actors["cora"], home.case_id, exchange.actors["olive"].person_id)
    case = f"/cases/{home.case_id}"
    olive.get(case)
    assert len(offered(olive, case)) > 3
    for path in offered(olive, case):
        assert PartnerBrowser(exchange, "olive").get(path).status == 200, path
    assert f"{case}/people" not in offered(olive, case)
    child = olive.get(f"{case}/subjects/{home.people[0]}")
    assert CHILD in child.text
    assert "1 Madeup Road" not in child.text
    (main,) = child.page.all("main")
    assert not list(main.iter("form"))
    assert "never ring the landline" in olive.get(f"{case}/recorded/contact-safety").text
    returns = olive.get(f"{case}/returns").text
    assert "Known to" in returns


def test_every_act_that_changes_sends_or_decides_is_refused_and_logged(exchange: Exchange) -> None:
    home = household(exchange)
    request = request_to(exchange, home, "housing", HOUSING)
    assign_case(exchange.runtime, exchange.actors["cora"], home.case_id, exchange.actors["olive"].person_id)
    client = exchange.client("olive")
    token = token_of(client)
    ids = {"case_id": home.case_id, "file_id": request.file_id, "subject_id": home.people[0], "number": 1}
    tried = 0
    for rule in exchange.app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint.startswith(("hub.", "partner.")):
            path = re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", lambda found: str(ids.get(found[1], uuid4())), rule.rule)
            if rule.endpoint in THEIR_OWN:
                continue
            exchange.clock.forward(minutes=1)  # a session that is refused too often is told nothing any more
            before = leaves(exchange, "refused")
            answer = client.post(path, data={"csrf_token": token}, base_url="https://localhost")
            assert answer.status_code == 404, rule.endpoint
            assert leaves(exchange, "refused") == before + 1, rule.endpoint
            tried += 1
    assert tried > 20


def test_they_can_step_back(exchange: Exchange) -> None:
    home = household(exchange)
    assign_case(exchange.runtime, exchange.actors["cora"], home.case_id, exchange.actors["olive"].person_id)
    olive = PartnerBrowser(exchange, "olive").get(f"/cases/{home.case_id}/step-back")
    olive.press(None)
    assert "You have stepped back" in olive.text
    assert on_case(exchange, home.case_id, "olive") is False


def offered(browser: PartnerBrowser, under: str) -> set[str]:
    """The links of the page that lead further into the case."""
    return {one.get("href") for one in browser.page.all("a") if (one.get("href") or "").startswith(f"{under}/")}


def token_of(client: FlaskClient) -> str:
    """What a form of theirs carries against forgery."""
    page = client.get("/cases", base_url="https://localhost").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    return token[1]


def on_case(exchange: Exchange, case_id: UUID, name: str) -> bool:
    """Whether somebody is on a case."""
    with exchange.runtime.database.work(exchange.organisations["hub"].id) as work:
        return exchange.actors[name].person_id in on_file(work.events.of_files([case_id])[case_id])

"""Every address that names something, asked by people whom it is not for: it looks as if there were nothing (law 5).

Read from the application's own routes, so that a new page is held to it before anybody thinks of it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.demonstration.database import Cluster
from app.domain.changes import MEMBER_ENDED
from app.domain.identity import Actor
from app.http.access import access_to
from app.services.administration.passkeys import begin
from app.services.collation.reveal import prepare_reveal
from app.services.governance.break_glass import prepare_break_glass
from tests.services.administering import Administrator
from tests.services.fixtures import exchange_copied
from tests.services.played import answered
from tests.web.governance.site import Site, make_site

WHY = "To visit the child today"
LEADS_ON = {"hub.send_again", "invited.follow"}
"""They look at nothing and send everybody on to a page, which looks."""
SAYS_OVER = {"hub.end_duty_worker_early"}
"""Whoever presses twice reads that it is over, and so does whoever guesses; either is a refusal in the log."""
UNGUARDED = {"account.back_channel"}
"""It proves itself by a signed token, and has no form of ours."""
CHANGING = {"Set-Cookie", "Content-Length"}


@dataclass(frozen=True)
class Town:
    """A site, what there is in it by the names that routes give it, and what somebody else's case has of the same."""

    site: Site
    there: Mapping[str, object]
    others: Mapping[str, object]
    outsiders: tuple[Actor, ...]
    insiders: tuple[Actor, ...]


@pytest.fixture(scope="module")
def town(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("addresses")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        site = make_site(exchange)
        other_hub = exchange.another("hub")
        yield Town(
            site=site,
            there=ids_of(site, site.played),
            others=ids_of(site, answered(exchange, protected="yes")),
            outsiders=(
                exchange.person("hub", "hub_collator"),
                exchange.person("hub", "hub_decision_maker", other_hub),
                exchange.person("hub", "ig_officer", other_hub),
                exchange.person("hub", "auditor", other_hub),
                exchange.person("police", "partner_manager"),
                exchange.person("housing", "partner_manager", exchange.another("housing")),
                exchange.person("housing", "partner_ig_officer", exchange.another("housing")),
                exchange.person("mental_health", "caldicott_guardian"),
                exchange.person("housing", "administrator", exchange.another("housing")),
            ),
            insiders=(site.played.case.decider, site.played.responder, site.officer),
        )


def ids_of(site: Site, played: Any) -> Mapping[str, object]:
    runtime, decider, entry = site.exchange.runtime, played.case.decider, played.returned.entry.id
    exchange, kind = site.exchange, played.responder.organisation_kind
    first, second, third = (Administrator(exchange, exchange.person(kind, "administrator")) for _ in range(3))
    begin(exchange.admin, first.actor.organisation_id, [first.offers(), second.offers()])
    third.offers()
    with runtime.database.work(None) as work:
        log = work.log.log_numbered(played.returned.entry.log)
        [offer] = work.passkeys.offers_of([third.actor.person_id], third.actor.organisation_id)
        [passkey] = work.passkeys.passkeys_of([first.actor.person_id], first.actor.organisation_id)
    return {
        "membership_id": played.responder.membership_id,
        "change_id": first.proposes(MEMBER_ENDED, played.responder).id,
        "offer_id": offer.id,
        "passkey_id": passkey.id,
        "label": log.label,
        "case_id": played.case.id,
        "file_id": played.request.file_id,
        "subject_id": played.case.people[0],
        "record_id": played.record.id,
        "entry_id": entry,
        "opening_id": prepare_reveal(runtime, decider, played.record.id, ["housing_address"], WHY),
        "glass_id": prepare_break_glass(runtime, site.officer, entry, played.record.id, WHY),
    }


def named(town: Town) -> Iterator[tuple[Rule, str]]:
    """Every rule that takes an id, with each method it has."""
    for rule in town.site.app.url_map.iter_rules():
        if any(name.endswith("_id") or name == "label" for name in rule.arguments):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method


def admitted(town: Town, rule: Rule, people: tuple[Actor, ...]) -> Iterator[Actor]:
    access = access_to(town.site.app, rule.endpoint)
    assert access is not None
    yield from (one for one in people if access.admits_role(one.role))


def address(rule: Rule, ids: Mapping[str, object]) -> str:
    given = {name: str(ids.get(name, uuid4())) for name in rule.arguments}
    given |= {"label": str(ids.get("label", secrets.token_hex(8))), "index": "0", "number": "1"}
    given |= {"part": "own", "place": "1"}
    if "field" in given:
        given["field"] = "housing_address"
    if rule.endpoint.startswith("governance"):
        given["opening_id"] = str(ids.get("glass_id", uuid4()))
    return re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", lambda found: given[found[1]], rule.rule)


def asked(client: FlaskClient, method: str, path: str) -> TestResponse:
    if method == "GET":
        return client.get(path)
    page = client.get("/account/organisation").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    return client.post(path, data={"csrf_token": token[1]})


def told(answer: TestResponse, path: str) -> tuple[Any, ...]:
    """All of an answer, the ids that were asked for taken out, and each page's own marks."""
    own = re.compile(
        "|".join(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[0-9a-f]{16}(?=/|$)", path))
    )
    marks = re.compile(r'(name="(?:csrf_token|once)" [^>]*)value="[^"]+"')
    headers = {name: own.sub("…", value) for name, value in answer.headers.items() if name not in CHANGING}
    return answer.status_code, headers, marks.sub(r"\1", own.sub("…", answer.text))


@pytest.mark.slow
def test_every_address_that_names_something_looks_empty_to_others(town: Town) -> None:
    seen = 0
    for rule, method in named(town):
        for actor in admitted(town, rule, town.outsiders):
            client = fresh(town, actor)
            answers, leaves = [], []
            for ids in (town.there, {}):
                path, before = address(rule, ids), len(town.site.kinds())
                answers.append(told(asked(client, method, path), path))
                leaves.append(town.site.kinds()[before:])
            assert answers[0] == answers[1], (rule.rule, method, actor.role)
            if rule.endpoint not in LEADS_ON:
                assert answers[0][0] == (303 if rule.endpoint in SAYS_OVER else 404), (rule.rule, method, actor.role)
                assert leaves == [["refused"]] * 2, (rule.rule, method, actor.role)
            seen += 1
    assert seen > 120


def test_what_is_anothers_is_not_reached_by_way_of_ones_own(town: Town) -> None:
    """Own case or file first in the address, something of another case behind it."""
    seen = 0
    for rule, method in named(town):
        first, *rest = re.findall(r"<(?:uuid:)?([a-z_]+_id|label)>", rule.rule)
        for actor in admitted(town, rule, town.insiders):
            client = fresh(town, actor)
            for name in rest:
                answers, leaves = [], []
                for ids in ({**town.there, name: town.others[name], "glass_id": town.others["glass_id"]}, {}):
                    path = address(rule, {first: town.there[first], **{one: ids[one] for one in rest if one in ids},
                                          **({"glass_id": ids["glass_id"]} if "glass_id" in ids else {})})  # fmt: skip
                    before = len(town.site.kinds())
                    answers.append(told(asked(client, method, path), path))
                    leaves.append(town.site.kinds()[before:])
                assert answers[0] == answers[1], (rule.rule, method, name, actor.role)
                assert leaves[0] == leaves[1], (rule.rule, method, name, actor.role)
                seen += 1
    assert seen > 10


def test_no_form_is_taken_without_its_mark(town: Town) -> None:
    client = fresh(town, town.site.played.case.decider)
    rules = [one for one in town.site.app.url_map.iter_rules() if "POST" in (one.methods or ())]
    before = town.site.kinds()
    for rule in rules:
        if rule.endpoint not in UNGUARDED:
            answer = client.post(address(rule, town.there))
            assert answer.status_code == 400, rule.rule
            assert "The form could not be" in answer.text, rule.rule
    assert town.site.kinds() == before
    assert len(rules) > 30


def fresh(town: Town, actor: Actor) -> FlaskClient:
    """A browser with a session of its own: refusals are counted by session."""
    return town.site.client(actor)

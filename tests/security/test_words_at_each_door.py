"""Words that cannot be compared with the places of a case are refused at each door, with the reason, and not kept.

The doors are read from the application's own routes, and their inputs from the forms that its pages show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.demonstration.database import Cluster
from app.domain.answers import plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.http.access import access_to
from app.services.governance.close_entry import close_entry
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.ask_hub import ask_hub
from app.services.research.send_changed import find_behind, send_safety
from tests.security.test_every_address import address
from tests.services.fixtures import exchange_copied
from tests.services.played import STATED, Case, basis, claim, draft, ready_case, send, value
from tests.services.test_facts_that_change import say
from tests.services.test_words_held import ask
from tests.services.test_words_that_tell import of_two
from tests.stories.refuge_walked import WHATS
from tests.web.governance.site import Site, make_site
from tests.web.pages import parse
from tests.web.partner.browser import fields_of
from tests.web.test_statements_an_act import Browser

pytestmark = pytest.mark.slow

WORDS = {
    "a nul": b"Madeup\x00words",
    "no text, and half a character": b"Madeup \xff\xfe\x89 \xed\xa0\x80 words",
    "half a character alone": b"Madeup \xed\xa0\x80 words",
    "a control character": b"Madeup \x07 words",
    "a direction turned round": "Madeup \u202e words".encode(),
    "too much": b"Madeup " * 600,
    "a megabyte": b"Madeup " * 150_000,
}
REFUSED = ("Remove the ", "Shorten ", "is larger than this service accepts")
NO_WORDS = {f"account.{one}" for one in ("start", "choose", "sign_out", "sign_out_elsewhere", "back_channel")}
"""Doors of accounts: nothing typed there is kept."""
ASKS_AGAIN = {"hub.ask_more", "hub.preview", "hub.new_case"}
"""Words go no further than a draft here, kept as typed and read when it is checked, or a case is begun from choices."""
_UNSHOWN = re.compile("[\x00\x07\ufffd]")


@dataclass(frozen=True)
class Door:
    """A form of a page: who is shown it, on which page, where it leads, what it sends, and where words are typed."""

    actor: Actor
    path: str
    endpoint: str
    sends: MultiDict[str, str]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Town:
    """A site in which every form is shown to somebody."""

    site: Site
    doors: tuple[Door, ...]


@pytest.fixture(scope="module")
def town(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("doors")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        site = make_site(exchange)
        yield Town(site, tuple(doors(site)))


def doors(site: Site) -> Iterator[Door]:
    found: dict[tuple[str, tuple[str, ...]], Door] = {}
    for actor, path, page in pages(site):
        for one in forms(site, actor, path, page):
            found.setdefault((one.endpoint, tuple(plain_name(name) for name in one.words)), one)
    yield from found.values()


def pages(site: Site) -> Iterator[tuple[Actor, str, str]]:
    """Who is shown which page: between them they have every form."""
    exchange, played, officer = site.exchange, site.played, site.officer
    case, entry = played.case, played.returned.entry.id
    fire, help_, dwp = (send(exchange, case, kind) for kind in ("fire", "early_help", "dwp"))
    working, asking, author = (claim(exchange, one) for one in (fire, help_, dwp))
    ask_hub(exchange.runtime, asking, help_.file_id, case.people[0], question="Which of them?",
            legal_basis=basis(exchange, "early_help", "return"), stated=STATED)  # fmt: skip
    draft(exchange, fire, working, case.people[0], {})
    draft(exchange, dwp, author, case.people[0], {})
    say(exchange, case, case_family_may_be_told="yes")
    known = find_case(exchange.runtime, case.collator, case.id).records[case.people[0]]
    saved = {"case_subject_name": plain("Madeup Corrected")}
    save_case_record(exchange.runtime, case.collator, case.id, case.people[0], saved, known.version)
    hidden, _, other = of_two(exchange)
    held = ask(exchange, hidden, "police", other)
    ids: dict[str, object] = {"subject_id": case.people[0], "entry_id": entry, "record_id": played.record.id}
    hub = {**ids, "case_id": case.id}
    given: tuple[tuple[Actor, Mapping[str, object]], ...] = (
        (case.collator, {**hub, "file_id": fire.file_id}),
        (case.decider, {**hub, "file_id": help_.file_id}),
        (hidden.decider, {**ids, "case_id": hidden.id, "file_id": held.file_id}),
        (exchange.person("hub", "hub_decision_maker"), hub),
        (working, {**ids, "file_id": fire.file_id}),
        (exchange.person("fire", "partner_responder"), {**ids, "file_id": fire.file_id}),
        (author, {**ids, "file_id": dwp.file_id}),
        (played.responder, {**ids, "file_id": played.request.file_id}),
        (officer, ids),
    )
    for actor, known_to in chain(given, ((who, {**ids, "file_id": one.file_id}) for who, one in sending(site))):
        yield from looked_at(site, actor, known_to)
    loosened = [one.file_id for one in find_behind(exchange.runtime, case.decider, case.id) if one.safety]
    send_safety(exchange.runtime, case.decider, case.id, loosened, "Madeup: it is safe now.")
    yield from looked_at(site, case.collator, {**hub, "file_id": fire.file_id})
    close_entry(exchange.runtime, officer, entry, "entry", None, "Madeup: a reason of some words.")
    yield from looked_at(site, officer, ids)
    yield from asking_anew(site, case)


def sending(site: Site) -> Iterator[tuple[Actor, ResearchRequest]]:
    """Whoever may claim a request, and whoever may send an answer or a question."""
    exchange, runtime = site.exchange, site.exchange.runtime
    new = ready_case(exchange)
    for kind, answers in (("housing", {"housing_known": value("yes")}), ("dwp", {"return_anything_else": value("No")})):
        request = send(exchange, new, kind)
        yield exchange.person(kind, "partner_responder"), request
        author = claim(exchange, request)
        draft(exchange, request, author, new.people[0], answers)
        yield author, request
    other = ready_case(exchange)
    asked = send(exchange, other, "dwp")
    ask_hub(runtime, claim(exchange, asked), asked.file_id, other.people[0], question="Which of them?",
            legal_basis=basis(exchange, "dwp", "return"), stated=STATED)  # fmt: skip
    yield exchange.person("dwp", "partner_manager"), asked


def looked_at(site: Site, actor: Actor, ids: Mapping[str, object]) -> Iterator[tuple[Actor, str, str]]:
    """Every page that these ids lead somebody to; each record that can be stated of a case is one of its own."""
    client = site.client(actor)
    for rule in site.app.url_map.iter_rules():
        access = access_to(site.app, rule.endpoint)
        if "GET" in (rule.methods or ()) and access and access.admits_role(actor.role):
            for what in WHATS if "what" in rule.arguments else ("",):
                path = address(rule, {**ids, "what": what})
                answer = client.get(path)
                if answer.status_code == 404:  # refusals are counted by session
                    client = site.client(actor)
                elif answer.mimetype == "text/html" and answer.status_code == 200:
                    yield actor, path, answer.text


def asking_anew(site: Site, case: Case) -> Iterator[tuple[Actor, str, str]]:
    """The pages of asking and of starting, each of which the one before leads to."""
    actor, partner = case.decider, site.exchange.organisation("housing").id
    browser, path, new = Browser(site, actor), f"/cases/{case.id}", "/cases/new"
    reason = {f"reason-{partner}".replace("-", "__"): "Madeup: they may know them."}
    browser.get(f"{path}/ask").press(f"{path}/ask", {"to": "questions"}, partners=[str(partner)], **reason)
    yield actor, browser.path, browser.response.text
    typed = {f"p-{partner}-request_questions-0-question".replace("-", "__"): "Who lives there?"}
    browser.press(f"{path}/preview", {"to": "preview"}, **typed)
    yield actor, browser.path, browser.response.text
    yield actor, browser.get(f"{path}/ask/throw-away").path, browser.response.text
    browser.get(new).press(new, {"to": "basis"}, purpose="child_protection_enquiry", rating="red", count__child="1")
    yield actor, browser.path, browser.response.text


def forms(site: Site, actor: Actor, path: str, page: str) -> Iterator[Door]:
    """The forms of a page that do something, each by each of its buttons."""
    routes = site.app.url_map.bind("localhost", url_scheme="https")
    for form in parse(page).all("form"):
        if form.get("method") != "post":
            continue
        sends, words = filled(form)
        for button in [one for one in form.iter("button") if one.get("name") not in {"add_row", "remove_row"}]:
            leads = button.get("formaction") or form.get("action") or path
            endpoint, _ = routes.match(leads.partition("?")[0], method="POST")
            name = button.get("name")
            pressed = MultiDict([*sends.items(multi=True), *([(name, button.get("value"))] if name else [])])
            yield Door(actor, leads, endpoint, pressed, words)


def filled(form: Any) -> tuple[MultiDict[str, str], tuple[str, ...]]:
    """What a form sends with the first of each choice taken, and the names of inputs in which words are typed."""
    sends, words = fields_of(form), []
    for one in (each for each in form.iter() if each.tag in {"input", "textarea", "select"}):
        name, kind = one.get("name"), one.get("type") or "text"
        if one.tag == "textarea" or (one.tag == "input" and kind in {"text", "search", "tel", "email"}):
            words.append(name)
        elif kind in {"radio", "checkbox"} and name not in sends:
            sends.add(name, one.get("value"))
        elif one.tag == "select" and not sends.get(name):
            sends.setlist(name, [option.get("value") for option in one.iter("option") if option.get("value")][:1])
    return sends, tuple(words)


def plain_name(name: str) -> str:
    """A name without the ids in it."""
    return re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+", "…", name)


def told(site: Site, door: Door, words: bytes) -> tuple[int, set[str], str]:
    """The status of typing these words into every input of a door, the inputs that are named, and the page."""
    client, boundary = site.client(door.actor), b"made-up-boundary"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/organisation").text)
    assert token
    own = [(name, token[1] if name == "csrf_token" else said) for name, said in door.sends.items(multi=True)]
    parts = [(name, words if name in door.words else said.encode()) for name, said in own]
    body = b"".join(
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (boundary, name.encode(), said)
        for name, said in parts
    )
    answer = client.post(
        door.path, data=body + b"--%b--\r\n" % boundary, base_url="https://localhost",
        content_type=f"multipart/form-data; boundary={boundary.decode()}",
    )  # fmt: skip
    return answer.status_code, set(parse(_UNSHOWN.sub("", answer.text)).summary_targets), answer.text


def test_every_door_with_words_is_shown_to_somebody(town: Town) -> None:
    rules = {one.endpoint for one in town.site.app.url_map.iter_rules() if "POST" in (one.methods or ())}
    assert rules - {one.endpoint for one in town.doors} - NO_WORDS == set()
    assert len({one.endpoint for one in town.doors if one.words}) > 20


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_words_that_cannot_be_compared_are_refused_at_every_door(town: Town, words: bytes) -> None:
    kept: dict[str, object] = {}
    for door in town.doors:
        if door.words and door.endpoint not in NO_WORDS | ASKS_AGAIN:
            status, named, page = told(town.site, door, words)
            if status in range(300, 400) or status >= 500 or not any(one in page for one in REFUSED):
                kept[f"{door.endpoint} {door.words}"] = status, named
    assert kept == {}

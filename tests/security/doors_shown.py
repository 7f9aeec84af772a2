"""A town in which each form of the application is shown to somebody: its doors, and what is typed at each of them.

The doors are read from the application's own routes, and their inputs from the forms that its pages show.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.answers import plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.http.access import access_to
from app.services.governance.close_entry import close_entry
from app.services.governance.hold_file import hold_file
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.research.ask_hub import ask_hub
from app.services.research.send_changed import find_behind, send_safety
from tests.security.doors_later import at_night, challenged, closed, governed, of_people_and_days, owned, waiting
from tests.security.test_every_address import address
from tests.services.held import ask
from tests.services.played import STATED, Case, basis, claim, draft, ready_case, send, value
from tests.services.test_facts_that_change import say
from tests.services.test_words_that_tell import of_two
from tests.stories.refuge_walked import recorded_as
from tests.web.governance.site import Site
from tests.web.pages import parse
from tests.web.partner.browser import fields_of
from tests.web.test_statements_an_act import Browser

_BOUNDARY = b"made-up-boundary"


@dataclass(frozen=True)
class Door:
    """A form of a page: who is shown it, on which page, where it leads, what it sends, and where words are typed."""

    actor: Actor
    path: str
    endpoint: str
    sends: MultiDict[str, str]
    words: tuple[str, ...]


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
        (officer, {**ids, "file_id": help_.file_id}),
    )
    for actor, known_to in chain(given, ((who, {**ids, "file_id": one.file_id}) for who, one in sending(site))):
        yield from looked_at(site, actor, known_to)
    loosened = [one.file_id for one in find_behind(exchange.runtime, case.decider, case.id) if one.safety]
    send_safety(exchange.runtime, case.decider, case.id, loosened, "Madeup: it is safe now.")
    yield from looked_at(site, case.collator, {**hub, "file_id": fire.file_id})
    close_entry(exchange.runtime, officer, entry, "entry", None, "Madeup: a reason of some words.")
    later = (exchange.clock.now() + timedelta(days=30)).date()
    hold_file(exchange.runtime, officer, hidden.id, "Madeup: a reason of some words.", "Madeup: by letter.", later)
    yield from looked_at(site, officer, {**ids, "file_id": hidden.id})
    yield from asking_anew(site, case)
    yield from of_people_and_days(site)
    yield from waiting(site)
    yield from at_night(site)
    yield from challenged(site)
    yield from closed(site)
    yield from owned(site)
    yield from governed(site)


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
            for what in recorded_as(site.exchange) if "what" in rule.arguments else ("",):
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
    """The forms of a page that do something, each by each of its buttons, and by the script that keeps a draft."""
    routes = site.app.url_map.bind("localhost", url_scheme="https")
    for form in parse(page).all("form"):
        if form.get("method") != "post":
            continue
        sends, words = filled(form)
        if by_itself := form.get("data-keep"):
            yield Door(actor, by_itself, routes.match(by_itself, method="POST")[0], sends, words)
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


def in_parts(sends: MultiDict[str, str], names: Collection[str], words: bytes) -> dict[str, Any]:
    """How a client is to send a form with these bytes in each input that is named, be they text or not."""
    body = b"".join(
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
        % (_BOUNDARY, name.encode(), words if name in names else said.encode())
        for name, said in sends.items(multi=True)
    )
    kind = f"multipart/form-data; boundary={_BOUNDARY.decode()}"
    return {"data": body + b"--%b--\r\n" % _BOUNDARY, "content_type": kind, "base_url": "https://localhost"}

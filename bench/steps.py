"""The steps of the whole path, prepared so that each can be taken again and again: who asks for what, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Final
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from app.domain.answers import Answer
from app.domain.identity import Actor, Membership, Organisation, Person
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.identity.add_person import add_person
from app.services.identity.approve_member import approve_member
from app.services.identity.make_partnership import make_partnership
from app.services.identity.register_organisation import register_organisation
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft
from app.services.research.work_on_request import claim_request
from app.web.account.cookies import SESSION_COOKIE
from bench.served import Visit
from policies.engine.bases import Body, legal_bases_for
from tests.web.exchange import HOST, Exchange
from tests.web.hub.playing import MUST, SEARCHED, STATED, HubBrowser, answer, choose, typed_for
from tests.web.partner.asked import household, request_to
from tests.web.partner.browser import PartnerBrowser

KIND, RESPONDER, ITEMS = "housing", "hugh", 6
FORM_COOKIE: Final = "__Host-form"
EIGHT: Final = ("housing", "police", "fire", "dwp", "probation", "safeguarding_health", "mental_health", "education")


def with_partners(exchange: Exchange, count: int) -> tuple[Exchange, tuple[str, ...]]:
    """The exchange with so many more organisations like the partner's, and their names: each has one responder."""
    organisations, actors = dict(exchange.organisations), dict(exchange.actors)
    now, admin, hub = exchange.clock.now(), exchange.admin, exchange.organisations["hub"]
    registrar = Person(uuid4(), "Registrar (made up)", None, now)
    add_person(admin, registrar)
    names = tuple(f"homes-{number}" for number in range(count))
    for name in names:
        made = Organisation(uuid4(), KIND, f"Madeup {name}", "Madeup controller", KIND, "01632 960111", now)
        register_organisation(admin, made)
        make_partnership(admin, hub.id, made.id)
        person = Person(uuid4(), f"Responder of {name}", None, now)
        add_person(admin, person)
        member = Membership(uuid4(), person.id, made.id, "partner_responder", now, registrar.id, now)
        approve_member(admin, member)
        organisations[name] = made
        actors[name] = Actor(
            person.id, member.id, made.id, KIND, made.name, member.role, person.display_name, uuid4(), strong=True
        )
    return replace(exchange, organisations=organisations, actors=actors), names


def sends(exchange: Exchange, kinds: Sequence[str], times: int) -> Iterator[Visit]:
    """Sending to these kinds, a new case each time, as the page of what will be sent posts it."""
    cora = HubBrowser(exchange, "cora")
    for _ in range(times):
        case = f"/cases/{household(exchange).case_id}"
        question = {"request_questions__0__question": "Who lives there now?"}
        asked = {kind: {**question, **MUST.get(kind, {})} for kind in kinds}
        typed = {name: one for kind in kinds for name, one in typed_for(exchange, kind, **asked[kind]).items()}
        choose(cora, exchange, case, *kinds).press(f"{case}/preview", {"to": "preview"}, **typed)
        yield Visit(f"{case}/send", cookies_of(cora.client), cora.filled(f"{case}/send", {}))


def opens_again(exchange: Exchange) -> Iterable[Visit]:
    """A partner's look at a request that it has opened before."""
    request, _ = _claimed(exchange)
    return repeat(Visit(f"/inbox/{request.file_id}/open", cookies_of(exchange.client(RESPONDER))))


def answer_form(exchange: Exchange) -> Iterable[Visit]:
    """The form to answer what was asked for."""
    request, subject = _claimed(exchange)
    return repeat(Visit(f"/inbox/{request.file_id}/answer/{subject}", cookies_of(exchange.client(RESPONDER))))


def signs_off(exchange: Exchange, times: int) -> Iterator[Visit]:
    """Signing off an answer to each of what was asked for, a new request each time."""
    hugh = PartnerBrowser(exchange, RESPONDER)
    basis = _basis(exchange)
    for _ in range(times):
        request, subject = _claimed(exchange)
        whole = Content({**SEARCHED, **STATED, **items(exchange)}, {})
        save_draft(exchange.runtime, exchange.actors[RESPONDER], request.file_id, subject, whole, None)
        path = f"/inbox/{request.file_id}"
        hugh.get(f"{path}/check")
        yield Visit(
            f"{path}/sign-off", cookies_of(hugh.client), hugh.filled(f"{path}/sign-off", {"legal_basis": basis})
        )


def returns_of(exchange: Exchange, names: Sequence[str]) -> Iterable[Visit]:
    """The hub's page of the returns of these partners."""
    home, basis = household(exchange), _basis(exchange)
    for name in names:
        answer(exchange, name, request_to(exchange, home, name, list(items(exchange))), items(exchange), basis)
    return repeat(Visit(f"/cases/{home.case_id}/returns", cookies_of(exchange.client("dilys"))))


def inbox(exchange: Exchange) -> Iterable[Visit]:
    """The partner's list of requests."""
    return repeat(Visit("/inbox", cookies_of(exchange.client(RESPONDER))))


def cookies_of(client: FlaskClient) -> str:
    """What a signed-in browser sends with every page."""
    found = [client.get_cookie(name, HOST, "/") for name in (SESSION_COOKIE, FORM_COOKIE)]
    return "; ".join(f"{one.key}={one.value}" for one in found if one is not None)


def items(exchange: Exchange) -> Mapping[str, Answer]:
    """An answer to each of the partner's own fields that are asked for here."""
    today = exchange.clock.now().date()
    suitable = [
        field
        for field in exchange.runtime.policy.release.catalogue.fields_for("return", KIND, today)
        if not (field.shared or field.gist or field.approval)
        and "hub_decision_maker" in field.audience
        and field.is_about("child")
    ]
    return {field.key: Answer("value", field.example, "fact", today) for field in suitable[:ITEMS]}


def _claimed(exchange: Exchange) -> tuple[ResearchRequest, UUID]:
    home = household(exchange)
    request = request_to(exchange, home, KIND, list(items(exchange)))
    claim_request(exchange.runtime, exchange.actors[RESPONDER], request.file_id)
    open_request(exchange.runtime, exchange.actors[RESPONDER], request.file_id)
    return request, home.people[0]


def _basis(exchange: Exchange) -> str:
    release = exchange.runtime.policy.release
    found = legal_bases_for(
        release,
        Body(KIND, release.organisations[KIND].in_law),
        subject="child",
        purpose="child_protection_enquiry",
        act="return",
        on=exchange.clock.now().date(),
    )
    return found[0].basis.key

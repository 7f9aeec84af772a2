"""A made-up case played through the pages of this door, step by step, and partners' answers through the services."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.domain.answers import Answer, plain
from app.domain.identity import Organisation
from app.domain.research import ResearchRequest
from app.services.disclosure.sealing import Content
from app.services.intake.open_case import find_case
from app.services.research.ask_hub import ask_hub
from app.services.research.open_request import find_request, open_request
from app.services.research.save_draft import save_draft
from app.services.research.sign_off_return import sign_off_return
from app.services.research.work_on_request import claim_request
from app.web.field_forms import ADD_ROW, REMOVE_ROW
from app.web.hub.short_names import SEEN, in_full, shortened
from tests.services.weighing import weigh
from tests.web.exchange import Exchange
from tests.web.hub.readied import once
from tests.web.partner.browser import PartnerBrowser

CHILD = "Maxi Madeup-Child"
HOW = "Madeup: asked alone on the first visit."
TO_BASIS, TO_START = {"to": "basis"}, {"to": "start"}
MUST = {
    "fire": {"request_home_safety_category": "home_safety"},
    "dwp": {"request_other_sources_failed": "Madeup: nobody else holds it."},
}
"""What must be typed for some kinds of partner."""
BASES = {"housing": "council_child_protection"}
STATED: Mapping[str, Answer] = {"return_consent_reason": plain("would_prejudice")}
SEARCHED: Mapping[str, Answer] = {
    "return_identifiers_searched": plain(["name", "address"]),
    "return_systems_searched": plain([{"system": "Madeup system", "result": "searched"}]),
    "return_period_from": plain("2024-11-24"),
    "return_period_to": plain("2026-11-24"),
    "return_as_at": plain("2026-11-24"),
    "return_searched_by": plain({"name": "Hugh Housing", "role": "Officer"}),
    "return_onward_permission": plain("ask"),
}


class HubBrowser(PartnerBrowser):
    """A signed-in member of hub staff; pages are read and checked as for everybody."""

    def form(self, action: str | None) -> MultiDict[str, str]:
        """What a form would send, with partners' parts of a page of asking named in full."""
        return in_full(super().form(action))

    def send(self, path: str, data: Mapping[str, Any]) -> HubBrowser:
        """Send a form by the names that stand on the page that is shown, as a browser does."""
        parts = {f"p-{one.get('value')}": name.removesuffix(SEEN) for one, name in self._seen()}
        rows = (ADD_ROW, REMOVE_ROW)
        said = {shortened(at, parts): shortened(value, parts) if at in rows else value for at, value in data.items()}
        super().send(path, said)
        return self

    def _seen(self) -> Iterator[tuple[Any, str]]:
        """The inputs that say whose each part of the page is."""
        named = ((one, str(one.get("name"))) for one in self.page.all("input"))
        return (each for each in named if re.fullmatch(f"p[0-9]+{SEEN}", each[1]))

    @property
    def text(self) -> str:
        """What the page says, a space between one element and the next."""
        return " ".join(" ".join(next(self.page.all("main")).itertext()).split())

    def start(self, purpose: str = "child_protection_enquiry", rating: str = "amber", **counts: str) -> str:
        """Start a case about these kinds and numbers; the address of its task list."""
        about = {f"count__{kind}": number for kind, number in (counts or {"child": "1"}).items()}
        self.get("/cases/new").press("/cases/new", TO_BASIS, purpose=purpose, rating=rating, **about)
        assert self.heading == "Legal basis", self.problems
        self.press("/cases/new", TO_START)
        assert self.heading == "People in this case", self.problems
        return self.path.removesuffix("/household")

    def says(self, case: str, person: str, role: str) -> HubBrowser:
        """Say what a person is in the concern, from the task list."""
        said = {"case_role_in_concern": role, "case_role_said_by": "Madeup police"}
        self.fill(self.get(case).link(f"Role in the concern: {person}"), **said)
        if role in {"alleged", "both_alleged"}:
            self.fill(self.get(case).link(f"Works for a partner: {person}"), case_works_for="no")
        return self

    def fill(self, page: str, **typed: Any) -> HubBrowser:
        """Fill in a record's form and save it."""
        self.get(page).press(None, {"save": "yes"}, **typed)
        return self


REASONS = {"case_consent_reason": "would_prejudice", "case_necessity_note": "Madeup: nobody else knows."}


def safe(browser: HubBrowser, case: str) -> None:
    """Answer contact safety, and what the legal basis asks for."""
    page = browser.get(f"{case}/recorded/basis-reasons").page
    asked = {one.get("name") for tag in ("input", "textarea") for one in page.all(tag)}
    browser.press(None, {"save": "yes"}, **{key: words for key, words in REASONS.items() if key in asked})
    assert browser.problems == ()
    browser.fill(
        f"{case}/recorded/contact-safety", case_family_may_be_told="no", case_safe_contact_method="through_worker",
        case_do_not_record_on_portal="yes", case_do_not_contact="Madeup: never ring the landline.",
    )  # fmt: skip
    assert browser.problems == ()


def named(browser: HubBrowser, case: str, **typed: Any) -> str:
    """Give the first subject of a case a name and an address; the address of its page."""
    page = browser.get(case).link("Child")
    browser.fill(
        page, case_subject_name=CHILD, case_date_of_birth__day="4", case_date_of_birth__month="3",
        case_date_of_birth__year="2017", case_address__line1="1 Madeup Road", case_address__town="Nowhere",
        case_address__postcode="ZZ99 1AA", case_not_protected_because=HOW, **{"case_protected_address": "no", **typed},
    )  # fmt: skip
    assert browser.problems == (), browser.problems
    return page


def housed(browser: HubBrowser, case: str, who: str, **typed: Any) -> None:
    """Give somebody of a case an address to be searched by, by the name of their link."""
    address = {"line1": "1 Madeup Road", "town": "Nowhere", "postcode": "ZZ99 1AA"}
    where = {f"case_address__{part}": one for part, one in address.items()}
    browser.fill(
        browser.get(case).link(who), case_protected_address="no", case_not_protected_because=HOW, **where, **typed
    )
    assert browser.problems == (), browser.problems


def ready(exchange: Exchange, *, protected: str = "no") -> tuple[HubBrowser, HubBrowser, str]:
    """Cora and Dilys on a section 47 case about one child that may be sent; its address."""
    return once(exchange, protected, lambda: _made_ready(exchange, protected))


def _made_ready(exchange: Exchange, protected: str) -> tuple[HubBrowser, HubBrowser, str]:
    cora, dilys = HubBrowser(exchange, "cora"), HubBrowser(exchange, "dilys")
    case = cora.start()
    safe(cora, case)
    named(cora, case, case_protected_address=protected)
    join(cora, exchange, case, "dilys")
    dilys.fill(
        f"{case}/recorded/manager-decision", case_manager_decision="Madeup: reasonable cause, because of two reports."
    )
    assert dilys.problems == ()
    wishes(cora, case)
    weigh(exchange.runtime, exchange.actors["dilys"], case_id(case))
    return cora, dilys, case


def wishes(browser: HubBrowser, case: str, name: str = "child") -> None:
    """Record what a child wishes and feels."""
    said = "Made up: to stay with her grandmother."
    browser.fill(browser.get(case).link(f"Wishes and feelings: {name}"), case_child_wishes=said)
    assert browser.problems == ()


def join(browser: HubBrowser, exchange: Exchange, case: str, name: str) -> None:
    """Put a colleague on the case."""
    person = str(exchange.actors[name].person_id)
    browser.get(f"{case}/people").send(f"{case}/people", {**_token(browser, f"{case}/people"), "person": person})
    assert browser.path.startswith(case)


def choose(browser: HubBrowser, exchange: Exchange, case: str, *kinds: str) -> HubBrowser:
    """Tick these partners, with a reason each, and go on to the questions."""
    ids = [str(exchange.organisations[kind].id) for kind in kinds]
    reasons = {f"reason__{one}".replace("-", "__"): "Madeup: they may know them." for one in ids}
    browser.get(f"{case}/ask").press(f"{case}/ask", {"to": "questions"}, partners=ids, **reasons)
    return browser


def typed_for(exchange: Exchange, kind: str, **typed: Any) -> dict[str, Any]:
    """Inputs of one partner's part of the questions' page."""
    prefix = f"p-{exchange.organisations[kind].id}-".replace("-", "__")
    return {f"{prefix}{name}": value for name, value in typed.items()}


def part_of(browser: HubBrowser, partner: Organisation) -> str:
    """How the inputs of a partner's part begin on the page of questions that is shown."""
    seen = {one.get("value"): str(one.get("name")) for one in browser.page.all("input") if one.get("type") == "hidden"}
    return seen[str(partner.id)].removesuffix("-seen")


def ask(browser: HubBrowser, exchange: Exchange, case: str, kind: str, *items: str) -> HubBrowser:
    """Ask one partner a question and these items, with every protected address it offers, as far as the preview."""
    choose(browser, exchange, case, kind)
    places = [one.get("value") for one in browser.page.all("input") if (one.get("name") or "").endswith("-places")]
    question = {"request_questions__0__question": "Who lives there now?", "items": list(items), "places": places}
    question |= MUST.get(kind, {}) | ({"besides": ["request_subject_name"]} if kind == "housing" else {})
    if places:
        browser.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, kind, **question))
        assert browser.problems, "a protected address is sent without a reason"
        question["place_reason"] = "Madeup: they search by it."
    once = {"all__place_reason": "Madeup: they search by it."} if places else {}
    browser.press(f"{case}/preview", {"to": "preview"}, **typed_for(exchange, kind, **question), **once)
    assert browser.heading == "Check what each partner will be sent", browser.problems
    return browser


def sent(exchange: Exchange, case: str, kind: str) -> ResearchRequest:
    """The newest request of the case to the organisation of a kind."""
    known = find_case(exchange.runtime, exchange.actors["cora"], case_id(case))
    return next(one for one in known.requests if one.partner_id == exchange.organisations[kind].id)


def answer(exchange: Exchange, who: str, request: ResearchRequest, answers: Mapping[str, Answer], basis: str) -> UUID:
    """A partner claims, drafts and signs off; the record's id."""
    actor, runtime = exchange.actors[who], exchange.runtime
    claim_request(runtime, actor, request.file_id)
    subject = open_request(runtime, actor, request.file_id).records[0].record.subject_id
    draft = save_draft(runtime, actor, request.file_id, subject, Content({**SEARCHED, **STATED, **answers}, {}), None)
    seen = find_request(runtime, actor, request.file_id).request.version
    sign_off_return(runtime, actor, request.file_id, legal_basis=basis, seen_version=seen)
    return draft.id


def asks_back(exchange: Exchange, who: str, request: ResearchRequest, question: str, basis: str) -> None:
    """A partner asks the hub instead of answering."""
    actor, runtime = exchange.actors[who], exchange.runtime
    claim_request(runtime, actor, request.file_id)
    subject = open_request(runtime, actor, request.file_id).records[0].record.subject_id
    ask_hub(runtime, actor, request.file_id, subject, question=question, legal_basis=basis, stated=STATED)


def fact(value: Any, on: date = date(2026, 10, 1)) -> Answer:
    """A value a partner holds as fact."""
    return Answer("value", value, "fact", on)


def case_id(case: str) -> UUID:
    """The id in a case's address."""
    found = re.search(r"/cases/([0-9a-f-]{36})", case)
    assert found
    return UUID(found[1])


def _token(browser: HubBrowser, action: str) -> dict[str, str]:
    return {"csrf_token": browser.form(action)["csrf_token"]}

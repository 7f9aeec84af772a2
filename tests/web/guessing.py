"""Each way in which somebody who may not know a place can type one into pages, and the pages they then read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.domain.identity import Actor
from app.web.hub.short_names import in_full
from tests.services.played import Case
from tests.services.test_words_that_tell import REFUGE
from tests.web.governance.site import Site
from tests.web.pages import parse
from tests.web.partner.browser import OF_THE_FRAME, fields_of

RIGHT, POSTCODE, ANOTHER = str(REFUGE["lines"][0]), str(REFUGE["postcode"]), "ZZ99 4CC"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
IN_ADDRESSES = ("case_address-line1", "case_previous_addresses-0-address-line1")
IN_WORDS = (
    "case_do_not_contact", "case_staff_safety-0-do", "case_not_protected_because", "case_safe_contact_times",
    "case_household_adults-0-person-reference",
)  # fmt: skip
IN_ANSWER = ("housing_known-note", "housing_address-value-line1", "return_do_not_contact", "return_anything_else-value")


@dataclass
class Guesser:
    """Somebody in a browser, with the forms of pages as they first stood there: reading a page strictly takes long."""

    client: FlaskClient
    forms: dict[tuple[str, str | None], MultiDict[str, str]] = field(default_factory=dict)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url="https://localhost")

    def send(self, path: str, form: Mapping[str, object]) -> TestResponse:
        return self.client.post(path, data=dict(form), base_url="https://localhost")

    def form(self, path: str, page: TestResponse, action: str | None = None) -> dict[str, object]:
        """What the form that leads to `action` (None: the page itself) would send untouched."""
        if (path, action) not in self.forms:
            forms = [one for one in parse(page.text).all("form") if one.get("method") == "post"]
            own = [one for one in forms if one.get("action") not in OF_THE_FRAME]
            self.forms[path, action] = in_full(fields_of(next(one for one in own if one.get("action") == action)))
        now, first = MultiDict(HIDDEN.findall(page.text)), dict(self.forms[path, action].lists())
        return {**first, **{name: each for name, each in now.lists() if name in {*first, "had", "draft"}}}


@dataclass(frozen=True)
class Town:
    """A site, a case with somebody protected in it, somebody `added` to it, and whoever guesses: in the hub's pages,
    and in a partner's answer about somebody else, at this path. Of the partners `unasked` each is asked once.
    """

    site: Site
    case: Case
    at_hub: Actor
    added: UUID
    at_partner: Actor
    answering: str
    unasked: list[UUID]


Way = Callable[[Guesser, Town, str], Iterator[TestResponse]]


def postcode(words: str) -> str:
    return POSTCODE if words == RIGHT else ANOTHER


def save(
    guesser: Guesser, path: str, *typed: Mapping[str, object], last: tuple[str, ...] = ()
) -> Iterator[TestResponse]:
    """Fill in a page's form and send it, each time anew; what the page says after, and those that stand `last`."""
    page = guesser.get(path)
    for each in typed:
        yield guesser.send(path, {**guesser.form(path, page), **each})
        page = guesser.get(path)
        yield page
    yield from (guesser.get(one) for one in (*last, "/my-work"))


def record_of(guesser: Guesser, town: Town, person: UUID, words: str) -> Iterator[TestResponse]:
    """In words of a record, refused for a reason of its own, then stored; then in addresses, too, protected or not."""
    said: dict[str, object] = {**dict.fromkeys(IN_WORDS, words), "case_staff_safety-0-about": "address", "save": "yes"}
    said |= {"case_protected_address": "no", "case_household_adults-0-person-name": "Moxi Madeup"}
    lives = said | dict.fromkeys(IN_ADDRESSES, words) | {"case_address-postcode": postcode(words)}
    refused = said | {"case_household_adults-0-person-name": ""}
    ways = (refused, said, lives, lives | {"case_protected_address": "yes"})
    case = f"/cases/{town.case.id}"
    yield from save(guesser, f"{case}/subjects/{person}", *ways, last=(case,))


def in_a_record(guesser: Guesser, town: Town, words: str) -> Iterator[TestResponse]:
    """In the record of somebody else in the case."""
    yield from record_of(guesser, town, town.case.people[1], words)


def of_somebody_added(guesser: Guesser, town: Town, words: str) -> Iterator[TestResponse]:
    """In the record of somebody who was added to the case."""
    yield from record_of(guesser, town, town.added, words)


def about_contact(guesser: Guesser, town: Town, words: str) -> Iterator[TestResponse]:
    """In what is said of how to reach the family safely: refused as it does not say how, then stored."""
    case = f"/cases/{town.case.id}"
    ways = ({"case_do_not_contact": words, "case_safe_contact_method": how, "save": "yes"} for how in ("", "mobile"))
    yield from save(guesser, f"{case}/recorded/contact-safety", *ways, last=(case,))


def in_a_question(guesser: Guesser, town: Town, words: str) -> Iterator[TestResponse]:
    """In why a partner is asked, and what: kept as a draft, and shown as it would be sent."""
    yield from asking(guesser, town, town.site.exchange.organisation("police").id, words)
    yield guesser.get("/my-work")


def asking(guesser: Guesser, town: Town, partner: UUID, words: str) -> Iterator[TestResponse]:
    """Choose one partner, then say what it is asked, of one person; each page after it."""
    case, question = f"/cases/{town.case.id}", f"p-{partner}-request_questions-0-question"
    page = guesser.get(f"{case}/ask")
    chosen = {"partners": [str(partner)], f"reason-{partner}": words, "to": "questions"}
    yield guesser.send(f"{case}/ask", {**guesser.form(f"{case}/ask", page, f"{case}/ask"), **chosen})
    yield (page := guesser.get(f"{case}/questions"))
    typed = {question: words, f"p-{partner}-about": [str(town.case.people[1])], "to": "preview"}
    form = guesser.form(f"{case}/questions {partner}", page, f"{case}/preview")
    yield guesser.send(f"{case}/preview", {**form, **typed})
    yield guesser.get(f"{case}/preview")


def in_an_answer(guesser: Guesser, town: Town, words: str) -> Iterator[TestResponse]:
    """In a partner's answer about somebody else: stored unfinished, then refused as it is not whole."""
    typed = dict.fromkeys(IN_ANSWER, words) | {"housing_address-value-postcode": postcode(words)}
    typed |= {f"{one}-answer": "value" for one in ("housing_known", "housing_address", "return_anything_else")}
    typed |= {f"{one}-nature": "fact" for one in ("housing_known", "housing_address", "return_anything_else")}
    ways = ({**typed, "housing_known-value": "yes", "do": do} for do in ("save", "continue"))
    request, _, _ = town.answering.partition("/answer")
    yield from save(guesser, town.answering, *ways, last=(request, "/inbox"))


def hidden_from(guesser: Guesser, town: Town, words: str) -> Iterator[TestResponse]:
    """In why somebody's place is hidden from whom: refused as it says so of nobody there is, then stored."""
    case, (hers, other) = f"/cases/{town.case.id}", town.case.people
    ways = ({"case_hidden_from_why": words, f"hidden-from-{hers}": said} for said in ("so", "hidden"))
    yield from save(guesser, f"{case}/recorded/hidden-from/{other}", *ways, last=(case,))


def in_what_is_sent(guesser: Guesser, town: Town, words: str) -> Iterator[TestResponse]:
    """In what a partner is asked, and why, and sent: one that nobody asked before, each time."""
    case, partner = f"/cases/{town.case.id}", town.unasked.pop()
    *_, page = asking(guesser, town, partner, words)
    yield guesser.send(f"{case}/send", guesser.form(f"to send {partner}", page, f"{case}/send"))
    query = "SELECT file_id FROM research_request WHERE partner_id = %s"
    ((sent,),) = town.site.exchange.rows(query, partner)
    own = f"{case}/requests/{sent}"
    yield from (guesser.get(one) for one in (own, f"{own}/held", f"{case}/requests", case, "/my-work"))


WAYS: Mapping[Way, tuple[int, set[int]]] = {
    in_a_record: (20, {200, 303, 422}),
    of_somebody_added: (20, {200, 303, 422}),
    about_contact: (20, {200, 303, 422}),
    hidden_from: (20, {200, 303, 422}),
    in_a_question: (80, {200, 303}),
    in_what_is_sent: (10, {200, 303, 404}),
    in_an_answer: (30, {200, 303, 422}),
}
"""How many are tried each way, and what all of them meet."""

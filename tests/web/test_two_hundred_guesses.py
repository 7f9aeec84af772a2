"""Two hundred guesses at a protected place, typed into pages by who may not know it: every byte they get is alike.

A guess is typed wherever such a person can type one. What comes back (status, headers, the page and those it leads to)
and what is said to the databases is the same for the right one as for wrong ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.adapters.keys.remembered import Remembered
from app.demonstration.database import Cluster
from app.domain.identity import Actor
from app.services.intake.add_subject import add_subject
from app.services.intake.assign_case import assign_case
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.services.fixtures import exchange_copied
from tests.services.played import NAME, QUESTION, Case, claim, previewed
from tests.services.test_two_hundred_guesses import GUESSES, guesses
from tests.services.test_words_that_tell import REFUGE, of_two
from tests.web.governance.site import Site, make_site
from tests.web.pages import parse
from tests.web.partner.browser import OF_THE_FRAME, fields_of
from tests.web.statements import counted

pytestmark = pytest.mark.slow

RIGHT, POSTCODE, ANOTHER = str(REFUGE["lines"][0]), str(REFUGE["postcode"]), "ZZ99 4CC"
FIRST = 3
"""So many of each way are not counted: they open first, and begin the list of versions."""
CHANGING = {"Content-Length", "Set-Cookie", "X-Request-Id"}
MARKS = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:nonce[-=]\"?)[A-Za-z0-9_+/=-]+"
    r'|name="(?:csrf_token|once|previewed|had|version|draft_version)" value="[^"]*"|Earlier versions \([0-9]+\)'
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
IN_ADDRESSES = ("case_address-line1", "case_previous_addresses-0-address-line1")
IN_WORDS = (
    "case_do_not_contact", "case_staff_safety-0-do", "case_not_protected_because", "case_safe_contact_times",
    "case_household_adults-0-person-reference",
)  # fmt: skip
IN_ANSWER = ("housing_known-note", "housing_address-value-line1", "return_do_not_contact", "return_anything_else-value")


@dataclass(frozen=True)
class Got:
    """What one guess gave whoever made it."""

    shown: str
    said: tuple[str, ...]


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
            self.forms[path, action] = fields_of(next(one for one in own if one.get("action") == action))
        now, first = MultiDict(HIDDEN.findall(page.text)), dict(self.forms[path, action].lists())
        return {**first, **{name: each for name, each in now.lists() if name in {*first, "had"}}}


@dataclass(frozen=True)
class Town:
    """A site, a case with somebody protected in it, somebody `added` to it, and whoever guesses: in the hub's pages,
    and in a partner's answer about somebody else, at this path.
    """

    site: Site
    case: Case
    at_hub: Actor
    added: UUID
    at_partner: Actor
    answering: str


Way = Callable[[Guesser, Town, str], Iterator[TestResponse]]


@pytest.fixture(scope="module")
def town(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("guesses")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        site, (case, _, _) = make_site(exchange), of_two(exchange)
        at_hub = exchange.person("hub", "hub_collator")
        assign_case(exchange.runtime, case.collator, case.id, at_hub.person_id)
        added = add_subject(exchange.runtime, at_hub, case.id, "adult").subject_id
        housing, whom = exchange.organisation("housing").id, frozenset({case.people[1]})
        ask = Ask(housing, "They may know.", (), QUESTION, subjects=whom, besides=NAME)
        (request,) = send_requests(exchange.runtime, case.collator, case.id, [ask], previewed(exchange, case))
        path = f"/inbox/{request.file_id}/answer/{case.people[1]}"
        yield Town(site, case, at_hub, added, claim(exchange, request), path)


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are forgotten after some minutes; what is said for that would stand with whichever guess came then."""
    monkeypatch.setattr(Remembered, "once", lambda _, _what, unwrap: unwrap())


def told(answer: TestResponse, tried: str) -> str:
    """All of an answer, but for what has been `tried` and each page's own marks. What says the same again (a version
    for each guess) counts once.
    """
    headers = sorted((name, one) for name, one in answer.headers.items() if name not in CHANGING)
    said = re.sub(tried, "GUESS", MARKS.sub("…", f"{answer.status_code} {headers}\n{answer.text}"))
    return "\n".join(dict.fromkeys(said.splitlines()))


def postcode(words: str) -> str:
    return POSTCODE if words == RIGHT else ANOTHER


def told_apart(got: list[Got], words: list[str]) -> Mapping[str, str]:
    """The guesses that gave something else than most did, with what."""
    most = Counter(got[FIRST:]).most_common(1)[0][0]
    return {one: difference(most, each) for one, each in list(zip(words, got, strict=True))[FIRST:] if each != most}


def difference(most: Got, other: Got) -> str:
    pairs = ((most.shown.splitlines(), other.shown.splitlines()), (list(most.said), list(other.said)))
    found = [list(unified_diff(mine, theirs, lineterm="", n=0))[:6] for mine, theirs in pairs]
    return "\n".join(line[:300] for each in found for line in each)


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
    """In what a partner is asked, and why: refused without a reason, then shown as it would be sent."""
    case, partner = f"/cases/{town.case.id}", town.site.exchange.organisation("police").id
    page = guesser.get(f"{case}/ask")
    chosen = {"partners": [str(partner)], f"reason-{partner}": words, "to": "questions"}
    page = guesser.send(f"{case}/ask", {**guesser.form(f"{case}/ask", page, f"{case}/ask"), **chosen})
    yield page
    form = {**guesser.form("questions", page, f"{case}/preview"), "to": "preview"}
    for why in ("", words):
        typed = {f"reason-{partner}": why, f"p-{partner}-request_questions-0-question": words}
        yield guesser.send(f"{case}/preview", {**form, **typed})
    yield guesser.get("/my-work")


def in_an_answer(guesser: Guesser, town: Town, words: str) -> Iterator[TestResponse]:
    """In a partner's answer about somebody else: stored unfinished, then refused as it is not whole."""
    typed = dict.fromkeys(IN_ANSWER, words) | {"housing_address-value-postcode": postcode(words)}
    typed |= {f"{one}-answer": "value" for one in ("housing_known", "housing_address", "return_anything_else")}
    typed |= {f"{one}-nature": "fact" for one in ("housing_known", "housing_address", "return_anything_else")}
    ways = ({**typed, "housing_known-value": "yes", "do": do} for do in ("save", "continue"))
    request, _, _ = town.answering.partition("/answer")
    yield from save(guesser, town.answering, *ways, last=(request, "/inbox"))


WAYS: Mapping[Way, tuple[int, set[int]]] = {
    in_a_record: (20, {200, 303, 422}),
    of_somebody_added: (20, {200, 303, 422}),
    about_contact: (20, {200, 303, 422}),
    in_a_question: (110, {200, 422}),
    in_an_answer: (30, {200, 303, 422}),
}
"""How many are tried each way, and what all of them meet."""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_right_guess_is_answered_as_a_wrong_one(town: Town, way: Way) -> None:
    before, got = sum(WAYS[one][0] for one in list(WAYS)[: list(WAYS).index(way)]), []
    many, met = WAYS[way]
    words = [one for one in guesses() if one != RIGHT][before : before + many]
    words.insert(many // 2, RIGHT)
    guesser = Guesser(town.site.client(town.at_partner if way is in_an_answer else town.at_hub))
    for number, one in enumerate(words, 1):
        with counted(town.site.exchange) as sent:
            answers = list(way(guesser, town, one))
        assert {each.status_code for each in answers} == met
        assert any(one in each.text for each in answers), "it is shown again to whoever typed it"
        assert number > many // 2 or not any(RIGHT in each.text for each in answers)
        tried = rf"\b(?=[0-9Z])(?:{'|'.join([*words[:number], POSTCODE, ANOTHER])})\b"
        got.append(Got("\n".join(told(each, tried) for each in answers), tuple(text for text, _ in sent.sent)))
    assert sum(each for each, _ in WAYS.values()) == GUESSES
    assert told_apart(got, words) == {}

"""Two hundred guesses at a protected place, typed into pages by who may not know it: every byte they get is alike.

A guess is typed wherever such a person can type one. What comes back (status, headers, the page and those it leads to)
and what is said to the databases is the same for the right one as for wrong ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff

import pytest
from werkzeug.test import TestResponse

from app.adapters.keys.remembered import Remembered
from app.demonstration.database import Cluster
from app.services.intake.add_subject import add_subject
from app.services.intake.assign_case import assign_case
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.services.fixtures import exchange_copied
from tests.services.played import NAME, QUESTION, claim, previewed
from tests.services.test_two_hundred_guesses import GUESSES, guesses
from tests.services.test_words_that_tell import of_two
from tests.web.governance.site import make_site
from tests.web.guessing import ANOTHER, POSTCODE, RIGHT, WAYS, Guesser, Town, Way, in_an_answer, in_what_is_sent
from tests.web.statements import counted

pytestmark = pytest.mark.slow

FIRST = 3
"""So many of each way are not counted: they open first, and begin the list of versions."""
CHANGING = {"Content-Length", "Set-Cookie", "X-Request-Id"}
MARKS = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:nonce[-=]\"?)[A-Za-z0-9_+/=-]+"
    r'|name="(?:csrf_token|once|previewed|shown|had|version|draft|draft_version|began)" value="[^"]*"'
    r"|Earlier versions \([0-9]+\)|Madeup (?:police|housing) [0-9]+"
    r"|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|[0-9]+ (?:asked so far|have answered)"
)


@dataclass(frozen=True)
class Got:
    """What one guess gave whoever made it."""

    shown: str
    said: tuple[str, ...]


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
        unasked = [exchange.another("police").id for _ in range(WAYS[in_what_is_sent][0] + 1)]
        partner = claim(exchange, request)
        exchange.clock.forward(minutes=1)
        yield Town(site, case, at_hub, added, partner, path, unasked)


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
    return "\n".join(dict.fromkeys(said.replace("</li>", "</li>\n").splitlines()))


def told_apart(got: list[Got], words: list[str]) -> Mapping[str, str]:
    """The guesses that gave something else than most did, with what."""
    most = Counter(got[FIRST:]).most_common(1)[0][0]
    return {one: difference(most, each) for one, each in list(zip(words, got, strict=True))[FIRST:] if each != most}


def difference(most: Got, other: Got) -> str:
    pairs = ((most.shown.splitlines(), other.shown.splitlines()), (list(most.said), list(other.said)))
    found = [list(unified_diff(mine, theirs, lineterm="", n=0))[:6] for mine, theirs in pairs]
    return "\n".join(line[:300] for each in found for line in each)


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
        assert way is in_what_is_sent or any(one in each.text for each in answers), "whoever typed it reads it again"
        assert number > many // 2 or not any(RIGHT in each.text for each in answers)
        tried = rf"\b(?=[0-9Z])(?:{'|'.join([*words[:number], POSTCODE, ANOTHER])})\b"
        got.append(Got("\n".join(told(each, tried) for each in answers), tuple(text for text, _ in sent.sent)))
    assert sum(each for each, _ in WAYS.values()) == GUESSES
    assert told_apart(got, words) == {}

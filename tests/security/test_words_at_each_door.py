"""Words that cannot be compared with the places of a case are refused at each door, with the reason, and not kept.

What a draft keeps as it was typed is read when it is checked, and goes no further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.demonstration.database import Cluster
from tests.security.doors_shown import Door, doors, in_parts
from tests.services.fixtures import exchange_copied
from tests.web.governance.site import Site, make_site
from tests.web.pages import parse

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
NO_DAY = ("Enter the day of ", "with a day, a month and a year", "is larger than this service accepts")
"""Where nothing but days is asked for, words are no day, whatever they say."""
_PART_OF_A_DAY = re.compile(r".*-(day|month|year)")
CLICKED = ("start", "start_to_confirm", "choose", "sign_out", "sign_out_elsewhere", "back_channel")
ADMINISTERED = (
    "change_pages.sign", "change_pages.withdraw", "passkey_pages.offer", "passkey_pages.propose",
    "passkey_pages.propose_to_end", "policy_pages.sign_for",
    "people_pages.invite_somebody", "people_pages.withdraw", "invited.sign_in", "invited.accept", "invited.decline",
    "organisation_pages.new", "organisation_pages.hours", "organisation_pages.closed", "organisation_pages.number",
    "organisation_pages.in_law", "organisation_pages.rung", "organisation_pages.propose_to_end",
    "organisation_pages.described", "organisation_pages.open_after_all",
    "organisation_pages.offer", "organisation_pages.take_back", "organisation_pages.agree", "organisation_pages.part",
    "agreement_pages.new", "agreement_pages.sign", "agreement_pages.end", "evidence_pages.say",
    "provider_pages.new", "provider_pages.propose", "provider_pages.end",
    "people_pages.new_group", "people_pages.end_group", "entry_pages.from_paper",
    "people_pages.add", "people_pages.suspend", "people_pages.propose_to_lift", "people_pages.propose_to_end",
)  # fmt: skip
NO_WORDS = {*(f"account.{one}" for one in CLICKED), *ADMINISTERED}
"""Doors of accounts and of administrators: a press, a choice, a reference or what a passkey said; no words are kept but
the name and mailbox of whoever is invited, which are tried in `tests/services/test_invitations.py`, and what an
organisation is called and says of its time, which are tried in `tests/services/test_organisation_changes.py`; what an
agreement is called, in `tests/services/test_agreements.py`, and what lies where, in `tests/services/test_evidence.py`.
"""
DRAFTS = {"partner.save", "partner.keep"}
"""A partner's draft is kept as it was typed, whatever that is, and never sent so: see `test_words_kept_as_typed.py`."""
ASKS_AGAIN = {"hub.ask_more", "hub.preview", "hub.new_case"}
"""Words go no further than a draft here, kept as typed and read when it is checked, or a case is begun from choices."""
_UNSHOWN = re.compile("[\x00\x07\ufffd]")


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


def told(site: Site, door: Door, words: bytes) -> tuple[int, set[str], str]:
    """The status of typing these words into every input of a door, the inputs that are named, and the page."""
    client, sends = site.client(door.actor), door.sends.copy()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/organisation").text)
    assert token
    sends["csrf_token"] = token[1]
    answer = client.post(door.path, **in_parts(sends, door.words, words))
    named = () if answer.is_json else parse(_UNSHOWN.sub("", answer.text)).summary_targets
    return answer.status_code, set(named), answer.text


def test_every_door_with_words_is_shown_to_somebody(town: Town) -> None:
    rules = {one.endpoint for one in town.site.app.url_map.iter_rules() if "POST" in (one.methods or ())}
    assert rules - {one.endpoint for one in town.doors} - NO_WORDS == set()
    assert len({one.endpoint for one in town.doors if one.words}) > 20


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_words_that_cannot_be_compared_are_refused_at_every_door(town: Town, words: bytes) -> None:
    kept: dict[str, object] = {}
    for door in town.doors:
        if door.words and door.endpoint not in NO_WORDS:
            status, named, page = told(town.site, door, words)
            reasons = NO_DAY if all(_PART_OF_A_DAY.fullmatch(one) for one in door.words) else REFUSED
            refused = status not in range(300, 400) and any(one in page for one in reasons)
            if status >= 500 or not (refused or door.endpoint in ASKS_AGAIN | DRAFTS):
                kept[f"{door.endpoint} {door.words}"] = status, named
    assert kept == {}

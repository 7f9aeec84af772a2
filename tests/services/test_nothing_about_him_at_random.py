"""In cases drawn by chance nothing about anybody says where somebody is who hides from them, whoever reads it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import OpenedRecord, open_records
from app.services.disclosure.sealing import Content
from app.services.governance.open_entry import open_entry
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.state_in_case import state_in_case
from app.services.research.compose import Ask
from app.services.research.open_request import open_request
from app.services.research.save_draft import save_draft, start_correction
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.hidden_at_random import ALLEGED, KNIFE, Person, drawn, written
from tests.services.played import NAME, Case, claim, draft, previewed, ready_case, sign, value, works_for

pytestmark = pytest.mark.slow

WORDS = ("return_do_not_contact", "return_anything_else")
IN_WORDS = len(WORDS) + 2
"""In so many fields of a return the words stand whole: also in a note and in a row."""


@dataclass
class Played:
    """A case, its people, and what partners `wrote` in each of their returns."""

    exchange: Exchange
    chance: random.Random
    case: Case
    people: list[Person]
    now: int = 0
    wrote: dict[UUID, str] = field(default_factory=dict)
    requests: list[tuple[ResearchRequest, Actor]] = field(default_factory=list)

    def passes(self) -> int:
        """A minute passes: what is said later counts as later."""
        self.exchange.clock.forward(minutes=1)
        self.now += 1
        return self.now

    def others(self, person: Person) -> list[Person]:
        return [one for one in self.people if one is not person]

    def save(self, by: Actor, person: Person, **said: Any) -> None:
        known = find_case(self.exchange.runtime, by, self.case.id).records[person.id]
        answers = {f"case_{key}": plain(one) for key, one in said.items()}
        save_case_record(self.exchange.runtime, by, self.case.id, person.id, answers, known.version)

    def state(self, by: Actor, person: Person, what: str, words: dict[str, str], codes: dict[str, Any]) -> None:
        stood = find_case(self.exchange.runtime, by, self.case.id).stated.get((what, person.id))
        said = {f"case_{key}": plain(one) for key, one in words.items()}
        version = stood.version if stood else None
        state_in_case(self.exchange.runtime, by, self.case.id, person.id, what, said, version, codes)

    def say_role(self, person: Person, role: str) -> None:
        person.role, person.role_at = role, self.passes()
        words = {"role_in_concern": role, "role_said_by": written(self.chance, self.others(person))}
        words |= {"role_why": "Madeup: it was somebody else."}
        self.state(self.case.decider, person, "role_in_concern", words, {})
        if role in ALLEGED:
            works_for(self.exchange, self.case.collator, self.case.id, person.id)

    def name(self, person: Person) -> None:
        """Somebody who decides says to whom a home is a secret."""
        person.named_at = self.passes()
        person.named = {one.id: self.chance.choice(("hidden", "not_hidden", "both_here")) for one in
                        self.chance.sample(self.others(person), 1)}  # fmt: skip
        codes = {"hidden_from": {str(one): said for one, said in person.named.items()}}
        self.state(self.case.decider, person, "hidden_from", {"hidden_from_why": "Madeup."}, codes)


def begun(exchange: Exchange, chance: random.Random) -> Played:
    """A case in which everybody has a home, a school and a role."""
    people = drawn(chance, chance.randint(2, 3))
    case = ready_case(exchange, ["child"] * len(people), [one.protected for one in people])
    played = Played(exchange, chance, case, people)
    for one, known in zip(people, case.people, strict=True):
        one.id = known
    for one in people:
        played.save(case.decider, one, address=one.home, school=one.school)
        played.say_role(one, one.role)
    return played


def ask(played: Played, person: Person, kind: str) -> None:
    """A partner is asked about somebody in words, for a reason, and answers in words; perhaps it corrects them."""
    exchange, case, chance = played.exchange, played.case, played.chance
    words, reason = (written(chance, played.others(person)) for _ in range(2))
    typed = {"request_questions": plain([{"question": words, "why": "To visit"}])}
    partner = exchange.organisation(kind).id
    one = Ask(partner, reason, (), typed, subjects=frozenset({person.id}), besides=NAME)
    (request,) = send_requests(exchange.runtime, case.collator, case.id, [one], previewed(exchange, case))
    responder = claim(exchange, request)
    played.requests.append((request, responder))
    words = written(chance, played.others(person))
    record = draft(exchange, request, responder, person.id, said_by_partner(words, kind))
    played.wrote[record.id] = words
    sign(exchange, responder, request)
    if chance.random() < 0.5:
        (again,) = start_correction(exchange.runtime, responder, request.file_id)
        played.wrote[again.id] = words = written(chance, played.others(person))
        content = Content(said_by_partner(words, kind), {})
        save_draft(exchange.runtime, responder, request.file_id, person.id, content, again.version)
        sign(exchange, responder, request)


def said_by_partner(words: str, kind: str) -> dict[str, Any]:
    """An answer that holds these words wherever it may: as words, as a note, in a row, and as a reference."""
    said: dict[str, Any] = dict.fromkeys(WORDS, plain(words)) | {f"{kind}_known": value("yes", note=words)}
    said["return_staff_safety"] = plain([{"risk": "weapons", "do": words}])
    if kind == "housing":
        said["housing_tenancy_reference"] = value(words.split("; ")[1].removeprefix("was seen at ").upper())
    return said


def changes(played: Played) -> None:
    """Something is learnt: whom somebody hides from, where they are, or what somebody is in the concern."""
    one = played.chance.choice(played.people)
    match played.chance.choice(("named", "named", "role", "protected", "moved")):
        case "named":
            played.name(one)
            (whom,) = (each for each in played.people if each.id in one.named)
            played.say_role(whom, "alleged")
        case "role":
            played.say_role(one, played.chance.choice(("alleged", "other")))
        case "protected":
            one.protected = "yes"
            played.save(played.case.decider, one, protected_address="yes")
        case _:
            one.street = f"7 Elsewhere{'abcdefgh'[played.passes() % 8]} Close"
            played.save(played.case.decider, one, address=one.home)


def texts_of(opened: OpenedRecord) -> str:
    """What of a record reaches whoever opened it."""
    return str([(one.answer.value, one.answer.note) for one in opened.fields.values() if one.answer])


def read_at_hub(played: Played, reader: Actor) -> Iterator[OpenedRecord]:
    """All that somebody at the hub reads about anybody: case, statements, returns old and new, and that revealed."""
    runtime, case = played.exchange.runtime, played.case
    collation = open_collation(runtime, reader, case.id, also=("case_do_not_contact",))
    yield from (*collation.case, *(one for source in collation.sources for one in source.opened))
    known = collation.known
    about = [one.id for one in (*known.records.values(), *known.stated.values())]
    every = [*about, *played.wrote]
    yield from open_records(runtime, reader, every, action="reveal", reason="Madeup: to decide.", skip_hidden=True)


def read_by_partners(played: Played) -> Iterator[OpenedRecord]:
    """Each request, by whoever answers it."""
    for request, responder in played.requests:
        yield from open_request(played.exchange.runtime, responder, request.file_id).records


def read_in_the_log(played: Played) -> Iterator[tuple[UUID, str]]:
    """The reason of each request, by whoever governs the hub's log."""
    officer = played.exchange.person("hub", "ig_officer")
    for request, _ in played.requests:
        query = "SELECT id FROM log_detail WHERE file_id = %s AND kind = 'request_sent'"
        for (entry,) in played.exchange.rows(query, request.file_id):
            found = open_entry(played.exchange.runtime, officer, UUID(str(entry)))
            about = {each.record.subject_id for each in found.records if each.record}
            yield from ((one, str(found.reason.words)) for one in about)


def agrees(played: Played, readers: Sequence[Actor]) -> None:
    """Nobody reads more than the rule lets them; whoever decides reads what partners wrote but for what it hides."""
    people = {one.id: one for one in played.people}
    at_hub = [each for one in readers for each in read_at_hub(played, one)]
    read = [(one.record.subject_id, texts_of(one)) for one in (*at_hub, *read_by_partners(played))]
    for about, text in (*read, *read_in_the_log(played)):
        if about in people:
            told = [one.street for one in people.values() if one.hides_from(people[about]) and one.told_in(text)]
            assert told == []
    decides = [one for one in read_at_hub(played, readers[0]) if one.record.kind == "return"]
    assert {one.record.subject_id for one in decides} == people.keys()
    for one in decides:
        whom, wrote, text = people[one.record.subject_id], played.wrote[one.record.id], texts_of(one)
        assert text.count(KNIFE) == wrote.count(KNIFE) * IN_WORDS
        no_secret = [each for each in people.values() if not each.hides_from(whom)]
        assert [each.street for each in no_secret if each.told_in(text) != each.told_in(wrote)] == []


@pytest.mark.parametrize("seed", range(5))
def test_in_nothing_about_anybody_a_place_that_is_hidden_from_them(exchange: Exchange, seed: int) -> None:
    chance = random.Random(seed)
    played = begun(exchange, chance)
    for one in played.people:
        played.save(played.case.collator, one, do_not_contact=written(chance, played.others(one)))
        ask(played, one, chance.choice(("housing", "police")))
    readers = [exchange.person("hub", role) for role in ("hub_decision_maker", "hub_collator")]
    for reader in readers:
        assign_case(exchange.runtime, played.case.decider, played.case.id, reader.person_id)
    agrees(played, readers)
    for _ in range(2):
        changes(played)
    agrees(played, readers)

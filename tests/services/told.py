"""Made-up children of cases who are called as no other, and a case that holds what is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import Answer, plain
from app.domain.finding import Identity
from app.domain.identity import Actor
from app.services.finding.elsewhere import cases_elsewhere
from app.services.finding.find_person import Search, find_known
from app.services.intake.open_case import KnownCase, find_case
from app.services.intake.save_case_record import save_case_record
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from tests.services.exchange import Exchange
from tests.services.played import NOT_PROTECTED, PURPOSE, basis

HOME = {"case_address": plain({"lines": ["9 Madeup Way"], "town": "Nowhere", "postcode": "ZZ99 9ZZ"})}
OPEN = {**HOME, "case_protected_address": plain("no"), **NOT_PROTECTED}
_numbers = count()


@dataclass(frozen=True)
class Child:
    """A made-up child called as no other: the exchange is shared."""

    surname: str
    day: date

    @property
    def name(self) -> str:
        return f"Annabel Madeup-{self.surname}"

    @property
    def born(self) -> str:
        return self.day.isoformat()

    @property
    def held(self) -> dict[str, Answer]:
        return {"case_subject_name": plain(self.name), "case_date_of_birth": plain(self.born)}

    @property
    def sought(self) -> Identity:
        return Identity((f"Annabel {self.surname}",), self.born)


@pytest.fixture
def ann() -> Child:
    number = next(_numbers)
    surname = "".join((*(pair[number // 6**place % 6] for place, pair in enumerate(("BDFKLR", "MNPSVZ"))), "orne"))
    return Child("".join((surname[0], "a", surname[1], "orne")), date(2010, 1, 3) + timedelta(days=33 * number))


class Told:
    """A case about one child, of whom this is held."""

    def __init__(self, exchange: Exchange, held: Mapping[str, Answer], by: Actor | None = None) -> None:
        self.exchange, self.by = exchange, by or exchange.person("hub", "hub_decision_maker")
        started = start_case(
            exchange.runtime, self.by, purpose=PURPOSE, rating="amber", legal_basis=basis(exchange, "hub", "request"),
            subjects=("child",),
        )  # fmt: skip
        self.id, self.reference = started.file_id, started.reference
        self.child = next(one.subject_id for one in self.known.subjects if one.kind == "child")
        self.save(held)

    @property
    def known(self) -> KnownCase:
        return find_case(self.exchange.runtime, self.by, self.id)

    def save(self, held: Mapping[str, Answer]) -> None:
        stands = self.known.records.get(self.child)
        version = stands.version if stands else None
        save_case_record(self.exchange.runtime, self.by, self.id, self.child, held, version)

    def search(self) -> Search:
        return find_known(self.exchange.runtime, self.by, self.id, self.child)

    def say(self, known_as: Mapping[UUID, str], said: str = "known", **more: Any) -> None:
        words = {"case_known_before": plain(said), "case_known_before_why": plain("Madeup: the same worker.")}
        stands = self.known.stated.get(("known_before", self.child))
        codes = {"known_as": {str(one): how for one, how in known_as.items()}, **more}
        version = stands.version if stands else None
        state_in_case(self.exchange.runtime, self.by, self.id, self.child, "known_before", words, version, codes)

    def elsewhere(self) -> list[str]:
        return [one.case.reference for one in cases_elsewhere(self.exchange.runtime, self.by, self.known)]

"""Everybody's mailbox, by first name: who got which kind of mail since it was last asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from uuid import UUID

from app.domain.identity import Actor
from app.services.clocks.chase_due import chase_due
from app.services.messages.notices import NOTICES
from app.services.messages.of_change import OF_CHANGES
from app.services.messages.periods import PERIODS
from app.services.messages.run_jobs import run_jobs
from tests.services.exchange import Exchange
from tests.services.played import Case, ready_case

Mails = list[tuple[str, str]]


@dataclass
class Desk:
    """Everybody's mailbox."""

    exchange: Exchange
    sent: Mails = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        name, of_period = to.partition("@")[0], (key for key, one in PERIODS.items() if one.subject == subject)
        told = (key for key, one in NOTICES.items() if one.subject == subject and one.words in text)
        of_change = (key for key, one in OF_CHANGES.items() if one == subject)
        kind = next(chain(told, of_period, of_change))
        self.kinds.add(kind)
        self.sent.append((name, kind))
        self.texts[name, kind] = text

    def text(self, name: str, kind: str) -> str:
        """The newest mail of a kind that somebody has got."""
        return self.texts[name, kind]

    def since(self) -> Mails:
        """Do what the worker does; who has got what meanwhile, as name and kind."""
        chase_due(self.exchange.runtime)
        run_jobs(replace(self.exchange.runtime, mail=self))
        found, self.sent = sorted(self.sent), []
        return found

    def join(self, name: str, kind: str, role: str) -> Actor:
        """A person of this name."""
        return self.name(name, self.exchange.person(kind, role))

    def name(self, name: str, actor: Actor) -> Actor:
        """Somebody who is there, by this name from now on."""
        self.exchange.rows("UPDATE person SET email = %s WHERE id = %s", f"{name}@madeup.example", actor.person_id)
        return actor


def to(kind: str, *names: str) -> Mails:
    """A kind of mail, and everybody who is to have got it."""
    return [(name, kind) for name in names]


def hub_of(desk: Desk) -> Case:
    """A case that Cora and Dilys are on, and of whose hub Olga, Otto and Iris are too."""
    case = ready_case(desk.exchange)
    desk.name("cora", case.collator)
    desk.name("dilys", case.decider)
    for name, role in (("olga", "hub_collator"), ("iris", "ig_officer"), ("ada", "administrator")):
        desk.join(name, "hub", role)
    return case

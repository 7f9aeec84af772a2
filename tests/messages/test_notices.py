"""Whom a mail goes to, and that it leads to the thing it is about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from app.domain.identity import Actor
from app.services.messages.run_jobs import run_jobs
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import answered

__all__ = ["own_exchange"]


@dataclass
class Letters:
    """A mail server that takes mail."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.sent.append((to, subject, text))


def give_addresses(exchange: Exchange) -> None:
    exchange.rows("UPDATE person SET email = id || '@madeup.example'")


def mails(exchange: Exchange) -> list[tuple[UUID, str, str]]:
    """Send what waits: to whom, subject and text of each."""
    letters = Letters()
    run_jobs(replace(exchange.runtime, mail=letters))
    return [(UUID(to.partition("@")[0]), subject, text) for to, subject, text in letters.sent]


def test_each_is_told_once_and_led_to_the_request(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    outside: Actor = own_exchange.person("hub", "hub_collator")
    give_addresses(own_exchange)
    told = {(to, text.split("Sign in to see it: ")[1].split()[0]) for to, _, text in mails(own_exchange)}
    address = own_exchange.runtime.public_address
    file, case = played.request.file_id, played.case.id
    assert (played.responder.person_id, f"{address}/inbox/{file}") in told
    at_the_hub = f"{address}/cases/{case}/requests/{file}"
    assert {to for to, link in told if link == at_the_hub} == {
        played.case.collator.person_id, played.case.decider.person_id
    }, "nobody who is not on the case"  # fmt: skip
    assert outside.person_id not in {to for to, _ in told}

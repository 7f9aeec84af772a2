"""Those who govern a log hear once that it was found changed; where nobody can be reached, that is seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from app.services.governance.find_stops import find_stops
from app.services.governance.stop_logs import stop_logs
from app.services.messages.run_jobs import run_jobs
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import answered

__all__ = ["own_exchange"]


@dataclass
class Letters:
    """A mail server that takes mail."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        """Keep it."""
        self.sent.append((to, subject + text))


def with_address(exchange: Exchange, kind: str, role: str, address: str) -> None:
    person = exchange.person(kind, role)
    exchange.rows("UPDATE person SET email = %s WHERE id = %s", address, person.person_id)


def test_who_governs_is_told_once_for_each_stop(own_exchange: Exchange) -> None:
    with_address(own_exchange, "hub", "ig_officer", "officer@madeup.example")
    played, letters = answered(own_exchange), Letters()
    own_exchange.rows("UPDATE job SET finished_at = now()")
    runtime = replace(own_exchange.runtime, mail=letters)
    [(label,)] = own_exchange.rows("SELECT label FROM log WHERE id = %s", played.returned.entry.log)
    for _ in range(3):
        stop_logs(runtime, {label: "It was cut."})
        run_jobs(runtime)
    [(to, text)] = letters.sent
    assert to == "officer@madeup.example"
    hub, housing = (own_exchange.organisation(kind).name for kind in ("hub", "housing"))
    assert f"Log: the log of {hub} and {housing} ({label})\nFound changed: 24 November 2026 at 10am\n" in text
    assert f"{runtime.public_address}/stopped" in text
    people = own_exchange.rows("SELECT display_name FROM person")
    assert not [one for (one,) in [*people, (played.request.reference,)] if one in text]
    own_exchange.rows("DELETE FROM log_stop")
    own_exchange.clock.forward(seconds=61)
    stop_logs(runtime, {label: "It was cut."})
    run_jobs(runtime)
    assert len(letters.sent) == 2, "one that was taken away and is found again is another"


def test_where_nobody_governs_managers_hear_and_where_nobody_can_hear_it_is_seen(own_exchange: Exchange) -> None:
    played, letters = answered(own_exchange), Letters()
    own_exchange.rows("UPDATE job SET finished_at = now()")
    runtime = replace(own_exchange.runtime, mail=letters)
    [(label,)] = own_exchange.rows("SELECT label FROM log WHERE id = %s", played.returned.entry.log)
    stop_logs(runtime, {label: "It was cut."})
    run_jobs(runtime)
    assert letters.sent == []
    assert own_exchange.rows(
        "SELECT DISTINCT failure FROM job WHERE kind <> 'look_at_words' AND finished_at IS NULL"
    ) == [("nobody_to_tell",)]
    [seen] = find_stops(runtime, played.responder)
    assert [one.at for one in seen.told] == [None, None]
    with_address(own_exchange, "housing", "partner_manager", "manager@madeup.example")
    own_exchange.clock.forward(hours=1)
    run_jobs(runtime)
    assert [to for to, _ in letters.sent] == ["manager@madeup.example"]
    [seen] = find_stops(runtime, played.responder)
    assert {one.party.kind: one.at is not None for one in seen.told} == {"hub": False, "housing": True}
    assert find_stops(runtime, own_exchange.person("police", "partner_responder")) == (), "others hear nothing of it"


def test_of_the_installations_log_every_hub_hears(own_exchange: Exchange) -> None:
    with_address(own_exchange, "hub", "ig_officer", "officer@madeup.example")
    letters, partner = Letters(), own_exchange.person("housing", "partner_responder")
    runtime = replace(own_exchange.runtime, mail=letters)
    [(label,)] = own_exchange.rows("SELECT label FROM log WHERE hub_id IS NULL")
    stop_logs(runtime, {label: "It was cut."})
    run_jobs(runtime)
    assert [to for to, _ in letters.sent] == ["officer@madeup.example"]
    [seen] = find_stops(runtime, partner)
    assert (seen.parties, seen.told) == ((), ())

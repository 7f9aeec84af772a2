"""Who was shown a fact, from the log: which organisations and people, when, how much, on which basis; never a value."""

from __future__ import annotations

import json

import pytest

from app.domain.errors import NotFound
from app.services.collation.open_collation import open_collation
from app.services.governance.check_log import check_log
from app.services.governance.close_entry import close_entry
from app.services.governance.who_received import Fact, who_received
from app.services.intake.open_case import find_case
from tests.governance.commands import flask
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Answered, answered, send

__all__ = ["own_exchange"]


def looked(exchange: Exchange) -> Answered:
    """A case whose return was opened by its decision-maker."""
    played = answered(exchange)
    open_collation(exchange.runtime, played.case.decider, played.case.id)
    return played


def reference_of(exchange: Exchange, played: Answered) -> str:
    return find_case(exchange.runtime, played.case.decider, played.case.id).case.reference


def test_a_hub_learns_who_was_shown_one_field_of_one_person(own_exchange: Exchange) -> None:
    played, officer = looked(own_exchange), own_exchange.person("hub", "ig_officer")
    case = reference_of(own_exchange, played)
    every = who_received(own_exchange.runtime, officer, case, Fact())
    assert {one.line.kind for one in every.rows} == {"request_sent", "return_released", "opened"}
    field, about = "housing_known", played.record.subject_id
    of_field = who_received(own_exchange.runtime, officer, case, Fact(field, about))
    names = [(one.line.kind, one.line.actor_id) for one in of_field.rows]
    assert ("opened", played.case.decider.person_id) in names
    assert ("return_released", played.responder.person_id) in names
    assert all(kind != "request_sent" for kind, _ in names), "the request did not hold the answer"
    for one in of_field.rows:
        assert one.fields is not None
        assert {(each.field, each.record and each.record.subject_id) for each in one.fields} == {(field, about)}
    other = who_received(own_exchange.runtime, officer, case, Fact(field, played.request.file_id))
    assert other.rows == ()
    by_request = who_received(own_exchange.runtime, officer, played.request.reference, Fact())
    assert {one.line.file_id for one in by_request.rows} == {played.request.file_id}
    assert own_exchange.leaves()[-1][2] == "log_read", "whoever looks is in the log too"
    assert check_log(own_exchange.runtime).problems == ()


def test_it_is_read_page_by_page_and_none_is_lost(own_exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    played, officer = looked(own_exchange), own_exchange.person("hub", "ig_officer")
    case = reference_of(own_exchange, played)
    whole = who_received(own_exchange.runtime, officer, case, Fact())
    for name, most in (("SHOWN", 2), ("AT_ONCE", 3), ("MOST", 4)):
        monkeypatch.setattr(f"app.services.governance.who_received.{name}", most)
    seen, after = [], None
    while True:
        page = who_received(own_exchange.runtime, officer, case, Fact(), after)
        assert len(page.rows) <= 2
        seen += [one.line.id for one in page.rows]
        if (after := page.following) is None:
            break
    assert seen == [one.line.id for one in whole.rows]


def test_a_partner_learns_of_its_own_log_alone_who_of_its_own(own_exchange: Exchange) -> None:
    played = looked(own_exchange)
    send(own_exchange, played.case, "police")
    kind = played.responder.organisation_kind
    guardian = own_exchange.person(kind, "partner_ig_officer")
    page = who_received(own_exchange.runtime, guardian, played.request.reference, Fact())
    assert {one.line.kind for one in page.rows} >= {"request_sent", "return_released", "opened"}
    for one in page.rows:
        of_ours = played.responder.organisation_id == (
            one.line.to_id if one.line.kind in ("opened", "revealed") else one.line.from_id
        )
        assert (one.fields is not None) == of_ours
        assert bool(one.who) == of_ours, "who of the hub looked is the hub's"
    officer = own_exchange.person("hub", "ig_officer")
    opened = next(one for one in page.rows if one.line.kind == "return_released")
    close_entry(own_exchange.runtime, officer, opened.line.id, "entry", None, "Madeup: a reason of some words.")
    again = who_received(own_exchange.runtime, guardian, played.request.reference, Fact())
    (shut,) = (one for one in again.rows if one.closed)
    assert (shut.line.id, shut.fields, shut.who) == (opened.line.id, None, None)


def test_nobody_else_reads_it_and_an_unknown_reference_is_said(own_exchange: Exchange) -> None:
    played = looked(own_exchange)
    case = reference_of(own_exchange, played)
    for actor in (
        played.case.decider,
        played.case.collator,
        played.responder,
        own_exchange.person("hub", "administrator"),
    ):
        with pytest.raises(NotFound, match="does not exist"):
            who_received(own_exchange.runtime, actor, case, Fact())
    other = own_exchange.person("police", "partner_ig_officer")
    for reference in (case, played.request.reference, "ABCD-234J"):
        with pytest.raises(NotFound, match="Nothing of this reference is yours"):
            who_received(own_exchange.runtime, other, reference, Fact())


def test_of_an_erased_file_it_is_told_who_and_not_what(own_exchange: Exchange) -> None:
    played, officer = looked(own_exchange), own_exchange.person("hub", "ig_officer")
    erase(own_exchange, played.request.file_id)
    page = who_received(own_exchange.runtime, officer, played.request.reference, Fact())
    assert page.rows
    assert all(one.fields is None for one in page.rows)


def test_the_command_prints_it_as_json(own_exchange: Exchange) -> None:
    played, officer = looked(own_exchange), own_exchange.person("hub", "ig_officer")
    asked = ("log", "who-received", played.request.reference, "--at", str(officer.organisation_id), "--by")
    field = ("--field", "housing_known", "--about", str(played.record.subject_id), "--json")
    ran = flask(own_exchange.runtime, *asked, str(officer.person_id), *field)
    assert ran.code == 0, ran.error
    rows = json.loads(ran.out)
    assert {row["kind"] for row in rows} == {"return_released", "opened"}
    assert rows[0]["fields"] == [{"field": "housing_known", "about": str(played.record.subject_id), "level": "full"}]
    refused = flask(own_exchange.runtime, *asked, str(played.case.collator.person_id))
    assert (refused.code, "Give with --by" in refused.error) == (1, True)
    plain = flask(own_exchange.runtime, *asked, str(officer.person_id))
    assert "fields" in plain.out

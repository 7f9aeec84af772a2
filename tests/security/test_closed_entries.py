"""What is closed to a partner's officers stays closed: to whom, until when, whatever is written into the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.identity import Actor
from app.domain.log_entry import Entry
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.working import commit_worked
from app.services.governance.check_log import check_log
from app.services.governance.close_entry import close_entry, find_closable, lift_closing
from app.services.governance.open_entry import open_entry
from app.services.governance.prove_entry import prove_entry
from app.services.governance.read_party_log import read_party_log
from app.services.research.work_on_request import declare_conflict
from crypto.encoding import b64
from crypto.log.tree import leaf_hash
from tests.security.logs_by_the_readme import check_log as check_file
from tests.security.test_whole_log import downloaded, key_of, log_with, officer, played_with_others
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered, claim, send

WHY = "Their own housing officer is the person’s brother."


def closed(exchange: Exchange, reader: Actor) -> list[bool]:
    """Which entries of the log of hub and housing are closed to somebody, on its pages and in its file alike."""
    log = log_with(exchange, "housing")
    on_pages = [one.closed for one in reversed(read_party_log(exchange.runtime, reader, log.label).entries)]
    in_file = [one is None for one in check_file(downloaded(exchange, reader, log), key_of(exchange, reader, log))]
    assert in_file == on_pages[: len(in_file)]
    return on_pages


def ids(exchange: Exchange) -> list[UUID]:
    """The entries of that log, in order."""
    log = log_with(exchange, "housing")
    return [UUID(str(one)) for (one,) in exchange.rows("SELECT id FROM log_leaf WHERE log = %s ORDER BY idx", log.id)]


def governing(exchange: Exchange) -> Actor:
    return exchange.person("hub", "ig_officer")


def closing(exchange: Exchange, played: Answered, covers: str = "entry", until: date | None = None) -> Actor:
    """The hub's officer closes the entry of the return."""
    hub = governing(exchange)
    close_entry(exchange.runtime, hub, played.returned.entry.id, covers, until, WHY)
    return hub


def test_an_entry_is_closed_until_it_is_lifted(own_exchange: Exchange) -> None:
    played, reader = played_with_others(own_exchange), officer(own_exchange)
    assert closed(own_exchange, reader) == [False, False, False, False]
    hub = closing(own_exchange, played)
    assert closed(own_exchange, reader) == [False, True, False, False]
    assert closed(own_exchange, hub) == [False, False, False, False]
    lift_closing(own_exchange.runtime, hub, played.returned.entry.id, "entry", "They have left the service.")
    assert closed(own_exchange, reader) == [False, False, False, False]
    with pytest.raises(WrongState):
        lift_closing(own_exchange.runtime, hub, played.returned.entry.id, "entry", "They have left the service.")
    assert not check_log(own_exchange.runtime).problems


def test_a_case_is_closed_with_what_is_still_to_come_and_no_other_case(own_exchange: Exchange) -> None:
    played, reader = played_with_others(own_exchange), officer(own_exchange)
    closing(own_exchange, played, "case")
    again = send(own_exchange, played.case, "housing")
    claim(own_exchange, again)
    other = answered(own_exchange)
    assert closed(own_exchange, reader) == [True] * 5 + [False] * 2
    own = log_with(own_exchange, "housing", "housing")
    page = read_party_log(own_exchange.runtime, reader, own.label)
    of_the_case = [one for one in page.entries if one.closed]
    assert len(of_the_case) == 3  # two requests claimed, a draft saved
    assert other.request.file_id in {
        UUID(one.body["file"]) for one in page.entries if not one.closed and one.body["file"]
    }


def test_it_ends_with_its_day_as_london_has_it(own_exchange: Exchange) -> None:
    played, reader = played_with_others(own_exchange), officer(own_exchange)
    closing(own_exchange, played, until=own_exchange.clock.now().date())
    own_exchange.clock.forward(hours=13, minutes=59)
    assert closed(own_exchange, reader)[1]
    own_exchange.clock.forward(minutes=2)
    assert not closed(own_exchange, reader)[1]
    with pytest.raises(InvalidInput):
        close_entry(own_exchange.runtime, governing(own_exchange), played.returned.entry.id, "entry",
                    date(2026, 11, 24), WHY)  # fmt: skip


def test_a_closed_entrys_leaf_is_nowhere_in_the_file_but_as_its_hash(own_exchange: Exchange) -> None:
    played, reader = played_with_others(own_exchange), officer(own_exchange)
    closing(own_exchange, played)
    log = log_with(own_exchange, "housing")
    text = downloaded(own_exchange, reader, log)
    [(leaf,)] = own_exchange.rows("SELECT leaf FROM log_leaf WHERE id = %s", played.returned.entry.id)
    assert text.count(f"\nclosed {b64(leaf_hash(bytes(leaf)))}\n") == 1
    assert b64(bytes(leaf)) not in text
    leaves = check_file(text, key_of(own_exchange, reader, log))
    assert str(played.returned.entry.id) not in repr(leaves)
    page = read_party_log(own_exchange.runtime, reader, log.label)
    shut = next(one for one in page.entries if one.closed)
    assert (dict(shut.body), shut.reference, shut.who, shut.role, shut.fields) == ({}, None, None, None, None)


def test_where_the_partners_own_people_are_concerned_it_is_closed_and_cannot_be_opened(own_exchange: Exchange) -> None:
    played, reader, hub = played_with_others(own_exchange), officer(own_exchange), governing(own_exchange)
    colleague = own_exchange.person("housing", "partner_responder")
    declare_conflict(own_exchange.runtime, colleague, played.request.file_id)
    assert closed(own_exchange, reader) == [True] * 4
    other = answered(own_exchange)
    assert closed(own_exchange, reader) == [True] * 4 + [False] * 2
    found = find_closable(own_exchange.runtime, hub, played.returned.entry.id)
    assert (found.own_people, found.standing) == (True, {})
    assert not find_closable(own_exchange.runtime, hub, other.returned.entry.id).own_people
    with pytest.raises(WrongState):
        lift_closing(own_exchange.runtime, hub, played.returned.entry.id, "case", "They have left the service.")
    police = officer(own_exchange, "police")
    log = log_with(own_exchange, "police")
    assert [one.closed for one in read_party_log(own_exchange.runtime, police, log.label).entries] == [False]


@pytest.mark.parametrize("role", ["partner_ig_officer", "ig_officer"])
def test_never_to_an_officer_with_a_hand_in_the_file_or_a_conflict(own_exchange: Exchange, role: str) -> None:
    played = played_with_others(own_exchange)
    side, worker = ("housing", played.responder) if role == "partner_ig_officer" else ("hub", played.case.decider)
    reader = own_exchange.member(side, role, worker)
    assert closed(own_exchange, reader) == [True] * 4
    answered(own_exchange)
    assert closed(own_exchange, reader) == [True] * 4 + [False] * 2
    if side == "hub":
        for act in (open_entry, prove_entry, find_closable):
            with pytest.raises(NotFound):
                act(own_exchange.runtime, reader, played.returned.entry.id)


def test_an_officer_of_the_hub_who_stepped_back_reads_no_entry_of_it(own_exchange: Exchange) -> None:
    played, hub = played_with_others(own_exchange), governing(own_exchange)
    with own_exchange.runtime.database.work(None) as work:
        commit_worked(own_exchange.runtime, work, hub, (played.case.id, hub.organisation_id),
                      [("conflict_declared", hub.person_id)])  # fmt: skip
    assert closed(own_exchange, hub) == [True] * 4


def test_only_the_hubs_own_officer_closes_and_only_what_a_partner_reads(own_exchange: Exchange) -> None:
    played = played_with_others(own_exchange)
    entry = played.returned.entry.id
    own = next(one for _, one, kind in own_exchange.leaves() if kind == "stated")
    foreign = own_exchange.person("hub", "ig_officer", own_exchange.another("hub"))
    others = [own_exchange.person("hub", role) for role in ("auditor", "administrator", "hub_decision_maker")]
    for actor in (*others, foreign, officer(own_exchange), replace(played.responder, role="ig_officer")):
        with pytest.raises(NotFound):
            close_entry(own_exchange.runtime, actor, entry, "entry", None, WHY)
    with pytest.raises(NotFound):
        close_entry(own_exchange.runtime, governing(own_exchange), own, "entry", None, WHY)


def forged_lift(exchange: Exchange, played: Answered, actor: Actor, in_log: Actor) -> None:
    """A lift as whoever runs code in the application, without the hub's key, could append it."""
    about = {"about": str(played.returned.entry.id), "party": str(exchange.organisation("housing").id), "until": None}
    entry = Entry("entry_closed", tenant_id=actor.organisation_id, to_id=in_log.organisation_id,
                  actor_id=actor.person_id, role=actor.role, policy_release=1, facts={"what": "lifted", **about},
                  reason=WHY, what="lifted", extra=about)  # fmt: skip
    with exchange.runtime.database.work(None) as work:
        make_durable(exchange.runtime, work, record(exchange.runtime, work, [(entry, None)]))


def test_a_lift_appended_without_the_hubs_key_or_in_anothers_log_opens_nothing(own_exchange: Exchange) -> None:
    played, reader = played_with_others(own_exchange), officer(own_exchange)
    hub = closing(own_exchange, played)
    forged_lift(own_exchange, played, hub, hub)
    forged_lift(own_exchange, played, reader, reader)
    assert closed(own_exchange, reader) == [False, True, False, False]
    assert check_log(own_exchange.runtime).problems


def test_a_closing_outlives_everything_beside_its_leaf(own_exchange: Exchange) -> None:
    played, reader = played_with_others(own_exchange), officer(own_exchange)
    closing(own_exchange, played)
    own_exchange.rows("UPDATE log_detail SET facts = facts || '{\"what\": \"lifted\"}' WHERE kind = 'entry_closed'")
    assert closed(own_exchange, reader)[1]
    own_exchange.rows("DELETE FROM log_detail WHERE kind = 'entry_closed'")
    assert closed(own_exchange, reader)[1]
    assert check_log(own_exchange.runtime).problems


TO_LIFTED = "leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '\"closed\"', '\"lifted\"'), 'UTF8')"
TO_A_PAST_DAY = "leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '2027', '2025'), 'UTF8')"


@pytest.mark.parametrize("edit", [TO_LIFTED, TO_A_PAST_DAY, "kind = 'log_read'", None])
def test_the_owner_of_the_tables_undoes_none_unfound(own_exchange: Exchange, edit: str | None) -> None:
    """What is edited into the leaf opens nothing at once; a leaf taken away is found when the log is verified."""
    played = played_with_others(own_exchange)
    closing(own_exchange, played, until=date(2027, 3, 1))
    answered(own_exchange)
    undoing = f"UPDATE log_leaf SET {edit}" if edit else "DELETE FROM log_leaf"
    own_exchange.rows(
        f"SELECT set_config('session_replication_role', 'replica', false); {undoing} WHERE kind = 'entry_closed'"
    )
    if edit in (TO_LIFTED, TO_A_PAST_DAY):
        assert closed(own_exchange, officer(own_exchange))[1]
    assert check_log(own_exchange.runtime).problems

"""A partner's officer has the whole log it is a party to: it verifies, names nobody, and tells nothing of others."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain.errors import NotFound
from app.domain.identity import Actor
from app.domain.log_entry import Log, Whose
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.governance.download_log import download_log
from app.services.governance.party_logs import list_party_logs
from app.services.governance.prove_entry import prove_entry
from app.services.governance.prove_party_log import Proven, keys_of_party_log, prove_party_log
from app.services.governance.read_party_log import read_party_entry, read_party_log
from crypto.errors import VerificationError
from crypto.log.handover import parse_keys
from crypto.log.whole_log import LogEntry, verify_log
from tests.governance.commands import verify
from tests.security.logs_by_the_readme import check_log
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered, records_of, send

SAMPLED = 300


def played_with_others(exchange: Exchange) -> Answered:
    """A case asked of housing and police: both told, housing has answered, and the hub has looked."""
    played = answered(exchange)
    send(exchange, played.case, "police")
    open_records(exchange.runtime, played.responder, records_of(exchange, played.request, "request"))
    open_collation(exchange.runtime, played.case.decider, played.case.id)
    return played


def log_with(exchange: Exchange, kind: str, hub: str = "hub") -> Log:
    """The log of the hub and the organisation of a kind; or that one's own."""
    with exchange.runtime.database.work(None) as work:
        found = work.log.log(Whose(exchange.organisation(hub).id, exchange.organisation(kind).id))
    assert found is not None
    return found


def officer(exchange: Exchange, kind: str = "housing", role: str = "partner_ig_officer") -> Actor:
    return exchange.person(kind, role)


def downloaded(exchange: Exchange, reader: Actor, log: Log) -> str:
    """The log's file."""
    return "".join(download_log(exchange.runtime, reader, log.label).lines)


def key_of(exchange: Exchange, reader: Actor, log: Log) -> str:
    return "".join(f"{line}\n" for line in keys_of_party_log(exchange.runtime, reader, log.label).lines)


def entries_of(text: str, key: str) -> list[LogEntry]:
    found: list[LogEntry] = []
    verify_log(text.splitlines(keepends=True), parse_keys(key), found.append)
    return found


def told(exchange: Exchange, reader: Actor, log: Log) -> str:
    """Everything its pages say, as text."""
    page = read_party_log(exchange.runtime, reader, log.label)
    each = [read_party_entry(exchange.runtime, reader, log.label, one.index) for one in page.entries]
    return repr([[(one.who, one.role, one.fields, dict(one.body)) for one in page.entries], each])


def people_of(exchange: Exchange, kind: str) -> Mapping[str, str]:
    """Ids and names of everybody in the organisation of a kind."""
    rows = exchange.rows(
        "SELECT person.id::text, display_name FROM person JOIN membership ON person_id = person.id "
        "WHERE organisation_id = %s", exchange.organisation(kind).id,
    )  # fmt: skip
    return dict(rows)


def test_the_file_holds_with_our_program_and_with_lines_of_its_reader(own_exchange: Exchange, tmp_path: Path) -> None:
    played_with_others(own_exchange)
    reader, log = officer(own_exchange), log_with(own_exchange, "housing")
    text, key = downloaded(own_exchange, reader, log), key_of(own_exchange, reader, log)
    file, key_file = tmp_path / "log.txt", tmp_path / "key.txt"
    file.write_text(text, encoding="utf-8")
    key_file.write_text(key, encoding="utf-8")
    ran = verify(file, key_file)
    assert (ran.code, ran.error) == (0, "")
    leaves = check_log(text, key)
    assert [leaf and leaf["k"] for leaf in leaves] == ["request_sent", "return_released", "opened", "opened"]
    [(size,)] = own_exchange.rows("SELECT count(*) FROM log_leaf WHERE log = %s", log.id)
    assert len(leaves) == size


def test_a_changed_byte_is_refused_by_both(own_exchange: Exchange) -> None:
    played_with_others(own_exchange)
    reader, log = officer(own_exchange), log_with(own_exchange, "housing")
    text, key = downloaded(own_exchange, reader, log), key_of(own_exchange, reader, log)
    keys, chance, data = parse_keys(key), random.Random(7), text.encode()
    for place in chance.sample(range(len(data)), SAMPLED):
        changed = data[:place] + bytes([data[place] ^ chance.choice((1, 2, 4, 8, 16, 32))]) + data[place + 1 :]
        try:
            wrong = changed.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(VerificationError):
            verify_log(iter(wrong.splitlines(keepends=True)), keys)
        with pytest.raises((ValueError, KeyError, TypeError)):
            check_log(wrong, key)


def test_of_its_own_peoples_acts_it_opens_who_and_which_fields_and_nothing_of_the_others(
    own_exchange: Exchange,
) -> None:
    played = played_with_others(own_exchange)
    reader, log = officer(own_exchange), log_with(own_exchange, "housing")
    text, key = downloaded(own_exchange, reader, log), key_of(own_exchange, reader, log)
    sent, returned, looked, opened = entries_of(text, key)
    assert sent.opened == opened.opened == {}
    for mine in (returned, looked):
        assert mine.opened.keys() == {"actor", "fields"}
        assert mine.opened["actor"] == str(played.responder.person_id)
    fields: Any = returned.opened["fields"]
    assert {field for _, field, *_ in fields} >= {"housing_known", "housing_address"}
    page = read_party_log(own_exchange.runtime, reader, log.label)
    assert [one.who for one in page.entries] == [None, played.responder.display_name, played.responder.display_name,
                                                 None]  # fmt: skip
    assert all(one.fits for one in page.entries)


def test_nobody_of_the_other_side_and_no_other_partner_is_in_file_or_pages(own_exchange: Exchange) -> None:
    played_with_others(own_exchange)
    reader, log = officer(own_exchange), log_with(own_exchange, "housing")
    police = own_exchange.organisation("police")
    texts = [told(own_exchange, reader, log)]
    for one in (log, log_with(own_exchange, "housing", "housing")):
        text = downloaded(own_exchange, reader, one)
        texts += [json.dumps([(e.leaf, e.opened) for e in entries_of(text, key_of(own_exchange, reader, one))])]
    hidden = {str(police.id), police.name, *people_of(own_exchange, "police"), *people_of(own_exchange, "hub")}
    hidden |= {*people_of(own_exchange, "hub").values(), log_with(own_exchange, "police").label}
    assert [mark for mark in hidden for text in texts if mark in text] == []
    listed = list_party_logs(own_exchange.runtime, reader)
    assert {one.log.whose.other_id for one in listed.logs} == {reader.organisation_id}
    assert police.id not in listed.organisations


def test_readings_and_downloads_are_entries_of_the_readers_own_log(own_exchange: Exchange) -> None:
    played_with_others(own_exchange)
    reader, log = officer(own_exchange), log_with(own_exchange, "housing")
    own = log_with(own_exchange, "housing", "housing")
    before = len(entries_of(downloaded(own_exchange, reader, own), key_of(own_exchange, reader, own)))
    read_party_log(own_exchange.runtime, reader, log.label)
    read_party_entry(own_exchange.runtime, reader, log.label, 0)
    downloaded(own_exchange, reader, log)
    own_exchange.clock.forward(seconds=61)
    found = entries_of(downloaded(own_exchange, reader, own), key_of(own_exchange, reader, own))
    assert [one.leaf and (one.leaf["k"], one.leaf["what"]) for one in found[before:]] == [
        ("log_read", what) for what in ("downloaded", "read", "read", "downloaded")
    ]
    assert {one.opened["actor"] for one in found[before:]} == {str(reader.person_id)}


@pytest.mark.parametrize("role", ["partner_responder", "partner_manager", "administrator"])
def test_no_other_role_of_the_partner_reads_it(exchange: Exchange, role: str) -> None:
    answered(exchange)
    log = log_with(exchange, "housing")
    reader, runtime = exchange.person("housing", role), exchange.runtime
    with pytest.raises(NotFound):
        list_party_logs(runtime, reader)
    for act in (read_party_log, download_log, prove_party_log, keys_of_party_log):
        with pytest.raises(NotFound):
            act(runtime, reader, log.label)


def test_a_guardian_reads_as_the_officer_does_and_neither_opens_a_record_or_takes_a_receipt(exchange: Exchange) -> None:
    played = answered(exchange)
    reader = officer(exchange)
    guardian = exchange.person("safeguarding_health", "caldicott_guardian")
    assert [one.log.whose.other_id for one in list_party_logs(exchange.runtime, guardian).logs] == [
        guardian.organisation_id
    ] * len(list_party_logs(exchange.runtime, guardian).logs)
    with pytest.raises(NotFound):
        read_party_log(exchange.runtime, guardian, log_with(exchange, "housing").label)
    with pytest.raises(NotFound):
        open_records(exchange.runtime, reader, [played.record.id])
    with pytest.raises(NotFound):
        prove_entry(exchange.runtime, reader, played.returned.entry.id)


def test_the_hubs_officer_has_the_same_log_with_all_that_receipts_open_but_reasons(own_exchange: Exchange) -> None:
    """A file goes further than a page: the words of a reason, which may say where somebody is, are read by entry."""
    played = played_with_others(own_exchange)
    governs, log = own_exchange.person("hub", "ig_officer"), log_with(own_exchange, "housing")
    found = entries_of(downloaded(own_exchange, governs, log), key_of(own_exchange, governs, log))
    sent = [one for one in found if one.leaf and one.leaf["k"] == "request_sent"]
    others = [one for one in found if one not in sent]
    assert sent
    assert all(one.opened.keys() == {"actor", "fields"} for one in sent)
    assert all(one.opened.keys() == {"actor", "fields", "detail"} for one in others)
    own = log_with(own_exchange, "hub")
    assert len(entries_of(downloaded(own_exchange, governs, own), key_of(own_exchange, governs, own))) > 3
    foreign = own_exchange.person("hub", "ig_officer", own_exchange.another("hub"))
    with pytest.raises(NotFound):
        read_party_log(own_exchange.runtime, foreign, log.label)
    assert UUID(str(found[1].opened["actor"])) == played.responder.person_id


def test_a_log_that_was_added_to_is_proven_to_begin_as_it_was_signed(own_exchange: Exchange) -> None:
    played = played_with_others(own_exchange)
    reader, log = officer(own_exchange), log_with(own_exchange, "housing")
    first = prove_party_log(own_exchange.runtime, reader, log.label)
    assert isinstance(first, Proven)
    assert (first.before, first.size, first.last) == (None, 4, 3)
    earlier = downloaded(own_exchange, reader, log)
    open_records(own_exchange.runtime, played.case.decider, [played.record.id])
    own_exchange.clock.forward(seconds=61)
    second = prove_party_log(own_exchange.runtime, reader, log.label)
    assert isinstance(second, Proven)
    assert (second.before, second.size, second.last) == (4, 5, 4)
    later = downloaded(own_exchange, reader, log)
    assert later.split("\n\n")[2].startswith(earlier.split("\n\n")[2])
    [held] = [one for one in list_party_logs(own_exchange.runtime, reader).logs if one.log == log]
    assert (held.size, held.signed_size, held.holds) == (5, 5, True)

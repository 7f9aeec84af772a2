"""Every organisation's key against every grant and box: nothing opens that policy withholds, all that it gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.demonstration.database import Cluster
from app.domain.records import OrganisationKey, StoredGrant, TenantKey
from app.services.disclosure.grant_at_rest import GrantAtRest, from_rest
from crypto.errors import CryptoError
from crypto.opening import GrantEntry, open_field, open_grant
from crypto.organisation_keys import OrganisationPrivateKey
from crypto.places import FieldPlace, GrantPlace
from crypto.wrapping import open_bytes
from tests.services.exchange import Exchange
from tests.services.fixtures import exchange_copied
from tests.stories.leak_matrix import carried, fields, kinds, level_for, request_reach, return_reach, scenarios
from tests.stories.leak_matrix_played import play

ROLES = ("hub_collator", "hub_decision_maker", "ig_officer")
Cell = tuple[str, UUID, str, str]
"""Kind of organisation, record, field, rendition."""


@dataclass(frozen=True)
class Matrix:
    """What there is, what each organisation could open, and what the policy files say it should."""

    boxes: int
    attempts: int
    opened: set[Cell]
    expected: set[Cell]
    records: dict[UUID, Any]


@pytest.fixture(scope="module")
def matrix(
    cluster: Cluster, exchange_template: str, keystore_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Matrix]:
    folder: Path = tmp_path_factory.mktemp("matrix")
    with exchange_copied(cluster, exchange_template, keystore_template, folder) as exchange:
        play(exchange)
        exchange.organisation("hub")
        exchange.organisations["a second hub"] = exchange.another("hub")
        exchange.organisations["a second police"] = exchange.another("police")
        yield measured(exchange)


def measured(exchange: Exchange) -> Matrix:
    records = {row.id: row for row in every_record(exchange)}
    with exchange.runtime.database.work(None) as work:
        boxes = work.records.boxes(list(records))
    keys = private_keys(exchange)
    names = {organisation.id: name for name, organisation in exchange.organisations.items()}
    opened, attempts = set(), 0
    for grant, jwe in grants(exchange, records):
        record = records[grant.record_id]
        for organisation, key in keys.items():
            for claimed in {organisation, grant.organisation_id}:
                attempts += 1
                place = GrantPlace(record.tenant, record.file_id, record.id, record.author_id, claimed)
                for entry in tried(key, jwe, place):
                    # The author is entitled to all of its own record: its keys are tried on the box they are for.
                    for box in boxes.get(record.id, ()):
                        if organisation == record.author_id and box.field != entry.field:
                            continue
                        attempts += 1
                        if opens(entry, box, place):
                            opened.add((names[organisation], record.id, box.field, box.rendition))
    expected = {cell for record in records.values() for cell in expected_of(exchange, record, boxes.get(record.id, ()))}
    return Matrix(sum(map(len, boxes.values())), attempts, opened, expected, records)


def every_record(exchange: Exchange) -> list[Any]:
    with exchange.engine.connect() as connection:
        return list(connection.exec_driver_sql(
            "SELECT record.*, file.tenant_id AS tenant, organisation.kind AS author_kind, request.partner_id,"
            " request.hub_id, partner.kind AS addressee FROM record JOIN file ON file.id = record.file_id"
            " JOIN organisation ON organisation.id = record.author_id"
            " LEFT JOIN research_request AS request ON request.file_id = file.id"
            " LEFT JOIN organisation AS partner ON partner.id = request.partner_id"
        ))  # fmt: skip


def private_keys(exchange: Exchange) -> dict[UUID, OrganisationPrivateKey]:
    ids = [one.id for one in exchange.organisations.values()]
    with exchange.runtime.database.work(None) as work:
        held: dict[UUID, OrganisationKey] = dict(work.keys.organisation_keys(ids))
        wraps: dict[UUID, TenantKey | None] = {one: work.keys.tenant_key(one, "organisation") for one in ids}
    found = {one: exchange.runtime.keys.private_key(held[one], wrap) for one, wrap in wraps.items() if wrap}
    assert len(found) == len(ids)
    return found


def grants(exchange: Exchange, records: dict[UUID, Any]) -> Iterator[tuple[StoredGrant, str]]:
    """Every stored grant without its outer seal, as somebody holding the whole database and key store would have it."""
    for record in records.values():
        for one in {record.author_id, record.partner_id, record.hub_id} - {None}:
            with exchange.runtime.database.work(None) as work:
                found = work.records.openable([record.id], one)[0]
            if found.grant is None:
                continue
            key = exchange.runtime.keys.file_keys({record.file_id: found.file_wrap})[record.file_id]
            place = GrantPlace(record.tenant, record.file_id, record.id, record.author_id, one)
            yield found.grant, from_rest(open_bytes(key, found.grant.sealed, GrantAtRest(place, found.record)))[0]


def tried(key: OrganisationPrivateKey, jwe: str, place: GrantPlace) -> tuple[GrantEntry, ...]:
    try:
        return open_grant(key, jwe, place)
    except CryptoError:
        return ()


def opens(entry: GrantEntry, box: Any, place: GrantPlace) -> bool:
    at = FieldPlace(place.tenant, place.file, place.record, box.field, box.rendition, box.version, place.author)
    try:
        open_field(entry.key, box.box, at)
    except CryptoError:
        return False
    return True


def expected_of(exchange: Exchange, record: Any, boxes: Any) -> Iterator[Cell]:
    tables = fields()
    for box in boxes:
        yield record.author_kind, record.id, box.field, box.rendition
        if record.kind == "request":
            partner = next(name for name, one in exchange.organisations.items() if one.id == record.partner_id)
            if box.rendition in request_reach(partner, tables[box.field]):
                yield partner, record.id, box.field, box.rendition
        if record.kind == "return" and box.rendition in return_reach(tables[box.field], record.protection):
            yield "hub", record.id, box.field, box.rendition


def test_nothing_opens_that_policy_withholds(matrix: Matrix) -> None:
    assert matrix.opened - matrix.expected == set()


def test_everything_opens_that_policy_gives(matrix: Matrix) -> None:
    assert matrix.expected - matrix.opened == set()


def test_the_matrix_is_as_large_as_it_claims(matrix: Matrix) -> None:
    by_kind: defaultdict[str, set[str]] = defaultdict(set)
    for record in matrix.records.values():
        if record.kind == "return":
            by_kind[record.author_kind].add(record.protection)
    assert set(by_kind) == set(kinds()) - {"hub"}
    assert all(seen == {"protected", "none", "unknown"} for seen in by_kind.values())
    assert matrix.boxes > 1500
    assert matrix.attempts > 50_000
    renditions = {rendition for kind, _, _, rendition in matrix.opened if kind == "hub"}
    assert renditions >= {"masked", "full"}
    returned = {field for _, record, field, _ in matrix.expected if matrix.records[record].kind == "return"}
    assert returned == {key for key, one in fields().items() if one["record"] == "return"}


def test_a_request_holds_nothing_that_its_addressee_may_not_have(matrix: Matrix) -> None:
    partners = {one.id: one.addressee for one in matrix.records.values() if one.kind == "request"}
    for record, partner in partners.items():
        assert {field for _, one, field, _ in matrix.expected if one == record} <= carried(partner), partner
    assert set(partners.values()) == set(kinds()) - {"hub"}


def test_nobody_uninvolved_opens_anything(matrix: Matrix) -> None:
    assert {kind for kind, *_ in matrix.opened} == set(kinds())


def test_the_expectation_agrees_with_the_worked_scenarios() -> None:
    tables, seen = fields(), 0
    for one in scenarios():
        given = one["given"]
        about_hub = (given.get("record"), given.get("standing"), given.get("organisation")) == (
            "return",
            "asker",
            "hub",
        )
        settled = (given.get("assigned"), given.get("conflict")) == ("yes", "none") and given.get("purpose") not in (
            "unknown",
            "victim_information",
        )
        about_return = tables.get(given.get("field", ""), {}).get("record") == "return"
        known = given.get("role") in ROLES and about_return
        if about_hub and settled and known and given["action"] in ("open", "reveal"):
            found = level_for(
                tables[given["field"]], given["role"], given["action"], given.get("share_now", "no"),
                given.get("protection", "unknown"),
            )  # fmt: skip
            assert found == one["expect"], one["id"]
            seen += 1
    assert seen >= 15

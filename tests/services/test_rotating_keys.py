"""Keys are exchanged while everything opens; stopped at any step, an exchange is gone on with, and the log says it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.errors import KeysUnavailable, NotFound
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.keys.rotate_organisation import rotate_organisation
from app.services.keys.rotate_root import look_at_roots, rotate_root
from app.services.keys.rotate_tenant import look_at_tenant, rotate_tenant
from tests.services.erasing import erase
from tests.services.exchange import Exchange, run_sql
from tests.services.played import answered
from tests.services.rotating import Opening, killed_at_each_step, opens, opens_anew, rotation

WRAPPED = "SELECT organisation_id::text, purpose, version, wrapped FROM tenant_key ORDER BY 1, 2, 3"
FILES = "SELECT file_id::text, tenant_version, wrapped FROM file_key ORDER BY 1"
BOXES = """
    SELECT md5(string_agg(box::text, '' ORDER BY box::text)) FROM (
        SELECT field_box::text AS box FROM field_box UNION ALL SELECT key_grant::text FROM key_grant
        UNION ALL SELECT slip::text FROM slip UNION ALL SELECT sealed::text FROM file_event) AS every
"""


def _key_leaves(exchange: Exchange) -> list[dict[str, Any]]:
    found = exchange.rows("SELECT leaf FROM log_leaf WHERE kind IN ('key_changed', 'administered') ORDER BY log, idx")
    return [body for (leaf,) in found if (body := json.loads(bytes(leaf))).get("what") in {
        "root", "tenant", "organisation", "root_exchanged", "organisation_key_replaced"}]  # fmt: skip


def _files(exchange: Exchange) -> list[tuple[Any, ...]]:
    return run_sql(exchange.keystore.owner_url, FILES)


def test_an_exchanged_root_key_wraps_everything_anew_and_touches_no_box(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    before, boxes, files = own_exchange.rows(WRAPPED), own_exchange.rows(BOXES), _files(own_exchange)
    with rotation(own_exchange) as keys:
        (old,) = keys.root_names()
        looked = look_at_roots(own_exchange.admin, keys)
        assert (looked.roots, looked.keys, looked.left) == ((old,), len(before), len(before))
        assert own_exchange.rows(WRAPPED) == before, "a look changes nothing"
        done = rotate_root(own_exchange.admin, keys)
        assert keys.root_names() == done.roots[:1] != (old,)
        assert look_at_roots(own_exchange.admin, keys).roots == done.roots[:1]
    after = own_exchange.rows(WRAPPED)
    assert [row[:3] for row in after] == [row[:3] for row in before]
    assert not {bytes(row[3]) for row in after} & {bytes(row[3]) for row in before}
    assert (own_exchange.rows(BOXES), _files(own_exchange)) == (boxes, files)
    assert opens(own_exchange, played)
    assert check_log(own_exchange.runtime).problems == ()
    leaves = _key_leaves(own_exchange)
    assert [one["what"] for one in leaves] == ["root"] * len({row[0] for row in before}) + ["root_exchanged"]
    assert {one["root"] for one in leaves} == {done.roots[0]}
    assert leaves[-1]["before"] == old


def test_a_root_exchange_stopped_at_any_step_is_gone_on_with(own_exchange: Exchange) -> None:
    played = answered(own_exchange)

    def holds(number: int) -> None:
        assert opens(own_exchange, played), number

    steps = killed_at_each_step(own_exchange, lambda keys: rotate_root(own_exchange.admin, keys), holds)
    assert {"begin_root", "do_execute", "do_commit", "flush_to_disk", "retire_roots"} <= {*steps}
    with rotation(own_exchange) as keys:
        assert len(keys.root_names()) == 1
    assert opens(own_exchange, played)
    assert check_log(own_exchange.runtime).problems == ()


def test_who_is_taken_in_while_the_root_is_exchanged_is_under_the_new_one(own_exchange: Exchange) -> None:
    """Another process that has looked at the old root key: what it wraps must not be under what is forgotten."""
    answered(own_exchange)
    with rotation(own_exchange) as keys:
        keys.begin_root()
        late = own_exchange.another("police")
        rotate_root(own_exchange.admin, keys)
        with own_exchange.runtime.database.work(None) as work:
            made = work.keys.every_tenant_key(late.id)
        assert made
        assert [keys.rewrapped(one) for one in made] == [None] * len(made)


def test_a_key_that_opens_under_no_root_key_keeps_the_old_one(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    hub = played.case.decider.organisation_id
    own_exchange.rows("UPDATE tenant_key SET wrapped = %s WHERE organisation_id = %s AND purpose = 'figures'",
                      bytes(64), hub)  # fmt: skip
    with rotation(own_exchange) as keys:
        (old,) = keys.root_names()
        with pytest.raises(KeysUnavailable, match="could not be unwrapped"):
            rotate_root(own_exchange.admin, keys)
        assert old in keys.root_names(), "nothing is retired"
    assert opens(own_exchange, played)


def test_a_wrapped_key_put_back_is_found_and_opens_nothing(own_exchange: Exchange) -> None:
    """By whoever has an old root key and writes rows."""
    played = answered(own_exchange)
    hub = played.case.decider.organisation_id
    named = "FROM tenant_key WHERE organisation_id = %s AND purpose = 'file'"
    ((old,),) = own_exchange.rows(f"SELECT wrapped {named}", hub)
    with rotation(own_exchange) as keys:
        rotate_root(own_exchange.admin, keys)
    own_exchange.rows("UPDATE tenant_key SET wrapped = %s WHERE organisation_id = %s AND purpose = 'file'", old, hub)
    with pytest.raises(KeysUnavailable):
        opens_anew(own_exchange, played)
    found = check_log(own_exchange.runtime).problems
    assert any(f"{hub}/file/1 of tenant_key is not as its entry names it" in one for one in found), found


def test_exchanged_tenant_keys_wrap_files_and_private_keys_anew(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    hub, boxes, before = played.case.decider.organisation_id, own_exchange.rows(BOXES), _files(own_exchange)
    with rotation(own_exchange) as keys:
        looked = look_at_tenant(own_exchange.admin, keys, hub)
        assert (looked.files_left, looked.unfinished) == (len(before), False)
        done = rotate_tenant(own_exchange.admin, keys, hub)
    assert set(done.versions.values()) == {2}
    after = _files(own_exchange)
    assert [(row[0], row[1]) for row in after] == [(row[0], 2) for row in before]
    assert own_exchange.rows(BOXES) == boxes
    assert opens(own_exchange, played)
    later = answered(own_exchange)
    assert opens(own_exchange, later), "what is sealed since is sealed under the new ones"
    assert check_log(own_exchange.runtime).problems == (), "slips and entries of before still open"


def test_a_tenant_exchange_stopped_at_any_step_is_gone_on_with(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    hub = played.case.decider.organisation_id

    def holds(number: int) -> None:
        assert opens(own_exchange, played), number

    steps = killed_at_each_step(own_exchange, lambda keys: rotate_tenant(own_exchange.admin, keys, hub), holds)
    assert {"do_execute", "do_commit", "flush_to_disk"} <= {*steps}
    assert len({version for _, version, _ in _files(own_exchange)}) == 1
    assert opens(own_exchange, played)
    assert check_log(own_exchange.runtime).problems == ()


def test_an_erased_file_stays_so_when_its_hubs_keys_are_exchanged(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    erase(own_exchange, played.request.file_id)
    with rotation(own_exchange) as keys:
        rotate_tenant(own_exchange.admin, keys, played.case.decider.organisation_id)
    assert [row[2] for row in _files(own_exchange) if row[0] == str(played.request.file_id)] == [None]
    assert check_log(own_exchange.runtime).problems == ()


def test_a_partner_with_a_new_key_opens_what_was_sent_before_and_since(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    partner = played.responder.organisation_id
    with rotation(own_exchange) as keys:
        kid = rotate_organisation(own_exchange.admin, keys, partner)
    later = answered(own_exchange)
    for one in (played, later):
        assert opens(own_exchange, one)
    used = own_exchange.rows("SELECT record_id, kid FROM key_grant WHERE organisation_id = %s", partner)
    assert {row[1] for row in used if row[0] == later.record.id} == {kid}
    assert kid not in {row[1] for row in used if row[0] == played.record.id}
    assert own_exchange.rows("SELECT kid FROM organisation_key WHERE organisation_id = %s AND revoked_at IS NULL",
                             partner) == [(kid,)]  # fmt: skip
    with rotation(own_exchange) as keys:
        rotate_tenant(own_exchange.admin, keys, partner)
    assert opens(own_exchange, played), "the pair of before went on to the new tenant key"
    assert check_log(own_exchange.runtime).problems == ()


def test_a_new_pair_stopped_at_any_step_is_whole_or_not_there(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    partner = played.responder.organisation_id

    def holds(number: int) -> None:
        assert opens(own_exchange, played), number
        in_use = "SELECT count(*) FROM organisation_key WHERE organisation_id = %s AND revoked_at IS NULL"
        assert own_exchange.rows(in_use, partner) == [(1,)], number

    killed_at_each_step(own_exchange, lambda keys: rotate_organisation(own_exchange.admin, keys, partner), holds)
    assert opens(own_exchange, played)
    assert check_log(own_exchange.runtime).problems == ()


def test_nobody_who_opens_meanwhile_is_refused(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    hub, partner = played.case.decider.organisation_id, played.responder.organisation_id
    opening = Opening(own_exchange, played)
    with opening.beside(), rotation(own_exchange) as keys:
        for _ in range(2):
            rotate_root(own_exchange.admin, keys)
            rotate_tenant(own_exchange.admin, keys, hub)
            rotate_organisation(own_exchange.admin, keys, partner)
            rotate_tenant(own_exchange.admin, keys, partner)
    assert opening.failures == []
    assert opening.times > 10
    assert check_log(own_exchange.runtime).problems == ()


def test_a_file_under_the_version_before_opens(own_exchange: Exchange) -> None:
    """One that was begun by whoever had read the version before: it is under that until the next exchange."""
    played = answered(own_exchange)
    hub = played.case.decider.organisation_id
    before = {row[0]: row for row in _files(own_exchange)}
    with rotation(own_exchange) as keys:
        rotate_tenant(own_exchange.admin, keys, hub)
        file_id = str(played.request.file_id)
        put_back = "UPDATE file_key SET tenant_version = 1, wrapped = %s WHERE file_id = %s"
        run_sql(own_exchange.keystore.owner_url, put_back, before[file_id][2], file_id)
        assert opens(own_exchange, played)
        assert look_at_tenant(own_exchange.admin, keys, hub).unfinished
        done = rotate_tenant(own_exchange.admin, keys, hub)
    assert set(done.versions.values()) == {2}, "what was begun is finished, and no third version made"
    run_sql(own_exchange.keystore.owner_url, "UPDATE file_key SET tenant_version = 9 WHERE file_id = %s", file_id)
    with pytest.raises(KeysUnavailable):
        open_records(own_exchange.runtime, played.responder, [played.record.id])
    with rotation(own_exchange) as keys, pytest.raises(KeysUnavailable, match=r"versions that are not there: \[9\]"):
        rotate_tenant(own_exchange.admin, keys, hub)


def test_no_such_organisation_has_keys(own_exchange: Exchange) -> None:
    nobody: UUID = uuid4()
    with rotation(own_exchange) as keys:
        for act in (rotate_tenant, rotate_organisation, look_at_tenant):
            with pytest.raises(NotFound, match=f"no organisation {nobody}"):
                act(own_exchange.admin, keys, nobody)

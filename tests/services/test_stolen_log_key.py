"""Somebody has the key that signed for the logs: once it is replaced, nothing that they make of it is believed."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.errors import KeysUnavailable, LogChanged
from app.domain.key_source import FileKeys
from app.domain.log_entry import Entry
from app.services.disclosure.log_signing import REPLACED, signing_key
from app.services.disclosure.naming_rows import SIGNER
from app.services.disclosure.recording import make_durable, record
from app.services.governance.check_log import check_log
from app.services.governance.summaries import publish_summary
from app.services.keys.rotate_log import rotate_log
from crypto.errors import VerificationError
from crypto.log.checkpoint import Checkpoint, sign, verify
from crypto.log.handover import parse_keys, write_handover
from crypto.log.note import VerifierKey, sign_note
from tests.services.exchange import Exchange
from tests.services.log_key import by_the_readme, key_file, key_in_use, log_of, receipt_of, rotated
from tests.services.played import Answered, answered
from tests.services.rotating import rotation


@pytest.fixture
def stolen(own_exchange: Exchange) -> Ed25519PrivateKey:
    """The key in use, in a thief's hands."""
    return key_in_use(own_exchange)


@pytest.fixture
def played(own_exchange: Exchange, stolen: Ed25519PrivateKey) -> Answered:
    return answered(own_exchange)


def test_a_stolen_old_key_signs_nothing_that_is_believed(
    own_exchange: Exchange, played: Answered, stolen: Ed25519PrivateKey
) -> None:
    """By whoever has it, and the database's owner's rights."""
    rotated(own_exchange)
    log, public = log_of(own_exchange, played), stolen.public_key().public_bytes_raw()
    keys = parse_keys(key_file(own_exchange, played))
    ((size,),) = own_exchange.rows("SELECT count(*) FROM log_leaf WHERE log = %s", log.id)
    name = keys[0].name
    forged = sign(Checkpoint(name, size, bytes(32)), stolen.sign, public)
    with pytest.raises(VerificationError, match="replaced when there were"):
        verify(forged, keys)
    own_exchange.rows("INSERT INTO log_checkpoint VALUES (%s, %s, %s, %s, %s)",
                      log.id, name, size + 1, forged, own_exchange.clock.now())  # fmt: skip
    by_the_readme(receipt_of(own_exchange, played), key_file(own_exchange, played))
    assert any("does not verify" in one for one in check_log(own_exchange.runtime).problems)


def test_rows_that_a_thief_names_are_found(own_exchange: Exchange, played: Answered, stolen: Ed25519PrivateKey) -> None:
    rotated(own_exchange)
    said = json.dumps({"kind": "administered", "rows": []}, separators=(",", ":"), sort_keys=True)
    note = sign_note(f"prx/administered/v1\n{said}\n", VerifierKey(SIGNER, stolen.public_key().public_bytes_raw()),
                     stolen.sign)  # fmt: skip
    with own_exchange.admin.database.work(None) as work:
        entry = Entry(kind="administered", policy_release=1, policy_digest="", extra={"what": "tried", "rows": note})
        make_durable(own_exchange.admin, work, record(own_exchange.admin, work, [(entry, None)]))
    assert any(
        "(administered) is not signed by this exchange" in one for one in check_log(own_exchange.runtime).problems
    )


def test_a_handover_to_a_thiefs_own_key_is_found_and_leads_nowhere(
    own_exchange: Exchange, played: Answered, stolen: Ed25519PrivateKey
) -> None:
    rotated(own_exchange)
    log, evil = log_of(own_exchange, played), Ed25519PrivateKey.generate()
    ((size,),) = own_exchange.rows("SELECT count(*) FROM log_leaf WHERE log = %s", log.id)
    name = parse_keys(key_file(own_exchange, played))[0].name
    both = [(one.public_key().public_bytes_raw(), one.sign) for one in (stolen, evil)]
    note = write_handover(Checkpoint(name, size, bytes(32)), *both)
    with own_exchange.admin.database.work(None) as work:
        extra = {"handover": note}
        entry = Entry(kind=REPLACED, log=log.id, policy_release=1, policy_digest="", extra=extra)
        make_durable(own_exchange.admin, work, record(own_exchange.admin, work, [(entry, None)]))
    keys = key_file(own_exchange, played)
    assert note not in keys
    by_the_readme(receipt_of(own_exchange, played), keys)
    assert any("leads to none of its keys" in one for one in check_log(own_exchange.runtime).problems)


def test_keys_of_before_put_back_sign_nothing(own_exchange: Exchange, played: Answered) -> None:
    """From a stolen copy of the folder, or an escrow of before."""
    assert isinstance(own_exchange.settings.keys, FileKeys)
    file = own_exchange.settings.keys.folder / "log-signing.key"
    old = file.read_bytes()
    rotated(own_exchange)
    new = file.read_bytes()
    file.write_bytes(old)
    with (
        own_exchange.runtime.database.work(None) as work,
        pytest.raises(KeysUnavailable, match="put back those in use"),
    ):
        signing_key(own_exchange.runtime, work)
    file.write_bytes(new)
    publish_summary(own_exchange.runtime)


def test_a_log_that_was_changed_is_not_vouched_for_by_a_new_key(own_exchange: Exchange, played: Answered) -> None:
    log = log_of(own_exchange, played)
    publish_summary(own_exchange.runtime)
    own_exchange.rows("ALTER TABLE log_node DISABLE TRIGGER append_only")
    own_exchange.rows("DELETE FROM log_node WHERE log = %s", log.id)
    with rotation(own_exchange) as keys:
        publics = keys.log_public_keys()
        with pytest.raises(LogChanged):
            rotate_log(own_exchange.admin, keys)
        assert keys.log_public_keys() == publics

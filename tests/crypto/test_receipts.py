"""A receipt holds with the log's key and nothing else, and not one byte of it can be changed."""

import json
from typing import Any

import pytest

from crypto.canonical import canonical
from crypto.commitments import commit
from crypto.errors import NotCanonicalError, VerificationError
from crypto.log import receipt
from crypto.log.note import VerifierKey, sign_note
from crypto.log.receipt import Opening
from crypto.verify import verify_receipt
from tests.crypto.builders import ORIGIN, SmallLog, an_id, some_leaves

SALT, OTHER = bytes(range(32)), bytes(range(32, 64))
FIELDS = [["police_note", "full", 1], ["police_warning_markers", "gist", 2]]
LEAF = canonical(
    {
        "at": "2026-03-01T09:00:00.000Z",
        "fields": commit(SALT, FIELDS),
        "kind": "return_released",
        "parties": {"to": commit(OTHER, "Made-up Council – Früherkennung")},
        "records": 1,
    }
)
LOG = SmallLog([*some_leaves(5), LEAF, *some_leaves(6)])
OPENINGS = {"fields": Opening(SALT, FIELDS), "parties.to": Opening(OTHER, "Made-up Council – Früherkennung")}
PLAIN = LOG.receipt(5)
RECEIPT = LOG.receipt(5, **OPENINGS)


def _refused(text: str, *keys: VerifierKey) -> str:
    with pytest.raises(VerificationError) as caught:
        verify_receipt(text, keys or [LOG.key])
    return str(caught.value)


def _changed(**members: Any) -> str:
    body = json.loads(RECEIPT)
    return canonical({k: v for k, v in (body | members).items() if v is not None}).decode() + "\n"


def test_a_receipt_verifies_with_the_logs_key() -> None:
    found = verify_receipt(PLAIN, [LOG.key])
    assert canonical(found.leaf) == LEAF
    assert (found.index, found.checkpoint.size, found.signed_by, found.opened) == (5, 12, (ORIGIN,), {})


def test_commitments_are_opened_when_their_salts_are_given() -> None:
    found = verify_receipt(RECEIPT, [LOG.key])
    assert found.opened == {"fields": FIELDS, "parties.to": "Made-up Council – Früherkennung"}


@pytest.mark.parametrize("size", [1, 2, 3, 8, 9])
def test_receipts_of_every_leaf_verify(size: int) -> None:
    log = SmallLog(some_leaves(size))
    for index in range(size):
        assert verify_receipt(log.receipt(index), [log.key]).index == index


@pytest.mark.parametrize("text", [PLAIN, RECEIPT], ids=["plain", "with openings"])
def test_every_changed_byte_is_refused(text: str) -> None:
    data = text.encode()
    for index, byte in enumerate(data):
        others = {byte ^ 1 << bit for bit in range(8)} | set(b'\n\r\t "A0=+/_-\\')
        for other in others - {byte}:
            changed = data[:index] + bytes([other]) + data[index + 1 :]
            try:
                again = changed.decode()
            except UnicodeDecodeError:  # the command line refuses this one before it gets here
                continue
            _refused(again)


def test_every_missing_or_additional_byte_is_refused() -> None:
    for index in range(len(RECEIPT) + 1):
        _refused(RECEIPT[:index] + RECEIPT[index + 1 :]) if index < len(RECEIPT) else None
        for added in '\n\r \t0A"=,':
            _refused(RECEIPT[:index] + added + RECEIPT[index:])


def test_the_same_json_written_otherwise_is_refused() -> None:
    for again in (json.dumps(json.loads(RECEIPT)), json.dumps(json.loads(RECEIPT), indent=1)):
        assert "canonical" in _refused(again + "\n")


@pytest.mark.parametrize(
    "members",
    [
        {"more": 1}, {"format": "prx/receipt/v2"}, {"format": None}, {"leaf": None}, {"leaf": []}, {"leaf": "text"},
        {"leaf": {"kind": "x" * 65536}}, {"proof": None}, {"proof": 1}, {"proof": ""},
        {"proof": "c2sp.org/tlog-proof@v1"},
        {"openings": {}}, {"openings": []}, {"openings": 1}, {"openings": {"fields": 1}}, {"openings": {"fields": {}}},
        {"openings": {"fields": {"salt": "AA", "value": FIELDS}}}, {"openings": {"fields": {"salt": "!", "value": 1}}},
        {"openings": {"fields": {"salt": "AAAA" * 10 + "AAA", "value": FIELDS, "more": 1}}},
        {"openings": {"fields": {"salt": "AAAA" * 10 + "AAA", "value": FIELDS}}}, {"openings": {"fields": [1, 2]}},
    ],
)  # fmt: skip
def test_a_receipt_of_another_form_is_refused(members: dict[str, Any]) -> None:
    _refused(_changed(**members))


def test_a_right_opening_with_anything_beside_it_is_refused() -> None:
    opening = json.loads(RECEIPT)["openings"]["fields"]
    assert verify_receipt(_changed(openings={"fields": opening}), [LOG.key]).opened == {"fields": FIELDS}
    assert "each a salt" in _refused(_changed(openings={"fields": opening | {"more": 1}}))


@pytest.mark.parametrize("name", ["records", "parties", "parties.to.more", "nothing", "parties.nothing", "", "kind"])
def test_an_opening_of_what_is_no_commitment_is_refused(name: str) -> None:
    assert "do not fit" in _refused(_changed(openings={name: json.loads(RECEIPT)["openings"]["fields"]}))


@pytest.mark.parametrize(
    "change",
    [
        ("tlog-proof@v1", "tlog-proof@v2"), ("index 5", "index 4"), ("index 5", "index 05"), ("index 5", "index"),
        ("index 5", "index 12"), ("index 5", "index -1"), ("index 5", "extra AAAA\\nindex 5"),
        ("index 5\\n", "index 5\\nAAAA\\n"),
        ("index 5\\n", "index 5\\n" + "A" * 43 + "=\\n"), ("index 5\\n", "index 5\\n" + ("A" * 43 + "=\\n") * 64),
        ("\\n\\n", "\\n"),
    ],
)  # fmt: skip
def test_a_changed_proof_is_refused(change: tuple[str, str]) -> None:
    assert change[0] in PLAIN
    _refused(PLAIN.replace(*change))


@pytest.mark.parametrize("text", ["", "\n", "not JSON\n", "[]\n", '"text"\n', "\ud800\n", PLAIN[:-1], PLAIN + "\n"])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    _refused(text)


def test_other_keys_do_not_verify_it() -> None:
    other = SmallLog(some_leaves(1), "other.example")
    assert ORIGIN in _refused(RECEIPT, other.key)
    assert ORIGIN in _refused(RECEIPT, VerifierKey(ORIGIN, bytes(32)))
    assert ORIGIN in _refused(RECEIPT, VerifierKey(f"{ORIGIN}/r1", LOG.key.public))


def test_the_leaf_of_another_receipt_is_refused() -> None:
    body = json.loads(LOG.receipt(4))
    assert "does not lead" in _refused(_changed(leaf=body["leaf"], openings=None))


def test_a_signature_by_a_key_not_given_is_refused() -> None:
    """A note would ignore it, but then its bytes could be changed unnoticed."""
    witness = VerifierKey("witness.example", LOG.key.public)
    text = LOG.checkpoint().rpartition("\n\n")[0] + "\n"
    both = LOG.checkpoint() + sign_note(text, witness, LOG.signing.sign).rpartition("\n\n")[2]
    parts = receipt.parse(PLAIN)
    text = receipt.build(receipt.Receipt(parts.leaf, parts.index, parts.path, both))
    assert "witness.example, whose key was not given" in _refused(text)
    assert verify_receipt(text, [LOG.key, witness]).signed_by == (ORIGIN, "witness.example")


def test_a_receipt_reads_back_as_it_was_built() -> None:
    parts = receipt.parse(RECEIPT)
    assert parts.openings == OPENINGS
    assert receipt.build(parts) == RECEIPT


def test_a_leaf_that_is_not_canonical_gets_no_receipt() -> None:
    parts = receipt.parse(PLAIN)
    with pytest.raises(NotCanonicalError):
        receipt.build(receipt.Receipt(parts.leaf + b" ", parts.index, parts.path, parts.checkpoint))


def test_the_old_receipt_verifies_after_a_restore_with_both_lines_of_the_key_file() -> None:
    after = SmallLog([*LOG.leaves, canonical({"id": str(an_id(7)), "kind": "origin_started"})], f"{ORIGIN}/r1")
    for text, origin in ((PLAIN, ORIGIN), (after.receipt(12), f"{ORIGIN}/r1"), (after.receipt(5), f"{ORIGIN}/r1")):
        assert verify_receipt(text, [LOG.key, after.key]).checkpoint.origin == origin

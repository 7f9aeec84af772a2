"""Whatever a stranger writes where a grant, receipt, key or checkpoint is read: the promised error, and no other."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe

from crypto.canonical import canonical, parse_canonical
from crypto.encoding import b64, b64u
from crypto.errors import KeyRefusedError, NotCanonicalError, Undecryptable, VerificationError
from crypto.grant_format import header
from crypto.log import checkpoint
from crypto.log.handover import parse_keys
from crypto.log.note import VerifierKey, is_name, open_note
from crypto.log.whole_log import verify_log
from crypto.opening import open_grant
from crypto.organisation_keys import generate_organisation_key, load_private, load_public
from crypto.verify import verify_receipt
from tests.crypto.builders import SmallLog, a_grant_place, registry, some_leaves
from tests.strangers import HOSTILE_JSON, hostile_values

DER, JWK = generate_organisation_key()
PRIVATE, PUBLIC = load_private(DER), load_public(JWK)
PLACE = a_grant_place()
LOG = SmallLog(some_leaves(3))
RECEIPT = json.loads(LOG.receipt(1))


def _with_header(data: bytes) -> None:
    open_grant(PRIVATE, f"{b64u(data)}.AAAA.AAAA.AAAA.AAAA", PLACE)


def _with_plaintext(data: bytes) -> None:
    grant = jwe.encrypt_compact(header(PRIVATE.kid, PLACE), data, PUBLIC.jose, registry=registry())
    open_grant(PRIVATE, grant, PLACE)


def _as_receipt(data: bytes) -> None:
    verify_receipt(data.decode() + "\n", [LOG.key])


def _as_leaf(data: bytes) -> None:
    head = f"prx/log/v1\n{LOG.checkpoint()}\n"
    verify_log([*head.splitlines(keepends=True), f"{b64(data)}\n"], [LOG.key])


def _as_openings(data: bytes) -> None:
    head = f"prx/log/v1\n{LOG.checkpoint()}\n"
    verify_log([*head.splitlines(keepends=True), f"{b64(LOG.leaves[0])} {b64(data)}\n"], [LOG.key])


DOORS: list[tuple[Callable[[bytes], object], type[Exception]]] = [
    (_with_header, Undecryptable),
    (_with_plaintext, Undecryptable),
    (_as_receipt, VerificationError),
    (_as_leaf, VerificationError),
    (_as_openings, VerificationError),
    (parse_canonical, NotCanonicalError),
]


@pytest.mark.parametrize(("door", "error"), DOORS)
@pytest.mark.parametrize("data", HOSTILE_JSON.values(), ids=HOSTILE_JSON)
def test_json_made_to_break_a_reader_is_refused(
    door: Callable[[bytes], object], error: type[Exception], data: bytes
) -> None:
    for text in (data, b'{"v":%s}' % data, b'{"fields":[{"k":%s}]}' % data):
        with pytest.raises(error):
            door(text)


@given(hostile_values)
def test_any_json_at_all_is_refused_where_a_grant_is_expected(value: Any) -> None:
    data = json.dumps(value).encode()
    for door in (_with_header, _with_plaintext):
        with pytest.raises(Undecryptable):
            door(data)


@given(hostile_values, st.sampled_from(["leaf", "proof", "openings", "format"]))
def test_any_json_at_all_is_refused_in_a_receipt(value: Any, member: str) -> None:
    text = json.dumps(RECEIPT | {member: value}, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    if value != RECEIPT.get(member):
        with pytest.raises(VerificationError):
            verify_receipt(text, [LOG.key])


@given(hostile_values, st.sampled_from(sorted(JWK)))
def test_any_json_at_all_is_refused_in_a_public_key(value: Any, member: str) -> None:
    with pytest.raises(KeyRefusedError):
        load_public(JWK | {member: value})


@given(hostile_values)
def test_any_value_has_one_form_or_is_refused(value: Any) -> None:
    try:
        data = canonical(value)
    except NotCanonicalError:
        return
    assert canonical(parse_canonical(data)) == data


@pytest.mark.parametrize("read", [parse_keys, checkpoint.parse, lambda text: checkpoint.verify(text, [LOG.key])])
@given(text=st.text(st.characters(), max_size=60))
def test_any_text_at_all_is_no_key_or_checkpoint(read: Callable[[str], object], text: str) -> None:
    """Halves of characters included: what is signed is hashed, and those have no bytes."""
    for given_text in (text, f"{text}\n1\n{text}\n", f"{text}+{text}+{text}", f"{text}\n\n— {LOG.key.name} {text}\n"):
        with pytest.raises(VerificationError):
            read(given_text)


@given(st.text(st.characters(), max_size=60))
def test_any_text_at_all_is_a_name_or_refused(text: str) -> None:
    if is_name(text):
        key = VerifierKey(text, bytes(32))
        assert parse_keys(key.encode()) == (key,)
    else:
        with pytest.raises(ValueError, match="A key's name"):
            VerifierKey(text, bytes(32))


def test_a_signed_text_with_half_a_character_is_no_note() -> None:
    signed = LOG.checkpoint()
    with pytest.raises(VerificationError):
        open_note(f"\ud800{signed}", [LOG.key])

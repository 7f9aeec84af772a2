"""What a log's old key and its new one say of each other, and whom one may believe who knows one of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from crypto.__main__ import main
from crypto.errors import VerificationError
from crypto.log import checkpoint
from crypto.log.checkpoint import Checkpoint
from crypto.log.handover import FORMAT, Handover, parse_keys, read_handover, trusted_keys, write_handover
from crypto.log.note import VerifierKey
from tests.crypto.builders import ORIGIN, SmallLog, some_leaves

KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([number] * 32)) for number in range(6)]
ROOT = bytes(32)


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def line(key: Ed25519PrivateKey, until: int | None = None) -> VerifierKey:
    return VerifierKey(ORIGIN, public(key), until)


def handover(before: Ed25519PrivateKey, after: Ed25519PrivateKey, size: int, origin: str = ORIGIN) -> Handover:
    both = [(public(one), one.sign) for one in (before, after)]
    return read_handover(write_handover(Checkpoint(origin, size, ROOT), *both))


def signed(key: Ed25519PrivateKey, size: int) -> str:
    return checkpoint.sign(Checkpoint(ORIGIN, size, ROOT), key.sign, public(key))


def limits(keys: Sequence[VerifierKey]) -> dict[bytes, int | None]:
    return {one.public: one.until for one in keys}


def test_it_says_what_was_signed_and_by_whom() -> None:
    found = handover(KEYS[0], KEYS[1], 7)
    assert (found.checkpoint, found.before, found.after) == (Checkpoint(ORIGIN, 7, ROOT), line(KEYS[0]), line(KEYS[1]))
    assert found.note.startswith(f"{FORMAT}\n{ORIGIN}\n7\n")


def test_no_byte_of_it_can_be_changed() -> None:
    note = handover(KEYS[0], KEYS[1], 7).note
    for at, byte in enumerate(note.encode()):
        changed = note.encode()[:at] + bytes((byte ^ 1,)) + note.encode()[at + 1 :]
        with pytest.raises(VerificationError):
            read_handover(changed.decode("utf-8", "replace"))


def test_one_signature_makes_none() -> None:
    """Whoever stole the old key has no new one to sign with; nor can a new one be pushed on the old one's holder."""
    lines = handover(KEYS[0], KEYS[1], 7).note.splitlines(keepends=True)
    for left_out in (-1, -2):
        with pytest.raises(VerificationError):
            read_handover("".join(lines[:left_out] + lines[left_out + 1 or len(lines) :]))
    checkpoint_of_it = signed(KEYS[0], 7)
    with pytest.raises(VerificationError):
        read_handover(checkpoint_of_it)
    with pytest.raises(VerificationError, match="three lines"):
        checkpoint.verify(handover(KEYS[0], KEYS[1], 7).note, [line(KEYS[0])])


@given(st.lists(st.integers(0, 50), min_size=1, max_size=4).map(sorted), st.data())
def test_who_knows_one_key_of_a_chain_knows_all_and_where_each_ended(sizes: list[int], data: st.DataObject) -> None:
    chain = [handover(one, other, size) for (one, other), size in zip(itertools.pairwise(KEYS), sizes, strict=False)]
    known = data.draw(st.integers(0, len(chain)))
    found = limits(trusted_keys([line(KEYS[known])], data.draw(st.permutations(chain))))
    assert found == {public(key): size for key, size in zip(KEYS, [*sizes, None], strict=False)}


def test_what_a_replaced_key_signs_of_a_larger_tree_is_believed_by_nobody() -> None:
    keys = trusted_keys([line(KEYS[0])], [handover(KEYS[0], KEYS[1], 7)])
    assert checkpoint.verify(signed(KEYS[0], 7), keys).size == 7
    assert checkpoint.verify(signed(KEYS[1], 8), keys).size == 8
    with pytest.raises(VerificationError, match="replaced when there were 7"):
        checkpoint.verify(signed(KEYS[0], 8), keys)


def test_a_thief_of_the_old_key_leads_nobody_astray_who_knows_the_new_one() -> None:
    both = {public(KEYS[0]): 7, public(KEYS[1]): None}
    true, forged = handover(KEYS[0], KEYS[1], 7), handover(KEYS[0], KEYS[5], 9)
    for known in ([KEYS[1]], [KEYS[0], KEYS[1]]):
        for notes in ([true, forged], [forged, true]):
            assert limits(trusted_keys([line(one) for one in known], notes)) == both
    assert limits(trusted_keys([line(KEYS[1])], [forged])) == {public(KEYS[1]): None}


def test_two_ways_on_from_the_only_key_one_knows_are_refused() -> None:
    with pytest.raises(VerificationError, match="handed over twice"):
        trusted_keys([line(KEYS[0])], [handover(KEYS[0], KEYS[1], 7), handover(KEYS[0], KEYS[5], 9)])


def test_what_is_said_of_another_log_is_not_said_of_this_one() -> None:
    other = handover(KEYS[0], KEYS[1], 7, f"{ORIGIN}/other")
    assert trusted_keys([line(KEYS[0])], [other]) == (line(KEYS[0]),)


def test_a_file_has_lines_then_handovers() -> None:
    first, second = handover(KEYS[0], KEYS[1], 7), handover(KEYS[1], KEYS[2], 9)
    for text in (
        f"{line(KEYS[2]).encode()}\n{first.note}{second.note}",
        f"{first.note}\n{line(KEYS[0]).encode()}\n\n{second.note}",
    ):
        assert limits(parse_keys(text)) == {public(KEYS[0]): 7, public(KEYS[1]): 9, public(KEYS[2]): None}
    with pytest.raises(VerificationError, match="holds no key"):
        parse_keys(first.note)
    with pytest.raises(VerificationError):
        parse_keys(f"{line(KEYS[0]).encode()}\n{first.note[:-9]}")


def test_the_checker_says_that_a_key_was_replaced_and_refuses_what_it_signed_since(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = SmallLog(some_leaves(5))
    (tmp_path / "receipt").write_text(log.receipt(2))
    for size, code, says in (
        (5, 0, "That key was replaced when there were 5 entries."),
        (4, 1, "counts 5 entries, and the key that signed it was replaced when there were 4"),
    ):
        note = handover(log.signing, KEYS[1], size).note
        (tmp_path / "key").write_text(f"{line(KEYS[1]).encode()}\n{note}")
        assert main(["verify", str(tmp_path / "receipt"), "--key", str(tmp_path / "key")]) == code
        assert says in "".join(capsys.readouterr())
    (tmp_path / "key").write_text(f"{log.key.encode()}\n")
    assert main(["verify", str(tmp_path / "receipt"), "--key", str(tmp_path / "key")]) == 0
    assert "replaced" not in capsys.readouterr().out

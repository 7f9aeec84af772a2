"""Checkpoints: the signed statement of how many leaves the log has and what its root hash is (C2SP tlog-checkpoint)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from crypto.encoding import b64, b64_decode
from crypto.errors import VerificationError
from crypto.log.note import OpenedNote, VerifierKey, is_name, open_note, sign_note
from crypto.log.tree import HASH_LENGTH

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log named `origin` has `size` leaves and this root hash (32 bytes)."""

    origin: str
    size: int
    root: bytes


def encode(checkpoint: Checkpoint) -> str:
    """The three lines of a checkpoint, before signing."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64(checkpoint.root)}\n"


def parse(text: str) -> Checkpoint:
    """The checkpoint of exactly three lines; VerificationError otherwise. Extension lines are refused: none is ours.

    An origin names the key that signs for it, so that only what may name a key is one.
    """
    lines = text.split("\n")
    try:
        origin, size, root, end = lines
        checkpoint = Checkpoint(origin, parse_decimal(size), b64_decode(root))
    except ValueError:
        raise VerificationError("The checkpoint is not three lines: origin, size, root hash.") from None
    if not is_name(origin) or end or len(checkpoint.root) != HASH_LENGTH:
        raise VerificationError("The checkpoint is not three lines: origin, size, root hash.")
    return checkpoint


def sign(checkpoint: Checkpoint, signer: Callable[[bytes], bytes], public_key: bytes) -> str:
    """The checkpoint as a signed note; the key's name is the origin. `signer` makes raw Ed25519 signatures."""
    return sign_note(encode(checkpoint), VerifierKey(checkpoint.origin, public_key), signer)


def verify(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint of a signed note, signed by the one of `keys` whose name is its origin.

    Signatures by keys not given are ignored, as signed-note asks. Raises VerificationError otherwise.
    """
    checkpoint, _ = open_checkpoint(note, keys)
    return checkpoint


def open_checkpoint(note: str, keys: Iterable[VerifierKey]) -> tuple[Checkpoint, OpenedNote]:
    """As `verify`, with the note it came in: for whoever wants to know of the other signatures."""
    opened = open_note(note, keys)
    checkpoint = parse(opened.text)
    signers = [key for key in opened.signed_by if key.name == checkpoint.origin]
    if not signers:
        raise VerificationError(
            f"The checkpoint is of the log {checkpoint.origin}, and no given key of that name has signed it."
        )
    if all(key.until is not None and key.until < checkpoint.size for key in signers):
        raise VerificationError(
            f"The checkpoint counts {checkpoint.size} entries, and the key that signed it was replaced when there were "
            f"{signers[0].until}: whoever signed this had a key that is out of use."
        )
    return checkpoint, opened


def replaced_at(checkpoint: Checkpoint, opened: OpenedNote) -> int | None:
    """The size at which all keys were replaced that signed a checkpoint, None when one of them is in use."""
    ends = [key.until for key in opened.signed_by if key.name == checkpoint.origin]
    return None if None in ends else max(end for end in ends if end is not None)


def parse_decimal(text: str) -> int:
    """A whole number without sign or leading zeros; ValueError otherwise."""
    if _DECIMAL.fullmatch(text) is None:
        raise ValueError("not a decimal number")
    return int(text)

"""Signed notes and verifier keys (C2SP signed-note v1), Ed25519 only."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crypto.encoding import b64, b64_decode
from crypto.errors import VerificationError

ED25519: Final = b"\x01"

_SIGNATURE_LINE: Final = "— "
_LONGEST_NOTE: Final = 64 * 1024
_MOST_SIGNATURES: Final = 16


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and the Ed25519 public key (32 raw bytes) that signs under it.

    `until` is the size its log had when another took its place, None while none has: of a larger tree it says nothing.
    """

    name: str
    public: bytes
    until: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raise ValueError for a name that a signature line could not carry, or a key of another length."""
        if not is_name(self.name):
            raise ValueError("A key's name is not empty and has no spaces, plus signs or control characters.")
        if len(self.public) != 32:
            raise ValueError("An Ed25519 public key has 32 bytes.")

    @property
    def identity(self) -> bytes:
        """The 4 bytes that tell keys of one name apart: SHA-256(name || LF || 01 || public), cut."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def encode(self) -> str:
        """The key as one line, `name+hash+base64`, to hand to whoever checks."""
        return f"{self.name}+{self.identity.hex()}+{b64(ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note's text, who has signed it (each signature checked), and the names on signatures by keys not given."""

    text: str
    signed_by: tuple[VerifierKey, ...]
    unknown: tuple[str, ...]


def is_name(text: str) -> bool:
    """Whether it may name a key or a log: not empty, printable (so without direction marks), no space, no plus sign."""
    return bool(text) and "+" not in text and not any(c.isspace() or not c.isprintable() for c in text)


def parse_verifier_key(line: str) -> VerifierKey:
    """The key of one `name+hash+base64` line; VerificationError if it was mistyped or is of another kind."""
    try:
        name, identity, encoded = line.split("+", 2)
        data = b64_decode(encoded)
        if data[:1] != ED25519:
            raise ValueError("not an Ed25519 key")
        key = VerifierKey(name, data[1:])
    except ValueError:
        raise VerificationError("The key is not a verifier key: it must read name+hash+base64, on one line.") from None
    if key.identity.hex() != identity:
        raise VerificationError("The key's hash does not fit its name and bytes: it was mistyped or cut short.")
    return key


def sign_note(text: str, key: VerifierKey, signer: Callable[[bytes], bytes]) -> str:
    """`text` (it ends with a newline) with one signature line, made by `signer` and checked against `key`.

    Raises ValueError for a text that a note cannot carry, VerificationError if the signature does not verify: a
    wrong key must never get as far as a published note.
    """
    if not _is_note_text(text):
        raise ValueError("A note's text ends with a newline and has no control characters.")
    signature = signer(text.encode())
    _require_valid(key, signature, text.encode())
    return f"{text}\n{_SIGNATURE_LINE}{key.name} {b64(key.identity + signature)}\n"


def sign_again(note: str, key: VerifierKey, signer: Callable[[bytes], bytes]) -> str:
    """A signed note with one more signature of the same text, behind those it has. Raises as `sign_note` does."""
    text = note.rpartition("\n\n")[0] + "\n"
    return note + sign_note(text, key, signer).removeprefix(f"{text}\n")


def open_note(note: str, keys: Iterable[VerifierKey]) -> OpenedNote:
    """The text of a signed note and its signers among `keys`.

    Raises VerificationError for a malformed note, and for a signature that names a given key and does not verify.
    Signatures by other keys are listed, not checked: this may leave `signed_by` empty.
    """
    text, separator, block = note.rpartition("\n\n")
    text += "\n"
    lines = block.split("\n")
    if len(note) > _LONGEST_NOTE or not separator or not _is_note_text(text) or lines.pop() or not lines:
        raise VerificationError("This is not a signed note: text, an empty line, then signatures were expected.")
    if len(lines) > _MOST_SIGNATURES:
        raise VerificationError("The note carries too many signatures.")
    known = {(key.name, key.identity): key for key in keys}
    signed_by: list[VerifierKey] = []
    unknown: list[str] = []
    for line in lines:
        name, identity, signature = _parse_signature(line)
        key = known.get((name, identity))
        if key is None:
            unknown.append(name)
        elif key in signed_by:
            raise VerificationError(f"The note is signed twice by {name}.")
        else:
            _require_valid(key, signature, text.encode())
            signed_by.append(key)
    return OpenedNote(text, tuple(signed_by), tuple(unknown))


def _is_note_text(text: str) -> bool:
    return text.endswith("\n") and not any((c < " " and c != "\n") or "\ud800" <= c <= "\udfff" for c in text)


def _parse_signature(line: str) -> tuple[str, bytes, bytes]:
    name, space, encoded = line.removeprefix(_SIGNATURE_LINE).partition(" ")
    try:
        data = b64_decode(encoded)
    except ValueError:
        data = b""
    if not line.startswith(_SIGNATURE_LINE) or not is_name(name) or not space or len(data) <= 4:
        raise VerificationError("A signature line of the note is malformed.")
    return name, data[:4], data[4:]


def _require_valid(key: VerifierKey, signature: bytes, text: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except InvalidSignature:
        message = f"The signature of {key.name} does not fit the text: one of them was changed."
        raise VerificationError(message) from None

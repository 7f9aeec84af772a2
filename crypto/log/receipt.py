"""Receipts: one leaf, the proof that the log holds it (C2SP tlog-proof), and salts that open its commitments.

A receipt is one line of canonical JSON and a newline. Every byte of it is covered by a check, none is slack.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from crypto.canonical import Json, canonical, parse_canonical
from crypto.commitments import SALT_LENGTH
from crypto.encoding import b64, b64_decode, b64u, b64u_decode
from crypto.errors import NotCanonicalError, VerificationError
from crypto.log.checkpoint import parse_decimal
from crypto.log.tree import HASH_LENGTH

FORMAT: Final = "prx/receipt/v1"
LONGEST_LEAF: Final = 64 * 1024

_PROOF_FORMAT: Final = "c2sp.org/tlog-proof@v1"
_MEMBERS: Final = {"format", "leaf", "proof"}
_LONGEST_PATH: Final = 63
_MEMBER: Final = re.compile(r"[A-Za-z0-9_.-]*")  # the name of a leaf's member, or of a member's member


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment in the leaf was made from."""

    salt: bytes
    value: Json


@dataclass(frozen=True, slots=True)
class Receipt:
    """A parsed receipt. Nothing in it is verified yet: see `crypto.verify`."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    openings: Mapping[str, Opening] = field(default_factory=dict)


def build(receipt: Receipt) -> str:
    """The receipt as a text, ready to hand out. NotCanonicalError if the leaf is not canonical JSON."""
    body = {
        "format": FORMAT,
        "leaf": parse_canonical(receipt.leaf),
        "proof": encode_proof(receipt.index, receipt.path, receipt.checkpoint),
    }
    if receipt.openings:
        body["openings"] = encode_openings(receipt.openings)
    return canonical(body).decode() + "\n"


def parse(text: str) -> Receipt:
    """The parts of a receipt; VerificationError, in plain English, unless it is exactly as `build` writes one."""
    if not text.endswith("\n"):
        raise VerificationError("The receipt is cut short: its last line must end with a newline.")
    try:
        body = parse_canonical(text[:-1].encode())
    except (NotCanonicalError, UnicodeEncodeError) as error:
        raise VerificationError(f"The receipt cannot be read. {error}") from None
    if not isinstance(body, dict) or set(body) - {"openings"} != _MEMBERS:
        raise VerificationError("The receipt does not have the members format, leaf, proof and, at most, openings.")
    if body["format"] != FORMAT:
        raise VerificationError(f"The receipt is not of the format {FORMAT}.")
    leaf = canonical(body["leaf"])
    if not isinstance(body["leaf"], dict) or len(leaf) > LONGEST_LEAF:
        raise VerificationError("The receipt's leaf is not an object of at most 64 KB.")
    index, path, checkpoint = decode_proof(body["proof"])
    openings = decode_openings(body["openings"]) if "openings" in body else {}
    return Receipt(leaf, index, path, checkpoint, openings)


def encode_proof(index: int, path: tuple[bytes, ...] | list[bytes], checkpoint: str) -> str:
    """The proof as a C2SP tlog-proof text, without extra data."""
    return "\n".join([_PROOF_FORMAT, f"index {index}", *(b64(node) for node in path), "", checkpoint])


def decode_proof(proof: Json) -> tuple[int, tuple[bytes, ...], str]:
    """The leaf's index, its audit path and the signed checkpoint; VerificationError if malformed."""
    head, separator, checkpoint = proof.partition("\n\n") if isinstance(proof, str) else ("", "", "")
    lines = head.split("\n")
    try:
        if not separator or lines[0] != _PROOF_FORMAT or not lines[1].startswith("index "):
            raise ValueError("not a proof")
        index = parse_decimal(lines[1].removeprefix("index "))
        path = tuple(b64_decode(line) for line in lines[2:])
    except (ValueError, IndexError):
        raise VerificationError(f"The receipt's proof is not a {_PROOF_FORMAT} text.") from None
    if len(path) > _LONGEST_PATH or any(len(node) != HASH_LENGTH for node in path):
        raise VerificationError("The receipt's proof holds something that is not a SHA-256 hash.")
    return index, path, checkpoint


def encode_openings(openings: Mapping[str, Opening]) -> Mapping[str, Json]:
    """Openings as members of a JSON object: each a salt (base64url) and a value."""
    return {name: {"salt": b64u(opening.salt), "value": opening.value} for name, opening in openings.items()}


def decode_openings(members: Json) -> Mapping[str, Opening]:
    """The openings of a JSON object, at least one; VerificationError unless each is a salt of 32 bytes and a value."""
    try:
        openings = {name: Opening(b64u_decode(member["salt"]), member["value"]) for name, member in members.items()}
        sound = all(len(member) == 2 for member in members.values())
    except (ValueError, TypeError, KeyError, AttributeError):
        raise VerificationError("The openings are not each a salt and a value.") from None
    if not openings or not sound or any(len(opening.salt) != SALT_LENGTH for opening in openings.values()):
        raise VerificationError("The openings are not each a salt of 32 bytes and a value.")
    if not all(_MEMBER.fullmatch(name) for name in openings):
        raise VerificationError("One of the openings has a name that no member of a leaf has.")
    return openings

"""An opener and a checker written from `crypto/README.md` alone: the standard library and `cryptography`'s primitives.

It stands for whoever must read what is kept when our code is gone. It imports nothing of this project.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import struct
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap
from cryptography.hazmat.primitives.serialization import load_der_private_key

Row = Mapping[str, Any]


def canonical(value: Any) -> bytes:
    """Canonical JSON, for the values there are here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def lp(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def b64u(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    require(base64.urlsafe_b64encode(data).decode().rstrip("=") == text, "one spelling")
    return data


def wrap_place(kind: str, owner: uuid.UUID, purpose: str, version: int) -> bytes:
    parts = (kind.encode(), owner.bytes, purpose.encode(), struct.pack(">I", version))
    return b"prx/wrap/v1\x00" + b"".join(map(lp, parts))


def grant_place(*ids: uuid.UUID) -> bytes:
    """Of tenant, file, record, author and organisation."""
    return b"prx/grant/v1\x00" + b"".join(lp(one.bytes) for one in ids)


def unwrap(key: bytes, wrapped: bytes, place: bytes) -> bytes:
    """A wrapped key's 32 bytes."""
    found = _decrypt(b"PWK1", key, wrapped, place)
    require(len(found) == 32, "a key")
    return found


def unseal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """What sealed bytes hold."""
    return _decrypt(b"PSB1", key, sealed, place)


def _decrypt(magic: bytes, key: bytes, sealed: bytes, place: bytes) -> bytes:
    require(sealed[:4] == magic, "the right letters")
    return AESGCM(key).decrypt(sealed[4:16], sealed[16:], magic + place)


def private_key(tenant_key: bytes, organisation: uuid.UUID, kid: str, sealed: bytes) -> ec.EllipticCurvePrivateKey:
    """An organisation's private key."""
    place = wrap_place("organisation", uuid.uuid5(organisation, kid), "private", 1)
    key = load_der_private_key(unseal(tenant_key, sealed, place), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def grant_at_rest(file_key: bytes, sealed: bytes, record: Row, place: bytes) -> str:
    """The JWE of a row of `key_grant`, with the row of its record."""
    released = record["released_at"]
    bound = {
        "place": place.hex(),
        "kind": record["kind"],
        "subject": str(record["subject_id"]),
        "subject_kind": record["subject_kind"],
        "purpose": record["purpose"],
        "legal_basis": record["legal_basis"] if released else None,
        "protection": record["protection"],
        "author_person": str(record["author_person_id"]),
        "approved_by": str(record["approved_by"]),
        "released_at": moment(released) if released else None,
        "policy_release": record["policy_release"],
        "what": record["what"],
        "codes": record["codes"],
        "channel": record["channel"],
        "happened_at": moment(record["happened_at"]) if record["happened_at"] else None,
        "version": record["version"] if record["kind"] == "case" else None,
        "supersedes": str(record["supersedes"]),
    }
    return unseal(file_key, sealed, b"prx/grant-at-rest/v1\x00" + canonical(bound)).decode().partition("\n")[0]


def moment(at: Any) -> str:
    """ISO 8601 in UTC, with six digits of a second unless they are all 0."""
    text: str = at.strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{at.microsecond:06}" if at.microsecond else "") + "+00:00"


def open_grant(key: ec.EllipticCurvePrivateKey, jwe: str, kid: str, ids: Mapping[str, uuid.UUID]) -> list[Row]:
    """The entries of a key grant; `ids` are tenant, file, record, author and organisation by name."""
    head, wrapped, nonce, ciphertext, tag = jwe.split(".")
    header = json.loads(b64u(head))
    ephemeral = header.pop("epk")
    require(set(ephemeral) == {"kty", "crv", "x", "y"} and ephemeral["crv"] == "P-256", "an ephemeral key")
    ours = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "typ": "prx-grant+json", "kid": kid}
    ours |= {"prx_file": str(ids["file"]), "prx_rec": str(ids["record"]), "prx_org": str(ids["organisation"])}
    require(header == ours, "our header")
    point = b"\x04" + b64u(ephemeral["x"]) + b64u(ephemeral["y"])
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
    # RFC 7518 §4.6.2: one round of the Concat KDF, without party information.
    info = lp(b"ECDH-ES+A256KW") + lp(b"") + lp(b"") + struct.pack(">I", 256)
    kek = hashlib.sha256(struct.pack(">I", 1) + shared + info).digest()
    content_key = aes_key_unwrap(kek, b64u(wrapped))
    plaintext = AESGCM(content_key).decrypt(b64u(nonce), b64u(ciphertext) + b64u(tag), head.encode())
    body = json.loads(plaintext)
    context = {name: str(ids[name]) for name in ("tenant", "file", "record", "author")}
    require(canonical(body) == plaintext, "canonical JSON")
    require(canonical(body | {"fields": []}) == canonical({"v": 1, "ctx": context, "fields": []}), "for this place")
    return list(body["fields"])


def open_box(entry: Row, box: bytes, ids: Mapping[str, uuid.UUID]) -> Any:
    """The answer in the box that a grant's entry lists."""
    require(hashlib.sha256(box).digest() == b64u(entry["box"]), "the box that was granted")
    parts = (ids["tenant"].bytes, ids["file"].bytes, ids["record"].bytes, entry["n"].encode(), entry["r"].encode(),
             struct.pack(">I", entry["ver"]), ids["author"].bytes)  # fmt: skip
    place = b"prx/field/v1\x00" + b"".join(map(lp, parts))
    okm = HKDF(SHA256(), 64, None, b"prx/field/v1\x00" + place).derive(b64u(entry["k"]))
    require(box[:6] == b"SPF1\x01\x00" and hmac.compare_digest(box[18:50], okm[32:]), "a box of this key")
    padded = AESGCM(okm[:32]).decrypt(box[6:18], box[50:], box[:6] + place)
    require(len(padded) in {64, 256, 1024} or len(padded) % 4096 == 0, "one of the sizes")
    text, mark, zeros = padded.rpartition(b"\x80")
    require(bool(mark) and not zeros.strip(b"\x00"), "padding")
    return json.loads(text)


def opens(commitment: str, salt: bytes, value: Any) -> bool:
    """Whether a leaf's commitment is to this value."""
    return len(salt) == 32 and hmac.digest(salt, canonical(value), "sha256") == b64u(commitment)


def digest_of(hashes: list[str]) -> str:
    """What a leaf says of boxes, or of grants: over their hashes."""
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def check_receipt(text: str, verifier: str) -> Mapping[str, Any]:
    """The leaf of a receipt that holds; ValueError otherwise."""
    body = json.loads(text)
    require(canonical(body) + b"\n" == text.encode() and body["format"] == "prx/receipt/v1", "a receipt")
    require(set(body) - {"openings"} == {"format", "leaf", "proof"}, "its members")
    head, _, note = body["proof"].partition("\n\n")
    kind, index, *path = head.split("\n")
    require(kind == "c2sp.org/tlog-proof@v1" and re.fullmatch(r"index (0|[1-9][0-9]*)", index) is not None, "a proof")
    size, root = checkpoint(note, verifier)
    leaf = hashlib.sha256(b"\x00" + canonical(body["leaf"])).digest()
    found = _root(leaf, int(index.removeprefix("index ")), size, [base64_of(one) for one in path])
    require(found == root, "the root hash")
    require_opened(body["leaf"], body.get("openings", {}))
    return dict(body["leaf"])


def checkpoint(note: str, verifier: str) -> tuple[int, bytes]:
    """The size and root hash of a signed checkpoint."""
    signed, _, signatures = note.partition("\n\n")
    origin, size, root = signed.split("\n")
    name, identity, public = verifier.strip().split("+", 2)
    key = base64_of(public)
    require(hashlib.sha256(f"{name}\n".encode() + key).hexdigest()[:8] == identity and key[:1] == b"\x01", "the key")
    dash, signer, signature = signatures.removesuffix("\n").split(" ")
    require((dash, signer, origin, signatures[-1:]) == ("—", name, name, "\n"), "one signature, by the log's key")
    raw = base64_of(signature)
    require(raw[:4].hex() == identity, "made with the key")
    _verify(lambda: Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], f"{signed}\n".encode()))
    return int(size), base64_of(root)


def require_opened(leaf: Mapping[str, Any], openings: Mapping[str, Any]) -> None:
    for member, opening in openings.items():
        require(set(opening) == {"salt", "value"}, "salt and value")
        require(opens(leaf[member], b64u(opening["salt"]), opening["value"]), "what was committed to")


def _root(node: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162 §2.1.3.2."""
    require(0 <= index < size, "a leaf of the tree")
    first, last = index, size - 1
    for sibling in path:
        require(last > 0, "a shorter path")
        if first & 1 or first == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        first, last = first >> 1, last >> 1
    require(last == 0, "a longer path")
    return node


def base64_of(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    require(base64.b64encode(data).decode() == text, "one spelling")
    return data


def _verify(check: Callable[[], None]) -> None:
    try:
        check()
    except Exception as failure:
        raise ValueError("not signed") from failure


def require(holds: object, what: str) -> None:
    if not holds:
        raise ValueError(f"this is not {what}")

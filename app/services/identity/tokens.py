"""Random tokens given to browsers, and what is stored of them: nothing that the database alone could make or alter.

A token's hash and the seal over its row are keyed by a secret of the installation. Whoever writes a row into the
database, or edits one, has neither, and nobody is signed in by it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import asdict, fields

from app.domain.covering import Covering
from app.domain.identity import Membership, SignInAttempt, StandIn
from app.domain.web_session import WebSession
from crypto.canonical import canonical

LONGEST_TOKEN = 128
SESSION, ATTEMPT = "session", "attempt"
MAY_CHANGE = frozenset({"last_seen_at", "revoked_at", "ended_at", "bound"})
"""Columns of a session, a stand-in or a cover that its seal leaves out, as they change while it lasts."""
OF_ROLES = frozenset({"ended_at", "suspended_at", "suspended_by"})
"""Those of the role acted under, which are looked at with each page."""
_OF_SESSION = tuple(one.name for one in fields(WebSession))
_OF_MEMBERSHIP = tuple(one.name for one in fields(Membership) if one.name not in OF_ROLES)


def new_token() -> str:
    """256 random bits, as text for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hash_token(key: bytes, token: str) -> bytes:
    """A token as it is stored; a browser may send anything, so any text is accepted."""
    return _seal(key, b"token", token[:LONGEST_TOKEN].encode("utf-8", "replace"))


def bind_session(key: bytes, session: WebSession, token_hash: bytes, under: Membership | None) -> bytes:
    """The seal over a session's row: whose it is, since when, for which token, and under which role, as that was."""
    row: dict[str, object] = {name: getattr(session, name) for name in _OF_SESSION}  # `asdict` copies each value
    if under is not None:
        row.update((f"membership_{name}", getattr(under, name)) for name in _OF_MEMBERSHIP)
    return _bind(key, b"session", {**row, "token_hash": token_hash})


def bind_attempt(key: bytes, attempt: SignInAttempt) -> bytes:
    """The seal over a started sign-in."""
    return _bind(key, b"attempt", asdict(attempt))


def bind_stand_in(key: bytes, stand_in: StandIn) -> bytes:
    """The seal over who stands in for whom, in which role and from when until when."""
    return _bind(key, b"stand_in", asdict(stand_in))


def bind_covering(key: bytes, covering: Covering) -> bytes:
    """The seal over who covers whom, from when until when, and who named it."""
    return _bind(key, b"covering", asdict(covering))


def is_bound(seal: bytes, expected: bytes) -> bool:
    """Whether a stored seal is the one its row should have, told in constant time."""
    return hmac.compare_digest(seal, expected)


def _bind(key: bytes, use: bytes, row: dict[str, object]) -> bytes:
    values = {name: _text(value) for name, value in row.items() if name not in MAY_CHANGE}
    return _seal(key, use, canonical(values))


def _text(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, bytes):
        return value.hex()
    return None if value is None else str(value)


def _seal(key: bytes, use: bytes, data: bytes) -> bytes:
    return hmac.digest(key, use + b"\x00" + data, hashlib.sha256)

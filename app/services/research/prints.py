"""A print of what was submitted or sent: by it is seen later which answers differ, and by nobody what they are.

Six bytes for each field that a return of this kind has, about each person, answered or not: its length tells nothing.
They are digests under the file's key and a salt of each print's own, so that without the key two prints of the same
answers have nothing in common.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from app.services.disclosure.sealing import Content

SALT, EACH = 16, 6
LABEL: Final = b"prx/print/v1"
NEW, CHANGED, LEFT_OUT = "new", "changed", "left_out"
Place = tuple[UUID, str]
"""An answer by whom it is about, and its field."""


def print_of(key: bytes, subjects: Collection[UUID], fields: Collection[str], held: Mapping[UUID, Content]) -> str:
    """The print of these contents, by subject, under a file's key."""
    salt = secrets.token_bytes(SALT)
    marks = (_mark(key, salt, place, held.get(place[0])) for place in _places(subjects, fields))
    return base64.b64encode(salt + b"".join(marks)).decode()


def differing(
    key: bytes, taken: str, subjects: Collection[UUID], fields: Collection[str], held: Mapping[UUID, Content]
) -> Mapping[Place, str] | None:
    """Which answers are not those that a print was taken of: new, changed or left out.

    None where it was taken of other fields or people, or is none.
    """
    places = _places(subjects, fields)
    try:
        raw = base64.b64decode(taken, validate=True)
    except ValueError:
        return None
    salt, marks = raw[:SALT], raw[SALT:]
    if len(marks) != EACH * len(places):
        return None
    found = {}
    for at, place in enumerate(places):
        stood = marks[at * EACH : (at + 1) * EACH]
        content = held.get(place[0])
        if not hmac.compare_digest(stood, _mark(key, salt, place, content)):
            was_none = hmac.compare_digest(stood, _mark(key, salt, place, None))
            is_none = content is None or place[1] not in content.answers
            found[place] = NEW if was_none else LEFT_OUT if is_none else CHANGED
    return found


def _places(subjects: Collection[UUID], fields: Collection[str]) -> list[Place]:
    return [(subject, field) for subject in sorted(subjects) for field in sorted(fields)]


def _mark(key: bytes, salt: bytes, place: Place, content: Content | None) -> bytes:
    answer = content.answers.get(place[1]) if content else None
    said = replace(answer, onward=None).encoded() if answer else b""
    gist = (content.gists.get(place[1]) or "") if content and answer else ""
    own = hmac.digest(key, LABEL + salt, hashlib.sha256)
    return hmac.digest(own, b"\x00".join((str(place).encode(), said, gist.encode())), hashlib.sha256)[:EACH]

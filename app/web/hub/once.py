"""An id promised to one form: sent twice, the form makes one thing."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def new_promise() -> str:
    """A fresh id, signed, for a hidden input."""
    return str(_serializer().dumps(str(uuid4())))


def promised(once: str) -> UUID | None:
    """The id in it, or None for what was not signed here."""
    try:
        return UUID(str(_serializer().loads(once)))
    except (BadSignature, ValueError):
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="once")

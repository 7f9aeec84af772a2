"""Who is here in this request. flask-login is met in this module only; the rest of the exchange sees an `Actor`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, Request, g
from flask_login import LoginManager, current_user

from app.domain.errors import NotFound
from app.domain.identity import Actor

_CACHE = "visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a live session. `actor` is None until they have chosen the membership they act under.

    `stopped` says whether a log of their organisation was found changed: each page they are shown says so. They are
    signed in until `ends_at` if they do nothing, and until `expires_at` whatever they do.
    """

    display_name: str
    memberships: int
    actor: Actor | None
    ends_at: datetime
    expires_at: datetime
    stopped: bool = False


class _Account:
    """What flask-login wants of a user; it carries the visitor and decides nothing."""

    is_active = True
    is_authenticated = True
    is_anonymous = False

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    def get_id(self) -> str:
        """Unused: the session is our own table, never flask-login's cookie."""
        return ""


def register_current(app: Flask, load: Callable[[Request], Visitor | None]) -> None:
    """Has every request's visitor found by `load`, once, when first asked for.

    `load` reads the session cookie and the session table; what it raises (the database is down) reaches the error
    pages, which never ask who is here.
    """
    manager = LoginManager()
    # "strong" would sign people out whose network address changes; our own session table binds sessions instead.
    manager.session_protection = None

    def load_account(request: Request) -> _Account | None:
        found = load(request)
        return _Account(found) if found else None

    manager.request_loader(load_account)
    # Its own context processor would ask who is here for every template, error pages without a database included.
    manager.init_app(app, add_context_processor=False)


def visitor() -> Visitor | None:
    """Who is signed in, or None. Asks the session table once a request."""
    if _CACHE not in g:
        found = cast("Visitor | None", getattr(current_user, "visitor", None))
        setattr(g, _CACHE, found)
    return known_visitor()


def known_visitor() -> Visitor | None:
    """Who is signed in if this request already asked; never touches the session table, so error pages may call it."""
    return cast("Visitor | None", g.get(_CACHE))


def actor() -> Actor:
    """Who acts. The guard has made sure of it for every view with `@allow`; elsewhere NotFound is raised."""
    found = visitor()
    if found is None or found.actor is None:
        raise NotFound
    return found.actor

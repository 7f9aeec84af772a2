"""Who may enter each endpoint: declared beside the view, refused by default."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import structlog
from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.routing import RequestRedirect

from app.domain.errors import ExchangeError, NotFound
from app.domain.identity import Actor
from app.http import current
from app.services.disclosure.duties import Duty

View = TypeVar("View", bound=Callable[..., Any])
RecordRefusal = Callable[[Actor, str], None]
"""Records, durably, that this actor was refused this endpoint. Called before the refusal is answered (law 9)."""

RolesFor = Callable[[Duty], Iterable[str]]
"""The roles that policy gives a duty."""

_ROLES_FOR = "roles_for"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Access:
    """Whom an endpoint admits: anybody, anybody signed in, or the people acting in one of these roles.

    Those with one of the `duties` are known once there is a policy: `access_to` says who they are.
    """

    anybody: bool = False
    any_signed_in: bool = False
    roles: frozenset[str] = field(default_factory=frozenset)
    duties: tuple[Duty, ...] = ()

    def admits_role(self, role: str) -> bool:
        """Whether a person acting in this role may enter."""
        return self.anybody or self.any_signed_in or role in self.roles


class SignedOut(ExchangeError):
    """A form was sent by somebody who is not signed in, or no longer. Nothing of it was done."""

    code = "signed_out"


class NoRole(ExchangeError):
    """Whoever is signed in has no role by which any page could be entered: nobody has such a role any more."""

    code = "no_role"


class NothingChosen(ExchangeError):
    """A form was sent by somebody who has not chosen the membership they act under. Nothing of it was done."""

    code = "nothing_chosen"


def allow(*, roles: Duty | Iterable[str | Duty]) -> Callable[[View], View]:
    """Admits people acting in one of these roles, and in those that have one of these duties.

    Raises ValueError for no role.
    """
    said = (roles,) if isinstance(roles, Duty) else tuple(roles)
    duties = tuple(one for one in said if isinstance(one, Duty))
    named = frozenset(one for one in said if isinstance(one, str))
    if not named and not duties:
        raise ValueError("name at least one role, or use @signed_in or @public")
    return _declaring(Access(roles=named, duties=duties))


def public(view: View) -> View:
    """Admits anybody, signed in or not: sign-in itself, health, emergency information."""
    return _declaring(Access(anybody=True))(view)


def signed_in(view: View) -> View:
    """Admits anybody who is signed in, even before they chose the membership they act under."""
    return _declaring(Access(any_signed_in=True))(view)


def access_of(view: Callable[..., Any] | None) -> Access | None:
    """What a view declares, or None for one that declares nothing (and is therefore refused to all)."""
    declared = getattr(view, "access", None)
    return declared if isinstance(declared, Access) else None


def access_to(app: Flask, endpoint: str) -> Access | None:
    """Whom an endpoint of this application admits under its policy, or None when that is not declared."""
    access = access_of(app.view_functions.get(endpoint))
    if access is None or not access.duties:
        return access
    roles_for: RolesFor = app.extensions[_ROLES_FOR]
    return replace(access, roles=access.roles.union(role for duty in access.duties for role in roles_for(duty)))


def may_follow(app: Flask, role: str, href: str) -> bool:
    """Whether a person acting in this role may enter the page behind a link of this application."""
    endpoint, _ = app.url_map.bind("").match(href.partition("?")[0], method="GET")
    access = access_to(app, endpoint)
    return access is not None and access.admits_role(role)


def admits_somewhere(app: Flask, role: str) -> bool:
    """Whether any page of this application is for people acting in this role."""
    declared = (access_to(app, endpoint) for endpoint in app.view_functions)
    return any(access is not None and role in access.roles for access in declared)


def undeclared_endpoints(app: Flask) -> tuple[str, ...]:
    """Endpoints that can be reached by a rule but state no access; an empty tuple is the only good answer."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    return tuple(sorted(name for name in endpoints if access_of(app.view_functions.get(name)) is None))


def register_guard(
    app: Flask,
    *,
    roles_for: RolesFor,
    record_refusal: RecordRefusal,
    to_sign_in: Callable[[], ResponseReturnValue],
    to_choose_membership: Callable[[], ResponseReturnValue],
) -> None:
    """Lets nobody past who is not admitted. What a person may not enter looks exactly like what does not exist."""
    app.extensions[_ROLES_FOR] = roles_for
    if "static" in app.view_functions:
        public(app.view_functions["static"])

    def guard() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page, or not by this method: the router's own answer follows
        access = access_of(app.view_functions.get(request.endpoint))
        if access is None:
            _log.error("endpoint_undeclared", endpoint=request.endpoint)
            raise NotFound
        if access.anybody:
            return None
        visitor = current.visitor()
        looking = request.method in {"GET", "HEAD"}
        if visitor is None:
            if not looking:
                raise SignedOut
            return to_sign_in()
        if access.any_signed_in:
            return None
        if visitor.actor is None:
            if not looking:
                raise NothingChosen
            return to_choose_membership()
        admitted = access_to(app, request.endpoint)  # by now the request is under the policy in force
        if admitted is None or visitor.actor.role not in admitted.roles:
            record_refusal(visitor.actor, request.endpoint)
            raise NotFound if admits_somewhere(app, visitor.actor.role) else NoRole
        return None

    app.before_request(_mend_no_address)
    app.before_request(guard)


def _mend_no_address() -> None:
    """Mended by the router's own redirect, an address would lead to whatever host it was asked of."""
    if isinstance(request.routing_exception, RequestRedirect):
        raise NotFound


def _declaring(access: Access) -> Callable[[View], View]:
    def declare(view: View) -> View:
        vars(view)["access"] = access
        return view

    return declare

"""Openings by GET: each load writes one leaf, so only a person's own, deliberate visit may count as one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.exceptions import MethodNotAllowed

from app.domain.errors import ExchangeError
from app.http.page import render_page

P = ParamSpec("P")


class NotAVisit(ExchangeError):
    """A prefetch, or a request for an image or frame: nobody looked, so nothing is opened and nothing logged."""

    code = "not_a_visit"


def opens(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Marks a view that opens a record. Put it under the route and above `@allow`.

    HEAD and prefetching are refused. A visit that another site started (a link in a mail) gets a page with one link to
    the same address, query and all, and opens nothing. Requests without Sec-Fetch headers are served: older browsers
    send none. Whoever comes back from signing in is led on by a page of this service.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if request.method == "HEAD":
            raise MethodNotAllowed(valid_methods=["GET"])
        if is_not_a_visit(request.headers):
            raise NotAVisit
        if came_from_elsewhere(request.headers):
            return render_page("components/open_here.html", address=request.full_path.removesuffix("?"))
        return view(*args, **kwargs)

    return guarded


def is_not_a_visit(headers: Headers) -> bool:
    """Whether the browser says that no person is waiting for this (Fetch Metadata, W3C)."""
    purpose = f"{headers.get('Sec-Purpose', '')} {headers.get('Purpose', '')}".lower()
    destination = headers.get("Sec-Fetch-Dest", "document")
    return "prefetch" in purpose or "prerender" in purpose or destination not in {"document", "empty"}


def came_from_elsewhere(headers: Headers) -> bool:
    """Whether another site led here. "none" is a person typing the address or following a bookmark."""
    return headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}

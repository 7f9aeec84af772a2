"""The runtime of the application that is answering, for every door alike: one policy release for each request."""

from __future__ import annotations

from typing import Final, cast

from flask import Flask, Response, current_app, g

from app.domain.errors import PolicyChanged
from app.http.errors import exchange_error_page
from app.services.policy_control.follow_release import follow_release
from app.services.runtime import Runtime

RUNTIME: Final = "runtime"


def register_runtime(app: Flask, given: Runtime) -> None:
    """Have requests answered with it, and those after a change of the policy under the release then in force."""
    app.extensions[RUNTIME] = given

    def begin_anew(error: PolicyChanged) -> Response:
        follow(app)
        return exchange_error_page(error)

    app.register_error_handler(PolicyChanged, begin_anew)


def runtime() -> Runtime:
    """What use cases are given; the same from the beginning of a request to its end."""
    if RUNTIME not in g:
        setattr(g, RUNTIME, current_app.extensions[RUNTIME])
    return cast("Runtime", getattr(g, RUNTIME))


def begin_under_newest() -> Runtime:
    """The same under the policy release in force, for a request of which nothing has been done."""
    setattr(g, RUNTIME, follow(current_app))
    return runtime()


def follow(app: Flask) -> Runtime:
    """Have the requests that begin from now on answered under the policy release in force."""
    found = app.extensions[RUNTIME] = follow_release(cast("Runtime", app.extensions[RUNTIME]))
    return found

"""Turns everything that goes wrong into a plain page that says what happened and what to do. Shows no values.

What somebody typed is not lost for it: where trouble may pass, the page holds the form to be sent again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.domain.errors import ExchangeError, InvalidInput
from app.http import current
from app.http.error_text import ErrorText
from app.http.error_texts import ERROR_TEXTS, UNEXPECTED
from app.http.logs import request_id
from app.http.measures import FAILURES
from app.http.navigation import navigation_for
from app.http.page import render_page

_HTTP_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 429: "too_many"}
BEFORE_THE_GUARD = (400, 405, 413)
"""What is refused so is refused before anybody asked who is here, and in a rehearsal is to say so."""
_log = structlog.get_logger()


def register_errors(app: Flask) -> None:
    """Answers every error with its page. None of these pages needs a database, and only those of what is not there, or
    cannot be accepted as it was sent, ask who is here.
    """
    app.register_error_handler(ExchangeError, exchange_error_page)
    app.register_error_handler(CSRFError, _on_csrf_error)
    app.register_error_handler(HTTPException, _on_http_exception)
    app.register_error_handler(Exception, _on_unexpected)


def text_for(code: str) -> ErrorText:
    """The page for a code; an unknown code is treated as unexpected."""
    return ERROR_TEXTS.get(code, ERROR_TEXTS[UNEXPECTED])


def error_page(
    code: str,
    *,
    message: str | None = None,
    problems: tuple[str, ...] = (),
    template: str = "errors/error.html",
    **context: Any,
) -> Response:
    """The page of a code. `message` is the error's own sentence, `problems` a list of what to put right.

    A `template` of its own extends that of all errors, and is given `context`.
    """
    text = text_for(code)
    if text.framed:
        context |= _frame()
    elif text.status in BEFORE_THE_GUARD:
        _ask_who()
    if text.status >= 500:
        FAILURES.labels(code if code in ERROR_TEXTS else UNEXPECTED).inc()
    response = render_page(
        template,
        **context,
        status=text.status,
        text=text,
        message=message if text.own_words else None,
        problems=problems,
        number=request_id() if text.status >= 500 else None,
        again=_sent_again() if text.may_pass else None,
    )
    if text.retry_after is not None:
        response.headers["Retry-After"] = str(text.retry_after)
    if text.by_itself and request.method == "GET":
        response.headers["Refresh"] = str(text.retry_after)
    return response


def _frame() -> dict[str, Any]:
    """The frame of whoever is here, whether or not anything is where they asked: no place of the menu is marked.

    `elsewhere` is what they asked for, where they may act as somebody else. Without a database there is no frame.
    """
    _ask_who()
    visitor = current.known_visitor()
    actor = visitor.actor if visitor else None
    found: dict[str, Any] = {"navigation": navigation_for(current_app, actor.role, here="") if actor else ()}
    if visitor and actor and visitor.memberships > 1:
        found["elsewhere"] = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return found


def _ask_who() -> None:
    with suppress(ExchangeError):
        current.visitor()


def _sent_again() -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Where the form in this request was sent, and what stood on it; None for what is no form of ours."""
    if request.method != "POST" or not g.get("csrf_valid"):  # else a stranger's form would get our mark from us
        return None
    typed = ((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    return request.full_path.rstrip("?"), tuple(typed)


def exchange_error_page(error: ExchangeError) -> Response:
    """The page of an error of the exchange; it is logged."""
    text = text_for(error.code)
    if text.status >= 500:
        _log.error("refused", error_code=error.code, endpoint=request.endpoint, exc_info=error)
    else:
        _log.info("refused", error_code=error.code, endpoint=request.endpoint)
    problems = tuple(error.errors.values()) if isinstance(error, InvalidInput) else ()
    message = error.message if error.message != error.code else None
    return error_page(error.code, message=message, problems=problems)


def _on_csrf_error(_error: CSRFError) -> Response:
    _log.warning("refused", error_code="form_expired", endpoint=request.endpoint)
    return error_page("form_expired")


def _on_http_exception(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return Response(error.get_body(), status, error.get_headers())
    code = _HTTP_CODES.get(status, "bad_request" if status < 500 else UNEXPECTED)
    response = error_page(code)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _on_unexpected(error: Exception) -> Response:
    # The exception's text may hold a value; only its type and the places it passed through are logged.
    _log.error("unexpected", error_code=UNEXPECTED, endpoint=request.endpoint, exc_info=error)
    return error_page(UNEXPECTED)

"""Words that go into the log with an act: none are kept that could not be compared with the places of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.schemas.texts import REASON_LIMIT, wrong_with


def require_words(given: Mapping[str, str], limit: int = REASON_LIMIT, /, **labels: str) -> None:
    """Raise InvalidInput naming each text in `given` that is too long or is no text; `labels` says what each is called.

    `limit` is in characters. Nothing said of a text that is missing: that is for the act to ask.
    """
    wrong = {name: wrong_with(given.get(name, ""), label, limit=limit) for name, label in labels.items()}
    if errors := {name: problem for name, problem in wrong.items() if problem}:
        raise InvalidInput(errors)


def lead_on(
    ask: Callable[[Mapping[str, str]], ResponseReturnValue], keep: Callable[[str], UUID], page: Callable[[UUID], str]
) -> ResponseReturnValue:
    """Keep the reason typed and go to the page that opens with it; or ask again, naming what is wrong."""
    reason = request.form.get("reason", "")
    try:
        require_words(request.form, reason="Reason")
        opening = keep(reason)
    except InvalidInput as wrong:
        return ask(wrong.errors)
    return redirect(page(opening), 303)

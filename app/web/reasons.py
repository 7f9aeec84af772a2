"""The form of an act that needs a reason: it keeps what was typed and leads to the page that opens with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.schemas.texts import wrong_with


def lead_on(
    ask: Callable[[Mapping[str, str]], ResponseReturnValue], keep: Callable[[str], UUID], page: Callable[[UUID], str]
) -> ResponseReturnValue:
    """Keep the reason typed and go to the page that opens with it; or ask again, naming what is wrong."""
    reason = request.form.get("reason", "")
    try:
        if problem := wrong_with(reason, "Reason"):
            raise InvalidInput({"reason": problem})
        opening = keep(reason)
    except InvalidInput as wrong:
        return ask(wrong.errors)
    return redirect(page(opening), 303)

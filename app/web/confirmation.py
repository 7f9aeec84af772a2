"""What has just been done, said once on the page that follows: an address that nobody but the exchange can write.

It is signed for the page, for whoever did it and for the time, so that typed, sent on or kept it says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from flask import current_app, redirect, request, url_for
from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response

from app.http import current
from app.web.runtime import runtime

DONE: Final = "done"
LASTS: Final = timedelta(minutes=10)
"""So long a page that is loaded again goes on saying it; later it may not be true any more."""


def confirmed(what: str, endpoint: str, **values: Any) -> Response:
    """To a page of this exchange, which says that it was done."""
    return redirect(confirmed_at(what, endpoint, **values), 303)


def confirmed_at(what: str, endpoint: str, **values: Any) -> str:
    """The address that says so. To be made once it is done, and shown to nobody before."""
    path = url_for(endpoint, **values)
    said = _signer(path.partition("?")[0]).sign(f"{what}.{int(runtime().clock.now().timestamp()):x}").decode()
    return url_for(endpoint, **{**values, DONE: said})


def just_done(words: Mapping[str, str]) -> str | None:
    """What these words say of what the visitor has just done, if this page is to say so."""
    if request.method == "POST":  # what was sent is said to be wrong, or would have led elsewhere
        return None
    try:
        said = _signer(request.path).unsign(request.args.get(DONE, "")).decode()
    except BadSignature:
        return None
    what, _, at = said.rpartition(".")
    since = runtime().clock.now().timestamp() - int(at, 16)
    return words.get(what) if since <= LASTS.total_seconds() else None


def _signer(path: str) -> Signer:
    return Signer(str(current_app.config["SECRET_KEY"]), salt=f"confirmed {current.actor().person_id} {path}")

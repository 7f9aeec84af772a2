"""Passkeys: the reader's own and colleagues', to offer one, to register what is offered, and to end one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask.typing import ResponseReturnValue

from app.domain.changes import PASSKEY_ENDED, PASSKEY_REGISTERED
from app.domain.errors import Stale
from app.domain.passkeys import PasskeyRefused
from app.http import current
from app.http.access import allow
from app.http.page import ErrorLink, render_page
from app.services.administration.passkeys import list_passkeys, offer_challenge, offer_passkey
from app.services.administration.propose_change import propose_change
from app.web.admin.blueprint import ADMINISTERS, SIGN, passkey_pages
from app.web.admin.changes import said_by_browser, to_sign
from app.web.admin.words import as_text
from app.web.confirmation import confirmed, just_done
from app.web.runtime import runtime

DONE: Final[Mapping[str, str]] = {"offered": "Your passkey is offered. It signs nothing until it is registered."}
OF_OFFER: Final = 32
"""Bytes by which a device knows whose passkey it is, random for each offer: for one site and these bytes it keeps one
passkey alone, and would put another in the place of one that is registered (Web Authentication §5.4.3, `user.id`).
"""
OFFERED_BEFORE: Final = "This very passkey was offered before. Make another one."


@passkey_pages.get("")
@allow(roles=SIGN)
def passkeys() -> ResponseReturnValue:
    """What the reader has and may do about it."""
    return _page()


@passkey_pages.post("")
@allow(roles=SIGN)
def offer() -> ResponseReturnValue:
    """Keep the public key that the reader's browser made."""
    try:
        offer_passkey(runtime(), current.actor(), said_by_browser())
    except PasskeyRefused as refused:
        return _page(refused.message)
    except Stale:
        return _page(OFFERED_BEFORE)
    return confirmed("offered", "passkey_pages.passkeys")


@passkey_pages.post("/<uuid:offer_id>/propose")
@allow(roles=ADMINISTERS)
def propose(offer_id: UUID) -> ResponseReturnValue:
    """To the change's page, to be signed there."""
    return to_sign(propose_change(runtime(), current.actor(), PASSKEY_REGISTERED, offer_id))


@passkey_pages.post("/<uuid:passkey_id>/end")
@allow(roles=ADMINISTERS)
def propose_to_end(passkey_id: UUID) -> ResponseReturnValue:
    """To the change's page, to be signed there."""
    return to_sign(propose_change(runtime(), current.actor(), PASSKEY_ENDED, passkey_id))


def _page(wrong: str | None = None) -> ResponseReturnValue:
    actor = current.actor()
    return render_page(
        "admin/passkeys.html",
        error_links=[ErrorLink(wrong, "#offer")] if wrong else [],
        found=list_passkeys(runtime(), actor),
        challenge=as_text(offer_challenge(runtime(), actor)),
        name_there=as_text(secrets.token_bytes(OF_OFFER)),
        notice=just_done(DONE),
    )

"""Changes: what waits for signatures, one of them as before and after, signing it with a passkey, taking it back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.changes import KINDS, OF_ENTRIES, OF_ORGANISATIONS, OF_PARTNERSHIPS, RELEASE_ACTIVATED, Change
from app.domain.passkeys import PasskeyRefused
from app.http import current
from app.http.access import admits_somewhere, allow
from app.http.page import ErrorLink, render_page
from app.services.administration.add_somebody import roles_here
from app.services.administration.look import SHOWN, list_changes, see_change
from app.services.administration.look_at_agreements import agreements_that_need
from app.services.administration.sign_change import WHY_NOT, sign_change, withdraw_change
from app.services.policy_control.see_releases import see_proposal
from app.web.admin.blueprint import SIGN, change_pages
from app.web.admin.words import as_text, line
from app.web.confirmation import confirmed, just_done
from app.web.governance.entry_words import EntryWords, entries_of
from app.web.runtime import runtime
from policies.engine.roles import Role

DONE: Final[Mapping[str, str]] = {
    "signed": "You have signed this change.",
    "withdrawn": "You have taken this change back. Nothing was changed by it.",
}
ALL_SIGNED: Final = "You have signed this change. Nobody else has to."
OF_OWN: Final = frozenset({*OF_ORGANISATIONS, *OF_PARTNERSHIPS})
"""Changes whose page leads on to that of the reader’s organisation."""
LONGEST: Final = 20_000
"""Characters of what a browser says of a signature, which is some hundreds."""


@change_pages.get("")
@allow(roles=SIGN)
def changes() -> ResponseReturnValue:
    """What waits, and what ended last."""
    waiting, ended = list_changes(runtime(), current.actor())
    return render_page(
        "admin/changes.html",
        waiting=[(one, line(one, runtime().policy.release)) for one in waiting],
        ended=[(one, line(one, runtime().policy.release)) for one in ended],
        shown=SHOWN,
        agreements=agreements_that_need(runtime(), current.actor()),
    )


@change_pages.get("/<uuid:change_id>")
@allow(roles=SIGN)
def change(change_id: UUID) -> ResponseReturnValue:
    """What is so now and what will be, who has signed, and the way to sign."""
    return _page(change_id)


@change_pages.post("/<uuid:change_id>/sign")
@allow(roles=SIGN)
def sign(change_id: UUID) -> ResponseReturnValue:
    """Keep the signature that the reader's browser made; what is wrong with it is said on the page itself."""
    try:
        sign_change(runtime(), current.actor(), change_id, said_by_browser())
    except PasskeyRefused as refused:
        return _page(change_id, refused.message)
    return confirmed("signed", "change_pages.change", change_id=change_id)


@change_pages.post("/<uuid:change_id>/withdraw")
@allow(roles=SIGN)
def withdraw(change_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    withdraw_change(runtime(), current.actor(), change_id)
    return confirmed("withdrawn", "change_pages.change", change_id=change_id)


def said_by_browser() -> Mapping[str, Any]:
    """What the page's script put into the form. Raises PasskeyRefused where it put nothing."""
    text = request.form.get("said", "")
    try:
        said = json.loads(text) if text and len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise PasskeyRefused("Your browser did not send a passkey’s answer. Scripts must be on for this one step.")
    return said


def to_sign(change: Change) -> Response:
    """To the page of a change that was proposed just now, to be signed there."""
    return redirect(url_for("change_pages.change", change_id=change.id), 303)


def roles() -> Mapping[str, str]:
    """The labels of roles."""
    return {key: role.label for key, role in runtime().policy.release.roles.items()}


def roles_of_use() -> Sequence[Role]:
    """The roles that can be given here and admit somebody to some page."""
    return [one for one in roles_here(runtime(), current.actor()) if admits_somewhere(current_app, one.key)]


def _page(change_id: UUID, wrong: str | None = None) -> ResponseReturnValue:
    seen = see_change(runtime(), current.actor(), change_id)
    about = seen.change
    proposal = see_proposal(runtime(), current.actor(), about.about_id) if about.what == RELEASE_ACTIVATED else None
    return render_page(
        "admin/change.html",
        proposal=None if about.settled_at else proposal,
        error_links=[ErrorLink(wrong, "#sign")] if wrong else [],
        seen=seen,
        entries=_entries(about) if about.what in OF_ENTRIES else (),
        line=line(seen, runtime().policy.release),
        why_not=ALL_SIGNED if seen.why_not == "signed" and seen.standing.complete else WHY_NOT.get(seen.why_not or ""),
        of_organisations=OF_OWN,
        weighty=KINDS[about.what].weighty,
        host=runtime().passkeys.host,
        challenge=as_text(seen.change.digest),
        keys=" ".join(as_text(one.credential_id) for one in seen.keys),
        notice=just_done(DONE),
    )


def _entries(change: Change) -> Sequence[EntryWords]:
    return entries_of(runtime().policy, current.actor().organisation_kind, change)

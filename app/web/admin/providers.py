"""Sign-ins: those in use, one of them, trying another before it goes live, and the end of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import IdentityProviderUnavailable, InvalidInput, WrongState
from app.domain.identity import SignInRefused
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.look_at_providers import list_providers, see_provider
from app.services.administration.propose_provider import propose_end_of_provider, propose_provider
from app.services.administration.trial import NO_TRIAL, finish_trial, start_trial
from app.services.identity.finish_sign_in import SignInAnswer
from app.web.account.cookies import TRIAL_COOKIE, give_trial, take_back, trial_kept
from app.web.account.leading_on import leading_on
from app.web.account.surroundings import outside
from app.web.admin.blueprint import ADMINISTERS, provider_pages
from app.web.admin.changes import to_sign
from app.web.field_forms import error_links
from app.web.runtime import runtime

KEY: Final = "key"
TYPED: Final = ("name", "key", "issuer", "client_id", "domains", "groups_claim")


@provider_pages.get("")
@allow(roles=ADMINISTERS)
def providers() -> ResponseReturnValue:
    """Those in use, by name."""
    return render_page("admin/providers.html", found=list_providers(runtime(), current.actor()))


@provider_pages.get("/<uuid:provider_id>")
@allow(roles=ADMINISTERS)
def provider(provider_id: UUID) -> ResponseReturnValue:
    """What is believed of it, which mailboxes lead to it, and its end."""
    found, domains = see_provider(runtime(), current.actor(), provider_id)
    return render_page("admin/provider.html", one=found, domains=domains)


@provider_pages.route("/new", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def new() -> ResponseReturnValue:
    """What is typed of it; then to that sign-in, which is tried."""
    list_providers(runtime(), current.actor())
    errors: Mapping[str, str] = {}
    typed = {name: request.form.get(name, "") for name in TYPED}
    if request.method == "POST":
        try:
            started = start_trial(runtime(), current.actor(), typed, _return_to())
            response = leading_on("account/going.html", started.address, provider_name=typed["name"])
            give_trial(response, started.kept)
            return response
        except InvalidInput as error:
            errors = error.errors
        except IdentityProviderUnavailable as away:
            errors = {"key": _why(away)}
    return render_page(
        "admin/new_provider.html",
        error_links=error_links(errors),
        errors=errors,
        typed=typed,
        return_to=_return_to(),
    )


@provider_pages.get("/tried")
@allow(roles=ADMINISTERS)
def tried() -> ResponseReturnValue:
    """Back from there: what came, and the way to propose it. Nobody is signed in by it."""
    answer = SignInAnswer(
        state=request.args.get("state", ""),
        code=request.args.get("code"),
        issuer=request.args.get("iss"),
        error=request.args.get("error"),
    )
    try:
        found = finish_trial(runtime(), current.actor(), trial_kept(request) or "", answer, _return_to())
    except SignInRefused as refused:
        said = "" if refused.reason == NO_TRIAL else f" ({refused.reason.replace('_', ' ')})"
        return render_page("admin/not_tried.html", status=400, why=f"{refused.message}{said}")
    except IdentityProviderUnavailable as away:
        return render_page("admin/not_tried.html", status=400, why=_why(away))
    response = render_page("admin/tried.html", provider=found.provider, came=found.proven, kept=found.kept)
    take_back(response, TRIAL_COOKIE)
    return response


@provider_pages.post("/propose")
@allow(roles=ADMINISTERS)
def propose() -> ResponseReturnValue:
    """That it goes live; to the change's page, to be signed."""
    kept, strong = request.form.get("kept", ""), request.form.getlist("strong")
    try:
        return to_sign(propose_provider(runtime(), current.actor(), kept, strong))
    except (InvalidInput, WrongState) as cannot:
        return render_page("admin/not_tried.html", status=400, why=cannot.message or "Try it again.")


@provider_pages.post("/<uuid:provider_id>/end")
@allow(roles=ADMINISTERS)
def end(provider_id: UUID) -> ResponseReturnValue:
    """Nobody signs in there any more; to the change's page, to be signed."""
    return to_sign(propose_end_of_provider(runtime(), current.actor(), provider_id))


def _return_to() -> str:
    """Where their side sends browsers back to, but for the key that ends it."""
    return outside("account.returned", provider_key=KEY).removesuffix(f"/{KEY}")


def _why(away: IdentityProviderUnavailable) -> str:
    """What kept it from answering as one should, and what puts that right."""
    return f"It could not be used: {away.cause.replace('_', ' ')}. {away.fix[:1].upper()}{away.fix[1:]}."

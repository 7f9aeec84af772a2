"""Organisations: those there are, one of them, taking one in, what one is in law, and the end of the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.domain.changes import ORGANISATION_ENDED
from app.domain.clock_settings import NUMBERS
from app.domain.errors import InvalidInput, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.administration.look import SHOWN
from app.services.administration.look_at_organisations import list_organisations, nobody_can_agree, see_organisation
from app.services.administration.organisation_subjects import DESCRIBES
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_description import propose_description
from app.services.administration.propose_in_law import propose_in_law
from app.services.administration.propose_organisation import WORDS, propose_organisation
from app.services.administration.propose_setting import propose_rung
from app.services.disclosure.duties import OWNS_POLICY
from app.services.identity.make_partnership import HUB
from app.web.admin.blueprint import ADMINISTERS, SEES_ORGANISATIONS, organisation_pages
from app.web.admin.changes import to_sign
from app.web.admin.organisation_words import law_of, usual_in_law
from app.web.admin.partnership_words import of_partnership
from app.web.field_forms import error_links
from app.web.hours_words import shown_hours
from app.web.runtime import runtime
from policies.engine.vocabulary import IN_LAW


@organisation_pages.get("")
@allow(roles=SEES_ORGANISATIONS)
def organisations() -> ResponseReturnValue:
    """By name, so many a page: a hub's people see all of them, a partner's those it works with."""
    part, after = request.args.get("part", ""), request.args.get("after", type=UUID)
    found = list_organisations(runtime(), current.actor(), part, after)
    shown = found[:SHOWN]
    kinds = runtime().policy.release.organisations
    return render_page(
        "admin/organisations.html",
        found=[(one, kinds[one.kind].label if one.kind in kinds else one.kind) for one in shown],
        part=part,
        of_hub=current.actor().organisation_kind == HUB,
        later=url_for("organisation_pages.organisations", part=part or None, after=shown[-1].id)
        if len(found) > SHOWN
        else None,
        first=url_for("organisation_pages.organisations", part=part or None) if after else None,
    )


@organisation_pages.get("/<uuid:organisation_id>")
@allow(roles=SEES_ORGANISATIONS)
def organisation(organisation_id: UUID) -> ResponseReturnValue:
    """What it is, when it is there, with whom it works; of the reader's own also what can be proposed."""
    return _page(organisation_id)


@organisation_pages.route("/new", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def new() -> ResponseReturnValue:
    """One that is not there yet; then to the change's page, to be signed."""
    errors: Mapping[str, str] = {}
    typed = {name: request.form.get(name, "") for name in WORDS}
    if request.method == "POST":
        try:
            return to_sign(propose_organisation(runtime(), current.actor(), typed))
        except InvalidInput as error:
            errors = error.errors
    kinds = runtime().policy.release.organisations.values()
    return render_page(
        "admin/new_organisation.html",
        error_links=error_links(errors),
        errors=errors,
        typed=typed,
        kinds=[(one.key, one.label) for one in kinds],
        of_hub=current.actor().organisation_kind == HUB,
    )


@organisation_pages.route("/in-law", methods=["GET", "POST"])
@allow(roles=(OWNS_POLICY,))
def in_law() -> ResponseReturnValue:
    """What the reader's own is in law; then to the change's page, to be signed."""
    errors: Mapping[str, str] = {}
    facts, nothing = request.form.getlist("facts"), "nothing" in request.form
    if request.method == "POST":
        try:
            return to_sign(propose_in_law(runtime(), current.actor(), facts, nothing=nothing))
        except InvalidInput as error:
            errors = error.errors
        except WrongState as same:
            errors = {"facts": same.message}
    release = runtime().policy.release
    own = see_organisation(runtime(), current.actor(), current.actor().organisation_id).time.organisation
    return render_page(
        "admin/in_law.html",
        error_links=error_links(errors),
        errors=errors,
        own=own,
        now=law_of(release, own),
        chosen=facts if request.method == "POST" else usual_in_law(release, own) if own.in_law is None else own.in_law,
        nothing=nothing,
        facts=[(key, words[:1].upper() + words[1:]) for key, words in IN_LAW.items()],
    )


@organisation_pages.route("/described", methods=["GET", "POST"])
@allow(roles=ADMINISTERS)
def described() -> ResponseReturnValue:
    """What the reader's own is called, and where it is rung; then to the change's page, to be signed."""
    own = see_organisation(runtime(), current.actor(), current.actor().organisation_id).time.organisation
    errors: Mapping[str, str] = {}
    typed = {name: request.form.get(name, getattr(own, name)) for name in DESCRIBES}
    if request.method == "POST":
        try:
            return to_sign(propose_description(runtime(), current.actor(), typed))
        except InvalidInput as error:
            errors = error.errors
    return render_page("admin/described.html", error_links=error_links(errors), errors=errors, own=own, typed=typed)


@organisation_pages.post("/rung")
@allow(roles=ADMINISTERS)
def rung() -> ResponseReturnValue:
    """The reader has rung a number that somebody else entered; to the change's page, to be signed."""
    return to_sign(propose_rung(runtime(), current.actor(), request.form.get("setting", "")))


@organisation_pages.post("/end")
@allow(roles=ADMINISTERS)
def propose_to_end() -> ResponseReturnValue:
    """The reader's own organisation takes part no more; to the change's page, to be signed."""
    actor = current.actor()
    return to_sign(propose_change(runtime(), actor, ORGANISATION_ENDED, actor.organisation_id))


def _page(organisation_id: UUID) -> ResponseReturnValue:
    seen = see_organisation(runtime(), current.actor(), organisation_id)
    of, release = seen.time.organisation, runtime().policy.release
    offer = None if seen.offer is None or seen.own else of_partnership(seen.offer)[1]
    return render_page(
        "admin/organisation.html",
        seen=seen,
        offer=offer,
        nobody_agrees=offer is not None and nobody_can_agree(runtime(), current.actor(), of),
        numbered=any(one.said.get("telephone") for kind in NUMBERS for one in seen.time.kept.of(kind)),
        offers=[(one.organisation_id, one.body["hub"]) for one in seen.offers],
        can_offer=current.actor().organisation_kind == HUB and of.kind != HUB and of.retired_at is None,
        of=of,
        kind=release.organisations[of.kind].label if of.kind in release.organisations else of.kind,
        time=shown_hours(release, seen.time),
        law=law_of(runtime().policy.release, of),
    )

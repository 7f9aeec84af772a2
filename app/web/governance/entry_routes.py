"""What the organisation discloses by, read by its accountable owner a group a page: approving, objecting, advice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.changes import Change
from app.domain.errors import InvalidInput, UnknownEntry
from app.http import current
from app.http.access import allow
from app.http.page import ErrorLink, render_page
from app.services.administration.advise import advise
from app.services.administration.entries import LONGEST_WHY
from app.services.administration.owned_entries import (
    Group,
    approve_after_all,
    approve_group,
    list_groups,
    object_to,
    see_group,
)
from app.services.disclosure.duties import ADVISES_ON_POLICY, OWNS_POLICY, has_duty
from app.web.confirmation import confirmed, just_done
from app.web.field_forms import error_links
from app.web.governance.blueprint import READS_ENTRIES, entry_pages
from app.web.governance.entry_words import in_words, once, part_title
from app.web.reasons import require_words
from app.web.runtime import runtime

DONE: Final[Mapping[str, str]] = {
    "advised": "Your advice is kept. Accountable owners with a mailbox are told by e-mail."
}
AT: Final = "/<part>/<int:place>"

BOXES: Final[Mapping[Any, str]] = {
    object_to: "Why?",
    approve_group: "Why is it approved against the advice?",
    approve_after_all: "Why is it approved after all?",
}
"""What the box for words is called, by what is proposed."""


@entry_pages.get("")
@allow(roles=READS_ENTRIES)
def entries() -> ResponseReturnValue:
    """Which pages there are to read, and what is left of each."""
    groups = list_groups(runtime(), current.actor())
    return render_page(
        "governance/entries.html",
        groups=[(one, part_title(one)) for one in groups],
        open=sum(len(one.open) for one in groups),
        total=sum(len(one.entries) for one in groups),
        **_may(),
    )


@entry_pages.route(AT, methods=["GET", "POST"])
@allow(roles=READS_ENTRIES)
def group(part: str, place: int) -> ResponseReturnValue:
    """A group in words; sent, those that were read are proposed for approval."""
    return _page("governance/entry_group.html", part, place, approve_group)


@entry_pages.route(f"{AT}/object", methods=["GET", "POST"])
@allow(roles=OWNS_POLICY)
def objection(part: str, place: int) -> ResponseReturnValue:
    """Those to object to, and why."""
    return _page("governance/entry_object.html", part, place, object_to)


@entry_pages.route(f"{AT}/after-all", methods=["GET", "POST"])
@allow(roles=OWNS_POLICY)
def after_all(part: str, place: int) -> ResponseReturnValue:
    """Those to approve although an owner objected to them, and why."""
    return _page("governance/entry_after_all.html", part, place, approve_after_all)


@entry_pages.route(f"{AT}/advise", methods=["GET", "POST"])
@allow(roles=ADVISES_ON_POLICY)
def advice(part: str, place: int) -> ResponseReturnValue:
    """Advice on a group, for whoever approves."""
    return _page("governance/entry_advise.html", part, place, None)


def _page(template: str, part: str, place: int, propose: Callable[..., Change] | None) -> ResponseReturnValue:
    found, names = see_group(runtime(), current.actor(), part, place)
    errors: Mapping[str, str] = {}
    changed = None
    if request.method == "POST":
        try:
            return _done(found, propose)
        except InvalidInput as wrong:
            errors = wrong.errors
        except UnknownEntry as moved:  # what was typed is kept, and what stands now is read
            changed = moved.message
    return render_page(
        template,
        group=found,
        title=part_title(found),
        words=[in_words(runtime().policy, current.actor().organisation_kind, one) for one in found.entries],
        once=once(runtime().policy, current.actor().organisation_kind, found.entries),
        names=names,
        errors=errors,
        changed=changed,
        error_links=[ErrorLink(changed, "#main-content")] if changed else error_links(errors),
        chosen=request.form.getlist("entries"),
        why=request.form.get("why", ""),
        against=request.form.get("against", ""),
        limit=LONGEST_WHY,
        notice=just_done(DONE),
        **_may(),
    )


def _done(found: Group, propose: Callable[..., Change] | None) -> ResponseReturnValue:
    """What was sent is proposed, to be signed on the change's page; advice is kept."""
    digests, why = request.form.getlist("entries"), request.form.get("why", "")
    require_words(request.form, LONGEST_WHY, why=BOXES.get(propose, "Your advice"))
    if propose is not None:
        proposed = propose(runtime(), current.actor(), found, digests, why)
        return redirect(url_for("change_pages.change", change_id=proposed.id), 303)
    against = request.form.get("against", "")
    if against not in ("yes", "no"):
        raise InvalidInput({"against": "Say whether you advise to approve it."})
    advise(runtime(), current.actor(), digests, why, against=against == "yes")
    return confirmed("advised", "entry_pages.group", part=found.part, place=found.place)


def _may() -> Mapping[str, Any]:
    """What the reader does here, and whether it is relied on."""
    policy, actor = runtime().policy, current.actor()
    owns, advises = (has_duty(policy.release, actor, one) for one in (OWNS_POLICY, ADVISES_ON_POLICY))
    return {"owns": owns, "advises": advises, "relied": policy.approvals is not None}

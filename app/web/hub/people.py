"""Who works on a case: add a colleague, take one off, step back because one knows somebody in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput
from app.domain.identity import Person
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.schemas.texts import wrong_with
from app.services.disclosure.duties import HUB_CLOSES, HUB_DECIDES, HUB_READS, HUB_WORKS, has_duty
from app.services.disclosure.reasoned import LONGEST
from app.services.intake.assign_case import assign_case, decides_alone, declare_conflict, find_hand_over, unassign_case
from app.services.intake.colleagues import colleague_roles
from app.services.intake.open_case import KnownCase, find_case
from app.web.confirmation import confirmed
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.runtime import runtime


@dataclass(frozen=True, slots=True)
class CasePeople:
    """Who is on a case, who is named of a closed one alone, and who of the hub could be on it: each by name, with what
    they are there.
    """

    on: tuple[tuple[UUID, str], ...]
    named: tuple[tuple[UUID, str], ...]
    others: tuple[tuple[str, str], ...]


def people_of(known: KnownCase, roles: Mapping[UUID, tuple[str, ...]]) -> CasePeople:
    """The people of a case as a page lists them, each with those of these roles that they have."""
    others = [one for one in known.colleagues if one.id not in known.assigned]
    alone = [one for one in others if known.named is not None and one.id in known.named]
    return CasePeople(
        on=tuple((one, _with_roles(known.people[one], roles.get(one, ()))) for one in known.assigned),
        named=tuple((one.id, _with_roles(one.display_name, roles.get(one.id, ()))) for one in alone),
        others=to_choose(others, roles),
    )


def to_choose(people: Iterable[Person], roles: Mapping[UUID, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """People as a form offers them: each by id, with the name and those of these roles that they have."""
    return tuple((str(one.id), _with_roles(one.display_name, roles.get(one.id, ()))) for one in people)


def _with_roles(name: str, roles: tuple[str, ...]) -> str:
    return ", ".join((name, *(one[0].lower() + one[1:] for one in roles)))


@hub.get("/cases/<uuid:case_id>/people")
@allow(roles=HUB_WORKS)
def people(case_id: UUID) -> ResponseReturnValue:
    """Who is on the case, and the ways to change that."""
    return _page(case_id, {})


@hub.post("/cases/<uuid:case_id>/people")
@allow(roles=HUB_WORKS)
def change_people(case_id: UUID) -> ResponseReturnValue:
    """Add the chosen colleague, or take off the one whose button was pressed."""
    leaving = _uuid(request.form.get("remove", ""))
    try:
        if leaving is not None:
            unassign_case(runtime(), current.actor(), case_id, leaving)
        else:
            assign_case(runtime(), current.actor(), case_id, _chosen(request.form.get("person", "")))
    except InvalidInput as error:
        return _page(case_id, error.errors)
    if leaving == current.actor().person_id:
        return confirmed("left", "hub.cases")
    return confirmed("added" if leaving is None else "removed", "hub.case", case_id=case_id)


@hub.route("/cases/<uuid:case_id>/step-back", methods=["GET", "POST"])
@allow(roles=HUB_READS)
def step_back(case_id: UUID) -> ResponseReturnValue:
    """Declare a conflict of interest: from then on this person sees nothing of the case."""
    if request.method == "POST":
        declare_conflict(runtime(), current.actor(), case_id)
        return confirmed("stepped-back", "hub.cases")
    known = find_case(runtime(), current.actor(), case_id)
    return render_page(
        "hub/step_back.html",
        known=known,
        alone=len(known.assigned) == 1,
        decides_alone=decides_alone(runtime(), current.actor(), case_id),
    )


@hub.route("/cases/<uuid:case_id>/hand-over", methods=["GET", "POST"])
@allow(roles=(HUB_DECIDES, HUB_CLOSES))
def hand_over(case_id: UUID) -> ResponseReturnValue:
    """A manager puts somebody on a case of the hub, whether or not anybody on it is there to do so.

    So does who governs the log, where a case is closed to named people and none of them decides.
    """
    errors: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            reason = request.form.get("reason", "")
            if problem := wrong_with(reason, "Why"):
                raise InvalidInput({"reason": problem})
            person = _chosen(request.form.get("person", ""))
            assign_case(runtime(), current.actor(), case_id, person, reason)
            if has_duty(runtime().policy.release, current.actor(), HUB_CLOSES):
                return confirmed("handed-over", "my_work.waiting")
            return confirmed("taken-on" if person == current.actor().person_id else "handed-over", "hub.cases")
        except InvalidInput as error:
            errors = error.errors
    found = find_hand_over(runtime(), current.actor(), case_id)
    return render_page(
        "hub/hand_over.html",
        error_links=error_links(errors),
        errors=errors,
        found=found,
        colleagues=to_choose(found.colleagues, colleague_roles(runtime(), current.actor())),
        chosen=request.form.get("person"),
        reason=request.form.get("reason", ""),
        longest=LONGEST,
    )


def _chosen(typed: str) -> UUID:
    found = _uuid(typed)
    if found is None:
        raise InvalidInput({"person": "Choose the colleague to add."})
    return found


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _page(case_id: UUID, errors: Mapping[str, str]) -> ResponseReturnValue:
    known = find_case(runtime(), current.actor(), case_id)
    return render_page(
        "hub/people.html",
        error_links=error_links(errors),
        errors=errors,
        known=known,
        people=people_of(known, colleague_roles(runtime(), current.actor())),
        chosen=request.form.get("person"),
    )

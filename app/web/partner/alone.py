"""What a page says to an author whose words nobody else of their organisation may approve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.services.disclosure.duties import APPROVES, has_duty, roles_for
from app.services.research.survey_request import Survey
from app.services.research.who_approves import nobody_else_approves
from app.web.runtime import runtime


def alone(survey: Survey, needs: Sequence[str], asked: object) -> Mapping[str, Any]:
    """Whether they are alone, as long as it is `asked` at all; with the labels of the roles that would approve."""
    release, actor = runtime().policy.release, survey.actor
    if not needs or not asked or not nobody_else_approves(runtime(), actor, needs):
        return {"alone": False}
    roles = dict.fromkeys(
        role
        for need in needs
        for role in roles_for(release, APPROVES[need])
        if survey.own.kind in release.roles[role].organisations
    )
    return {
        "alone": True,
        "own_approval": any(has_duty(release, actor, APPROVES[need]) for need in needs),
        "approvers": " or ".join(release.roles[role].label for role in roles),
    }

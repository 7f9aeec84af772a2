"""What a page says to an author of whoever may approve their words; where nobody else may, of the ways on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.services.disclosure.duties import APPROVES, has_duty, roles_for
from app.services.research.survey_request import Survey
from app.services.research.who_approves import who_else_approves
from app.web.runtime import runtime

NAMED: Final = 5
"""So many are named; of a large organisation it is said how many more there are."""


def alone(survey: Survey, needs: Sequence[str], asked: object) -> Mapping[str, Any]:
    """Whether they are alone, as long as it is `asked` at all; with the labels of the roles that would approve.

    Where they are not, `second` are the names of those who could.
    """
    release, actor = runtime().policy.release, survey.actor
    names = who_else_approves(runtime(), actor, needs) if needs and asked else ()
    if names or not needs or not asked:
        return {"alone": False, "second": _in_words(names)}
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


def _in_words(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    shown = [*names[:NAMED], f"{more} more"] if more > 0 else list(names)
    return " or ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)

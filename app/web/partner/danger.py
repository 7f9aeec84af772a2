"""Whom to ring now: of a request its hub, by what this exchange has signed into the address. Asks no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask import current_app, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from app.domain.rehearsals import MARK
from app.http.access import public
from app.http.page import EmergencyNumber, render_page
from app.services.research.survey_request import Survey
from app.web.partner.blueprint import partner

ABOUT: Final = "about"
CLOSED: Final = "if the hub is closed"


@dataclass(frozen=True, slots=True)
class About:
    """The request somebody comes from, and its hub's numbers: those nobody has rung yet are `untried`.

    Of a request in a rehearsal there are none: what is real about a danger there goes to the numbers of the settings.
    """

    file_id: UUID
    reference: str
    numbers: tuple[EmergencyNumber, ...]
    untried: tuple[str, ...]


def about(survey: Survey) -> str:
    """What the address of the page holds: nobody's name but organisations', and nothing that a stranger could write."""
    hub, duty = survey.hub, survey.duty
    if hub.rehearsal is not None:
        return str(_serializer().dumps([str(survey.request.file_id), survey.request.reference, []]))
    numbers = [[hub.name, hub.telephone, True]]
    if duty.out_of_hours:
        numbers.append([f"{duty.by}, {CLOSED}", duty.telephone, duty.rung_by is not None])
    return str(_serializer().dumps([str(survey.request.file_id), survey.request.reference, numbers]))


@partner.get("/immediate-danger")
@public
def danger() -> ResponseReturnValue:
    """The numbers of the request's hub, or those of the settings. Asks neither database nor who is here."""
    found = _read(request.args.get(ABOUT, ""))
    mark = MARK if found and not found.numbers else None
    return render_page("partner/danger.html", about=found, rehearsal=mark)


def _read(signed: str) -> About | None:
    try:
        file_id, reference, numbers = _serializer().loads(signed)
    except BadSignature:
        return None
    return About(UUID(file_id), reference, tuple(_number(one) for one in numbers), _untried(numbers))


def _number(given: Sequence[str]) -> EmergencyNumber:
    return EmergencyNumber(given[0], given[1])


def _untried(numbers: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(telephone for _, telephone, rung in numbers if not rung)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="immediate-danger")

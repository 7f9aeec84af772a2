"""The partners' blueprint, and what every page about a request begins with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint

from app.domain.errors import NotFound
from app.domain.time_of_day import london
from app.http import current
from app.services.disclosure.duties import PARTNER_WORKS
from app.services.disclosure.record_refusal import record_refusal
from app.services.research.survey_request import Part, Survey, survey_request
from app.web.runtime import runtime

partner = Blueprint("partner", __name__, url_prefix="/inbox")
ROLES = PARTNER_WORKS


def surveyed(file_id: UUID) -> Survey:
    """The request as the person who asks may know it, unopened. Raises NotFound, after logging the refusal."""
    return survey_request(runtime(), current.actor(), file_id)


def part_of(survey: Survey, subject_id: UUID) -> Part:
    """The part about one subject. Raises NotFound, after logging the refusal, when the request is not about it."""
    part = survey.part(subject_id)
    if part is None:
        record_refusal(runtime(), current.actor(), "answer_about_subject")
        raise NotFound
    return part


def today() -> date:
    """The day it is in London."""
    return london(runtime().clock.now()).date()

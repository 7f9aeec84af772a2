"""After a press that changed nothing, the same page again: about whom it is, what is asked, and safety first."""

from __future__ import annotations

from app.domain.errors import ExchangeError
from app.domain.research import WORKABLE
from app.http import current
from app.services.research.open_work import open_asked
from app.services.research.survey_request import Survey
from app.web.partner.request_view import RequestView, view_of
from app.web.runtime import runtime


def shown_again(survey: Survey) -> RequestView | None:
    """The request, opened again with a leaf of its own; None where it is not the reader's any more or cannot be opened.

    What was typed comes back either way.
    """
    if not survey.mine or survey.request.state not in WORKABLE:
        return None
    try:
        return view_of(survey, open_asked(runtime(), current.actor(), survey))
    except ExchangeError:
        return None

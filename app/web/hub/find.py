"""The hub's door: a reference leads to the case, or to the request in its case."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from app.domain.lists import CaseEntry, InboxEntry
from app.http import current
from app.http.access import allow
from app.services.disclosure.duties import HUB_READS
from app.services.research.list_requests import cases_of
from app.web.found import find_page
from app.web.hub.door import hub
from app.web.runtime import runtime


@hub.get("/find")
@allow(roles=HUB_READS)
def find() -> ResponseReturnValue:
    """What a reference read out by telephone stands for."""
    return find_page(_href)


def _href(found: CaseEntry | InboxEntry) -> str | None:
    case_id = found.file_id if isinstance(found, CaseEntry) else found.case_id
    if case_id is None or case_id not in cases_of(runtime(), current.actor(), [case_id]):
        return None
    if isinstance(found, CaseEntry):
        return url_for("hub.case", case_id=case_id)
    return url_for("hub.one_request", case_id=case_id, file_id=found.file_id)

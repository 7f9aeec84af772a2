"""Challenge a partner's answer: what that does, who there looks at it again and by when, and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, NotFound, Stale, WrongState
from app.http import current
from app.http.access import allow
from app.http.page import render_page
from app.services.challenging.challenge import LONGEST_WHY, challenge_answer, find_challengeable
from app.services.disclosure.duties import HUB_DECIDES
from app.services.intake.open_case import find_case
from app.services.research.compose import CHALLENGE
from app.web.confirmation import confirmed
from app.web.field_forms import error_links
from app.web.hub.case_requests import request_of
from app.web.hub.door import hub
from app.web.hub.words_chosen import read_words, wrong_words
from app.web.reasons import require_words
from app.web.runtime import runtime

LABEL: Final = "Why you do not accept it"
"""As the decision-maker is asked for it; the partner reads the field’s own words."""


@hub.get("/cases/<uuid:case_id>/requests/<uuid:file_id>/challenge")
@allow(roles=HUB_DECIDES)
def challenging(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """What a challenge does, and the form; or why there is none. Opens nothing."""
    return _page(case_id, file_id, {})


@hub.post("/cases/<uuid:case_id>/requests/<uuid:file_id>/challenge")
@allow(roles=HUB_DECIDES)
def challenge(case_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Send it. If the partner was first, the page says so and keeps what was typed."""
    known = find_case(runtime(), current.actor(), case_id)
    partner = request_of(known, file_id).partner
    typed, seen = request.form.get(CHALLENGE, ""), request.form.get("seen_version", "")
    words = read_words(runtime().policy.release, request.form, partner, f"p-{partner.id}", [{CHALLENGE: typed}])
    try:
        require_words(request.form, LONGEST_WHY, **{CHALLENGE: LABEL})
        if wrong := wrong_words(words, partner):
            raise InvalidInput(wrong)
        challenge_answer(
            runtime(),
            current.actor(),
            file_id,
            typed,
            seen_version=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
            words=words.chosen,
            words_reason=words.reason,
        )
    except InvalidInput as error:
        return _page(case_id, file_id, error.errors)
    except (Stale, WrongState) as error:
        return _page(case_id, file_id, {}, error.message)
    return confirmed("challenged", "hub.one_request", case_id=case_id, file_id=file_id)


def _page(case_id: UUID, file_id: UUID, errors: Mapping[str, str], not_sent: str | None = None) -> ResponseReturnValue:
    known = find_case(runtime(), current.actor(), case_id)
    row = request_of(known, file_id)
    if row.partner.id not in known.learns:
        raise NotFound("This request is not part of the case.")
    found = find_challengeable(runtime(), current.actor(), file_id) if row.erased is None else None
    typed = request.form.get(CHALLENGE, "")
    return render_page(
        "hub/challenge.html",
        status=409 if not_sent else None,
        error_links=error_links(errors),
        errors=errors,
        not_sent=not_sent,
        known=known,
        row=row,
        found=found,
        typed=typed,
        seen=request.form.get("seen_version") if errors else row.entry.version,
        label=LABEL,
        words=read_words(
            runtime().policy.release, request.form, row.partner, f"p-{row.partner.id}", [{CHALLENGE: typed}]
        ),
        field=runtime().policy.release.catalogue[CHALLENGE],
        longest=LONGEST_WHY,
    )

"""Everything partners returned about a case: by source, by person or by date, each look opened and logged anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.collation.differences import ADDRESS, Claim, Difference
from app.services.collation.open_collation import Collation, Source, open_collation
from app.services.disclosure.duties import HUB_DECIDES, HUB_READS, has_duty
from app.web.date_words import date_words
from app.web.hub.case_requests import request_of
from app.web.hub.door import hub
from app.web.hub.field_groups import NAMES
from app.web.hub.names import shared_names
from app.web.hub.return_lines import subject_returns
from app.web.hub.return_order import ORDERS, PERSON, SOURCE, TIME, SourceView, by_person, by_time
from app.web.hub.return_views import (
    CONCERN,
    DECISION,
    concerns,
    contact_facts,
    decided,
    differences,
    names_held,
    perhaps_protected,
    restricted,
    staff_warnings,
)
from app.web.runtime import runtime
from app.web.value_words import in_one_line

DISAGREEMENTS = {ADDRESS: "Different addresses", "date_of_birth": "Different dates of birth"}


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One disagreement as a table: (source, which field, what it says, as of)."""

    title: str
    rows: tuple[tuple[str, str, str, str], ...]


@hub.get("/cases/<uuid:case_id>/returns")
@opens
@allow(roles=HUB_READS)
def returns(case_id: UUID) -> ResponseReturnValue:
    """Open all returns of a case, or of one request (`only`), and show them `by` source, person or time."""
    only = _uuid(request.args.get("only", ""))
    by = request.args.get("by", "")
    collation = open_collation(runtime(), current.actor(), case_id, only, also=(*NAMES, CONCERN, DECISION))
    names = _names(collation)
    views = [_view(collation, one) for one in collation.sources]
    dated, undated = by_time(views) if by == TIME else ((), ())
    return render_page(
        "hub/returns.html",
        known=collation.known,
        by=by if by in ORDERS else SOURCE,
        orders=ORDERS,
        concerns=concerns(collation),
        decided=decided(collation),
        sources=views,
        people=by_person(collation.known.subjects, views) if by == PERSON else (),
        dated=dated,
        undated=undated,
        waiting=[one for one in views if not one.has_ended],
        stopped=[one for one in views if one.stopped],
        names=names,
        contact=contact_facts(collation, _named(collation)),
        staff=staff_warnings(collation, _named(collation)),
        restricted_agencies=restricted(collation)
        if has_duty(runtime().policy.release, current.actor(), HUB_DECIDES)
        else (),
        perhaps_protected=perhaps_protected(collation, _named(collation)),
        differences=[_difference(one, names) for one in differences(collation, _named(collation))],
        only=only,
        now=runtime().clock.now(),
    )


def _named(collation: Collation) -> Callable[[Source], str]:
    return lambda source: collation.known.partners[source.request.partner_id].name


def _view(collation: Collation, source: Source) -> SourceView:
    case_id = collation.known.case.file_id

    def reveal(record_id: UUID, field: str) -> str:
        return url_for("hub.ask_reveal", case_id=case_id, record_id=record_id, field=field)

    return SourceView(
        row=request_of(collation.known, source.request.file_id),
        about=source.about,
        questions=source.questions,
        challenge=source.challenge,
        returns=subject_returns(runtime().policy, source, reveal, runtime().clock.now().date()),
        asks_back=source.request.state == "clarification",
        stopped=source.stopped,
        corrected=tuple(date_words(one) for one in _corrected(source)),
    )


def _corrected(source: Source) -> list[datetime]:
    """When returns that no longer hold were sent. What came before the first answer was a question, not a return."""
    first = source.request.answered_at
    return [one.released_at for one in source.earlier if one.released_at and first and one.released_at >= first]


def _names(collation: Collation) -> Mapping[UUID, str]:
    held = names_held(collation)
    plain = shared_names(collation.known.subjects)
    return {one: f"{words}: {held[one]}" if one in held else words for one, words in plain.items()}


def _difference(one: Difference, names: Mapping[UUID, str]) -> DifferenceView:
    about = one.who or names[one.subject_id].rpartition(": ")[2]
    return DifferenceView(
        title=f"{DISAGREEMENTS[one.kind]}: {about}",
        rows=tuple(
            (claim.source, claim.field.label, _said(one.kind, claim), date_words(claim.as_of) or "No date given")
            for claim in one.claims
        ),
    )


def _said(kind: str, claim: Claim) -> str:
    """A claim in words: an address as the field shows it, a date of birth alone even out of a list of people."""
    return in_one_line(claim.field, claim.value) if kind == ADDRESS else date_words(claim.value)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None

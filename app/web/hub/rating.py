"""How urgent a case is: proposed when it was started, then rated with reasons; it reaches every request that waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from app.domain.errors import InvalidInput, Stale, WrongState
from app.domain.records import Record
from app.domain.research import OPEN_STATES
from app.http import current
from app.http.access import allow
from app.http.opening import opens
from app.http.page import render_page
from app.services.disclosure.duties import HUB_READS
from app.services.disclosure.gate import OpenedRecord, Shown
from app.services.identity.who_decides import find_who_decides
from app.services.intake.open_case import KnownCase, find_case, open_versions
from app.services.intake.rating_said import A_RETURN, PROPOSED, RATED, TRIGGER
from app.services.intake.state_in_case import state_in_case
from app.web.answers_due import rating_choices
from app.web.confirmation import confirmed
from app.web.date_words import moment_words
from app.web.field_forms import error_links
from app.web.hub.door import hub
from app.web.hub.field_groups import CASE
from app.web.hub.record_form import read_changes, seen_version
from app.web.hub.record_page import subject_of
from app.web.rating_words import rating_words
from app.web.runtime import runtime
from policies.engine.catalogue import Field
from policies.engine.vocabulary import RATING


class Rated(NamedTuple):
    """One rating that was given or proposed: what and by whom, when, and its words as far as they are seen."""

    label: str
    at: str
    words: Sequence[tuple[Field, Shown]]


@hub.get("/cases/<uuid:case_id>/rating")
@opens
@allow(roles=HUB_READS)
def rating(case_id: UUID) -> ResponseReturnValue:
    """The rating that stands with its reasons, and what came before; whoever may rate gets the form."""
    return _page(find_case(runtime(), current.actor(), case_id), {})


@hub.post("/cases/<uuid:case_id>/rating")
@allow(roles=HUB_READS)
def rate(case_id: UUID) -> ResponseReturnValue:
    """Rate it with reasons. What was typed stays where something is wrong, or a colleague was first."""
    known = find_case(runtime(), current.actor(), case_id)
    whole = subject_of(known, CASE).subject_id
    try:
        words = read_changes(request.form, _fields(), today=runtime().clock.now().date(), complete=False)
        codes = {RATING: request.form.get(RATING, "")}
        state_in_case(runtime(), current.actor(), case_id, whole, RATED, words, seen_version(request.form), codes)
    except InvalidInput as error:
        return _page(known, error.errors)
    except (Stale, WrongState) as error:
        return _page(find_case(runtime(), current.actor(), case_id), {}, notice=error.message, status=409)
    return confirmed("rating", "hub.case", case_id=case_id)


def _fields() -> tuple[Field, ...]:
    release = runtime().policy.release
    return tuple(release.catalogue[key] for key in release.statements[RATED].words)


def _page(
    known: KnownCase, errors: Mapping[str, str], notice: str | None = None, status: int | None = None
) -> ResponseReturnValue:
    kind, whole = runtime().policy.release.statements[RATED], subject_of(known, CASE).subject_id
    opened = {one.record.id: one for one in open_versions(runtime(), current.actor(), known, whole, RATED, all_=True)}
    said = [*known.history.chains.get((PROPOSED, whole), ()), *known.history.chains.get((RATED, whole), ())]
    stands, *earlier = [_rated(known, one, opened.get(one.id)) for one in reversed(said)]
    rated, field = known.stated.get((RATED, whole)), {one.key: one for one in _fields()}
    returns = [
        (one.reference, f"{known.partners[one.partner_id].name}, {one.reference}, {moment_words(one.answered_at)}")
        for one in known.requests
        if one.answered_at is not None
    ]
    may = current.actor().role in kind.who and known.case.state != "closed"
    return render_page(
        "hub/rating.html",
        status=status,
        error_links=error_links(errors),
        errors=errors,
        notice=notice,
        known=known,
        field=field,
        typed=request.form,
        stands=stands,
        earlier=earlier,
        rated=rated,
        may=may,
        decide=None if may else find_who_decides(runtime(), current.actor(), known.stepped_back),
        who=" or ".join(runtime().policy.release.roles[role].label.lower() for role in kind.who),
        choices=[(one, f"{words}. {due}.") for one, words, due in rating_choices(known.time)],
        chosen=request.form.get(RATING) or known.case.rating,
        triggers=[(one.key, one.label) for one in field[TRIGGER].options if returns or one.key != A_RETURN],
        returns=returns,
        waiting=sum(one.state in OPEN_STATES and one.answered_at is None for one in known.requests),
    )


def _rated(known: KnownCase, said: Record, opened: OpenedRecord | None) -> Rated:
    shown = opened.fields if opened else {}
    words = [(one, shown[one.key]) for one in _fields() if one.key in shown]
    label = rating_words().get(str(said.codes.get(RATING)), str(said.codes.get(RATING)))
    how = "proposed by" if said.what == PROPOSED else "rated by"
    return Rated(f"{label}, {how} {known.people[said.author_person_id]}", moment_words(said.saved_at), words)

"""The envelope of a return as a form: how it was searched first, contact safety, and what few need folded away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.domain.answers import Answer
from app.domain.search_defaults import SearchDefaults
from app.services.disclosure.gate import OpenedRecord
from app.services.research.completeness import ATTESTATION, BY, SEARCHED, sent_options
from app.services.research.open_work import sent_about
from app.services.research.question_in_draft import QUESTION
from app.services.research.survey_request import Survey
from app.web.partner.legal import Statements
from app.web.typed_again import raw_values
from policies.engine.catalogue import Field
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import SAFETY

ANYTHING_ELSE = "return_anything_else"
SYSTEMS, SURE = "return_systems_searched", "return_match_confidence"
MATCH = (SURE, "return_identifiers_matched", "return_source_types")
SAID_AT_EACH_QUESTION = ("return_decline_ground", "return_decline_reason", "return_unable_reason")
FILLED_AT_SIGN_OFF = ("return_approved_by",)
SAME_FOR_EVERYBODY = (
    *(key for key in ATTESTATION if key != BY),
    "return_as_at",
    "return_ring",
    "return_onward_permission",
)
WINDOW = {"return_period_from": "request_date_window_from", "return_period_to": "request_date_window_to"}


@dataclass(frozen=True, slots=True)
class Envelope:
    """The shared fields of a return, in the groups a form shows.

    `systems` were searched, `search` says how, and `sure` how sure the match is. `anything_else` is fact or opinion.
    """

    systems: tuple[Field, ...]
    search: tuple[Field, ...]
    sure: tuple[Field, ...]
    match: tuple[Field, ...]
    safety: tuple[Field, ...]
    use: tuple[Field, ...]
    more: tuple[Field, ...]
    stated: Statements
    anything_else: Field

    @property
    def plain(self) -> tuple[Field, ...]:
        """All that are typed as bare values."""
        return (
            *self.systems,
            *self.search,
            *self.sure,
            *self.match,
            *self.safety,
            *self.use,
            *self.more,
            *self.stated.fields,
        )


def envelope_of(release: PolicyRelease, kind: str, stated: Statements, on: date) -> Envelope:
    """The envelope's groups, in the catalogue's order. How it was searched is required: see `answer_form.load_form`.

    What no legal basis that can be chosen here asks for is not in the form.
    """
    fields = release.catalogue.fields_for("return", kind, on)
    shared = [field for field in fields if field.shared and not field.states]
    left_out = {*SAID_AT_EACH_QUESTION, *FILLED_AT_SIGN_OFF, ANYTHING_ELSE, QUESTION}
    searched = (*ATTESTATION, "return_as_at")
    search = [replace(field, required=True) for field in shared if field.key in searched]
    match = [field for field in shared if field.key in MATCH]
    safety = [field for field in shared if SAFETY & set(field.tags)]
    placed = {field.key for field in (*search, *match, *safety)} | left_out
    rest = [field for field in shared if field.key not in placed]
    return Envelope(
        systems=tuple(field for field in search if field.key == SYSTEMS),
        search=tuple(field for field in search if field.key != SYSTEMS),
        sure=tuple(field for field in match if field.key == SURE),
        match=tuple(field for field in match if field.key != SURE),
        safety=tuple(safety),
        use=tuple(field for field in rest if field.required),
        more=tuple(field for field in rest if not field.required),
        stated=stated,
        anything_else=release.catalogue[ANYTHING_ELSE],
    )


def first_values(
    release: PolicyRelease,
    survey: Survey,
    asked: Mapping[str, Answer],
    sibling: Mapping[str, Answer],
    role_label: str,
    today: date,
    usual: SearchDefaults,
) -> dict[str, Any]:
    """What a new draft begins with, as typed: the period asked about, who answers, where they usually search, and what
    another subject's draft says.

    Everything is there to be confirmed or changed, and none of it says that this person was searched for.
    """
    own_number = {} if survey.own.rehearsal else {"telephone": survey.own.telephone}  # a twin has none to be rung on
    contact = {"name": survey.actor.display_name, "role": role_label, **own_number}
    values: dict[str, Any] = {
        "return_as_at": today.isoformat(),
        "return_searched_by": contact,
        "return_ring": contact,
        "return_onward_permission": "ask",
        "return_period_to": today.isoformat(),
    }
    if usual.systems:
        values[SYSTEMS] = [{"system": one, "result": SEARCHED} for one in usual.systems]
    values |= {key: asked[source].value for key, source in WINDOW.items() if source in asked}
    same = (*SAME_FOR_EVERYBODY, *(field.key for field in release.catalogue.values() if field.states))
    values |= {key: sibling[key].value for key in same if key in sibling}
    return raw_values(values, release.catalogue)


def searched_by(release: PolicyRelease, work: OpenedRecord, usual: SearchDefaults) -> list[str]:
    """What the hub has sent about somebody, as the ways in which they can be searched for: the usual ones, or all."""
    sent = sent_options(release, sent_about(work).sent)
    named = sent & set(usual.identifiers) or sent
    return [one.key for one in release.catalogue[BY].options if one.key in named]

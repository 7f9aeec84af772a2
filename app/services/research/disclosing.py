"""Whether a partner's words disclose anything that it holds. What does not needs no legal basis for sharing, and nobody
has to state reasons for it: the partner handles the request under its standing basis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.answers import ANSWER_KINDS, UNMARKED, VALUE, Answer, mark_discloses
from app.domain.identity import Organisation
from app.domain.research import ResearchRequest
from app.services.disclosure.in_law import body_of
from app.services.policy_control.as_relied import as_relied
from app.services.research.question_in_draft import QUESTION
from app.services.research.restricted import NOTICE
from app.services.runtime import Runtime
from policies.engine.bases import bases_for_all, handling_basis
from policies.engine.catalogue import Catalogue


def discloses(catalogue: Catalogue, answers: Mapping[str, Answer]) -> bool:
    """Whether something held leaves with these answers of a return: all but what only says how they came about."""
    return any(
        ANSWER_KINDS[answer.kind].discloses
        for key, answer in answers.items()
        if key in catalogue and not catalogue[key].procedural and key != QUESTION and not _says_no(key, answer)
    )


def basis_without_disclosure(
    runtime: Runtime, request: ResearchRequest, own: Organisation, subjects: Iterable[str]
) -> str:
    """The legal basis that is written beside an answer that discloses nothing: the one it would have had otherwise.

    The row of a return must not tell what was answered. Where no basis of the organisation's fits everybody, it is the
    one on which requests are handled: whoever is asked can always say that they have nothing, or decline.
    """
    release, purpose = as_relied(runtime.policy, own, request.sent_at).release, request.purpose
    on, body = runtime.clock.now().date(), body_of(release, own)
    fits = bases_for_all(release, body, subjects=subjects, purpose=purpose, act="return", on=on)
    fitting = [one for one in fits if not one.exceptional]
    usual = [one for one in fitting if own.kind in one.prefill_for]
    first = next(iter((*usual, *fitting)), None) or handling_basis(release, body)
    return first.key if first else ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a partner's act of sending said, as the sealed part of its log entry tells: the marks of its own items, and
    of a question; and whether anything it held left with it.
    """

    marks: tuple[str, ...] = ()
    question: str | None = None
    discloses: bool = True


def said_in_entry(catalogue: Catalogue, marked: Iterable[tuple[object, str, str]]) -> Said:
    """What an entry says of its boxes, given as (record, field, mark); a field in two renditions counts once."""
    marks = {(record, field): mark for record, field, mark in marked if field in catalogue and mark != UNMARKED}
    return Said(
        marks=tuple(mark for (_, field), mark in marks.items() if not catalogue[field].shared),
        question=next((mark for (_, field), mark in marks.items() if field == QUESTION), None),
        discloses=any(mark_discloses(mark) for (_, field), mark in marks.items() if not catalogue[field].procedural),
    )


def _says_no(key: str, answer: Answer) -> bool:
    return key == NOTICE and answer.kind == VALUE and answer.value == "no"

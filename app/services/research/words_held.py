"""Words of a request that say a protected place which does not go to that partner stay until a decision-maker looks.

Whoever sends them is told nothing, whatever they wrote: a page that says so would tell whether a guess is right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.answers import Answer
from app.domain.protected_words import needles_of
from app.domain.records import Record
from app.services.disclosure.places_said import kinds_said, without_places
from app.services.disclosure.sealing import Content
from app.services.disclosure.unseen_places import Unseen
from policies.engine.catalogue import Catalogue

HELD, MEANT, LEFT, NEVER = "words_held", "words_meant", "words_left", "words_never"
"""Under which a record of a request names the fields of which words are held back; those whose words go although they
say a place, because that place was chosen for this partner or a decision-maker sends them; those of which a
decision-maker left them held back; and those that wait for one although nobody may send them.
"""
TO_LOOK_AT = "words_held"
"""The mail that says so to a case's decision-makers."""
INSTEAD: Final = "Held back by the hub: a decision-maker decides whether it is sent. Ring the hub if you need it now."
NOT_SENT: Final = "Held back by the hub: it will not be sent. Ring the hub if you need it."
"""The same whether somebody decided it or nobody may send it: which of these tells whom else the partner knows."""


def with_held(
    unseen: Unseen,
    catalogue: Catalogue,
    record: Record,
    answers: Mapping[str, Answer],
    going: Collection[UUID] = (),
    before: tuple[Record, Mapping[str, Answer]] | None = None,
    *,
    barred: bool = False,
) -> tuple[Record, Content]:
    """The record with what it says of it, and its content, words held back from the partner. Pure.

    `going` are the people whose place, as the case has it, goes to this partner in the same request. What stood in the
    record `before` and was meant stays so as long as it is the same; not where a place is `barred` from this partner,
    for nobody decides against that.
    """
    places = [(one.kind, one.value) for one in unseen.places]
    stay = [(one.kind, one.value) for one in unseen.places if one.returned or one.subject_id not in going]
    every, staying = needles_of(places), needles_of(stay)
    stood = frozenset() if barred else _as_before(MEANT, before, answers)
    left = _as_before(LEFT, before, answers)
    never = barred or (before is not None and NEVER in before[0].codes)
    held: dict[str, Answer] = {}
    meant: list[str] = []
    for key, answer in answers.items():
        says = NOT_SENT if never or key in left else INSTEAD
        instead = without_places(staying, catalogue[key], answer, says, everything=unseen.unread)
        if instead is not None and key not in stood:
            held[key] = instead
        elif key in stood or kinds_said(every, catalogue[key], answer):
            meant.append(key)
    others = {name: one for name, one in record.codes.items() if name not in (HELD, MEANT, LEFT, NEVER)}
    now = ((HELD, held), (MEANT, meant), (LEFT, left.intersection(held)), (NEVER, held if never else ()))
    said = {name: sorted(fields) for name, fields in now if fields}
    return replace(record, codes={**others, **said}), Content(answers, {}, held)


def to_tell(hub: UUID, case_id: UUID, at: datetime) -> tuple[str, UUID, Mapping[str, str], datetime]:
    """The job of telling a case's decision-makers that words wait in it."""
    return TO_LOOK_AT, hub, {"case_id": str(case_id)}, at


def waiting_in(record: Record) -> frozenset[str]:
    """The fields of which words are held back and nobody has decided on."""
    return frozenset(record.codes.get(HELD, ())).difference(record.codes.get(LEFT, ()))


def _as_before(
    code: str, before: tuple[Record, Mapping[str, Answer]] | None, answers: Mapping[str, Answer]
) -> frozenset[str]:
    """The fields of which this was said, as long as they have the same words."""
    if before is None:
        return frozenset()
    record, stood = before
    return frozenset(key for key in record.codes.get(code, ()) if stood.get(key) == answers.get(key))

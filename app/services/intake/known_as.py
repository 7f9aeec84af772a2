"""Whether somebody in a case is a person whom the hub has known before: said by name, taken back the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from app.domain.answers import Answer
from app.domain.files import Subject
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from policies.engine.vocabulary import KNOWN_AS, NOT_THEM

SAYS, KNOWN = "case_known_before", "known"
MOST: Final = 50
WHICH: Final = "Choose for each person found whether it is this person."
NOBODY: Final = "Say who of those found it is. If nobody was found, say that they are not known."
SOMEBODY: Final = "You said that somebody found is this person: say that they are known, or change that."
TOO_MANY: Final = f"A person can be said to be at most {MOST} others. Take out those whom it is not."


def wrong_with_known(
    work: Work,
    actor: Actor,
    people: Sequence[Subject],
    codes: Mapping[str, Any],
    words: Mapping[str, Answer],
    stands: Record | None,
) -> Mapping[str, str]:
    """What is wrong with whom somebody is said to be; nothing where that is not said.

    Nobody is joined to somebody of the same case, nor, anew, to one of a case that whoever says it may not know of.
    """
    if KNOWN_AS not in codes:
        return {}
    named, said = codes[KNOWN_AS], words.get(SAYS)
    ids = _ids(named)
    if ids is None or ids & {one.subject_id for one in people}:
        return {KNOWN_AS: WHICH}
    if len(ids) > MOST:
        return {KNOWN_AS: TOO_MANY}
    new = ids - set(_ids(stands.codes.get(KNOWN_AS) if stands else None) or ())
    if new and not work.finding.cases_of(new, actor.person_id).keys() >= new:
        return {KNOWN_AS: WHICH}
    known = said is not None and said.value == KNOWN
    if known == bool(joined(named)):
        return {}
    return {KNOWN_AS: NOBODY if known else SOMEBODY}


def joined(named: Mapping[str, str]) -> frozenset[UUID]:
    """Whom somebody is said to be, as surely as it may be."""
    return frozenset(UUID(one) for one, how in named.items() if how != NOT_THEM)


def follow_known(work: Work, said: Record) -> None:
    """What lists show of who is who follows what was said last."""
    work.finding.link(said.subject_id, joined(said.codes[KNOWN_AS]), said.id)


def _ids(named: object) -> frozenset[UUID] | None:
    if not isinstance(named, Mapping):
        return None
    try:
        return frozenset(UUID(str(one)) for one in named)
    except ValueError:
        return None

"""Whose pregnancy has ended, as a named person said: nobody is asked about that unborn child any more. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from app.domain.files import Subject
from app.domain.records import Record
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import PREGNANCY, PREGNANCY_ENDED

SAID: Final = "pregnancy_end"
CHILD, BORN = "case_pregnancy_child", "yes"
"""The word that says whether there is a child now, sealed: no code and no row says how a pregnancy ended."""

NO_MISTAKE: Final = "Nobody has recorded that this pregnancy has ended. If it has not, there is nothing to record."


def has_ended(codes: Mapping[str, Any]) -> bool:
    """Whether a statement with these codes says that a pregnancy has ended."""
    return codes.get(PREGNANCY) == PREGNANCY_ENDED


def wrong_with_mistake(
    kind: StatementKind, about: Subject, codes: Mapping[str, Any], stated: Mapping[tuple[str, UUID], Record]
) -> Mapping[str, str]:
    """What is wrong with saying that an end was recorded by mistake: that none was, in what is `stated`."""
    mistake = kind.of_pregnancy and codes.get(PREGNANCY) not in (None, PREGNANCY_ENDED)
    return {kind.words[0]: NO_MISTAKE} if mistake and (SAID, about.subject_id) not in stated else {}


def ended(stated: Mapping[tuple[str, UUID], Record]) -> frozenset[UUID]:
    """The unborn children of a case whose pregnancy has ended, as it stands."""
    return frozenset(about for (what, about), one in stated.items() if what == SAID and has_ended(one.codes))


def still_asked(people: Iterable[Subject], stated: Mapping[tuple[str, UUID], Record]) -> tuple[Subject, ...]:
    """These people of a case but for the unborn whose pregnancy has ended."""
    over = ended(stated)
    return tuple(one for one in people if one.subject_id not in over)

"""Propose what is said of sharing agreements: one is recorded, a side has signed it, or it holds for a side no more."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from app.domain.changes import AGREEMENT_ENDED, AGREEMENT_RECORDED, AGREEMENT_SIGNED, Change
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.short_words import short_words
from app.services.administration.propose_by_command import propose_for
from app.services.administration.propose_change import propose_change
from app.services.administration.refusing import require_administrator
from app.services.identity.make_partnership import REFERENCE
from app.services.runtime import Runtime

VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,11}")
"""With the reference it stands in leaves, which hold codes and no words about anybody."""
DOCUMENT: Final = re.compile(r"[0-9a-f]{64}")
MOST: Final = 200
"""So many partners one agreement can be with."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody types of an agreement; `others` are all sides but their own."""

    others: Collection[UUID]
    reference: str
    version: str
    title: str
    document: str
    starts: date | None
    review_at: date | None
    ends: date | None


def propose_agreement(runtime: Runtime, actor: Actor, typed: Typed) -> Change:
    """The change that records one version of an agreement, signed by the actor's side.

    A hub's with some partners, a partner's with one hub. Raises InvalidInput naming what is wrong; WrongState where
    this version is recorded already, and where an organisation takes part no more; NotFound, after logging the refusal,
    for whoever does not administer.
    """
    require_administrator(runtime, actor, AGREEMENT_RECORDED)
    return propose_change(runtime, actor, AGREEMENT_RECORDED, actor.organisation_id, asked_of(typed))


def propose_agreement_for(runtime: Runtime, by: UUID, organisation_id: UUID, typed: Typed) -> Change:
    """The same in the name of an administrator, who signs it first. `runtime` is of the administering role."""
    return propose_for(runtime, by, AGREEMENT_RECORDED, organisation_id, organisation_id, asked_of(typed))


def propose_signed(runtime: Runtime, actor: Actor, agreement_id: UUID) -> Change:
    """The change that says that the actor's side has signed it: applied from its first day on.

    Raises WrongState where it has, or has ended; NotFound, after logging the refusal, for whoever does not administer,
    and where their organisation has no side.
    """
    require_administrator(runtime, actor, AGREEMENT_SIGNED)
    return propose_change(runtime, actor, AGREEMENT_SIGNED, agreement_id)


def propose_end(runtime: Runtime, actor: Actor, agreement_id: UUID) -> Change:
    """The change that ends it for the actor's side, a hub's for all. Raises as propose_signed does."""
    require_administrator(runtime, actor, AGREEMENT_ENDED)
    return propose_change(runtime, actor, AGREEMENT_ENDED, agreement_id)


def asked_of(typed: Typed) -> Mapping[str, Any]:
    """What is to be signed. Raises InvalidInput naming all that is wrong at once."""
    wrong: dict[str, str] = {}
    reference, version = (" ".join(one.split()) for one in (typed.reference, typed.version))
    document = "".join(typed.document.split()).lower()
    title = ""
    if not 0 < len(typed.others) <= MOST:
        wrong["others"] = "Choose with whom it is."
    if not REFERENCE.fullmatch(reference):
        wrong["reference"] = "Give its reference: up to 64 letters, digits, spaces and ._/-"
    if not VERSION.fullmatch(version):
        wrong["version"] = "Give its version: up to 12 letters, digits, spaces and ._/-, such as 1 or 2026-1"
    try:
        title = short_words("title", typed.title, "Title")
    except InvalidInput as mistyped:
        wrong |= mistyped.errors
    if not DOCUMENT.fullmatch(document):
        wrong["document"] = "Give the SHA-256 of the document: 64 digits and letters from a to f."
    wrong |= _days(typed)
    if wrong or typed.starts is None or typed.review_at is None:
        raise InvalidInput(wrong)
    return {
        "with": sorted(map(str, typed.others)),
        "reference": reference,
        "version": version,
        "title": title,
        "document": document,
        "starts": typed.starts.isoformat(),
        "review_at": typed.review_at.isoformat(),
        "ends": None if typed.ends is None else typed.ends.isoformat(),
    }


def _days(typed: Typed) -> Mapping[str, str]:
    wrong: dict[str, str] = {}
    if typed.starts is None:
        wrong["starts"] = "First day: enter it."
    if typed.review_at is None:
        wrong["review_at"] = "Look at it again by: enter that day."
    elif typed.starts and typed.review_at <= typed.starts:
        wrong["review_at"] = "Look at it again by: enter a day after its first day."
    if typed.ends and typed.review_at and typed.ends < typed.review_at:
        wrong["ends"] = "Last day: it cannot end before it is looked at again: enter that day, or a later one."
    return wrong

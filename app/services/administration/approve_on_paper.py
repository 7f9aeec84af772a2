"""What an accountable owner who has no passkey has signed on paper, entered by two who administer, and shown as such.

What is signed on paper is a sheet: everything that its organisation has not approved as it reads now, with a digest
over all of it. Entered is that digest, so that nothing else can be approved by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.domain.changes import ENTRIES_ON_PAPER, Change
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.short_words import short_words
from app.domain.time_of_day import london
from app.services.administration.approved_entries import said_of_entries
from app.services.administration.entries import digests_in_force
from app.services.administration.propose_change import propose_change
from app.services.administration.refusing import refused, require_administrator
from app.services.disclosure.duties import ADVISES_ON_POLICY, OWNS_POLICY, has_duty
from app.services.runtime import Runtime
from crypto.canonical import canonical

LABEL: Final = "prx/approval-sheet/v1"
ENOUGH: Final = 16
"""So many digits of the sheet's digest are typed; whoever signs compares all of them with the paper."""
NOTHING_OPEN: Final = "Everything is approved as the policy says it now: there is nothing that could be entered."
NOT_THIS_SHEET: Final = (
    "This is not the digest of what is open now. The policy, or what is approved of it, has changed since the sheet was"
    " printed, or it was mistyped: compare it, or print a new sheet and have that signed."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is open: kind, key and digest of each entry; and the digest over all of it, in hexadecimal digits."""

    entries: Sequence[tuple[str, str, str]]
    digest: str


def see_sheet(runtime: Runtime, actor: Actor) -> Sheet:
    """The sheet of the actor's organisation as it is now. Raises NotFound, after logging it, for whoever reads none."""
    if not any(has_duty(runtime.policy.release, actor, one) for one in (OWNS_POLICY, ADVISES_ON_POLICY)):
        refused(runtime, actor, "see_sheet")
    with runtime.database.work(actor.organisation_id) as work:
        return _sheet(runtime, work, actor)


def propose_from_paper(
    runtime: Runtime, actor: Actor, digest: str, owner: str, signed_on: date | None, kept_at: str
) -> Change:
    """The change that approves all of a sheet, as its owner signed it on a day; `kept_at` says where the paper lies.

    Raises InvalidInput naming all that is wrong at once; NotFound, after logging the refusal, for whoever does not
    administer.
    """
    require_administrator(runtime, actor, ENTRIES_ON_PAPER)
    with runtime.database.work(actor.organisation_id) as work:
        sheet = _sheet(runtime, work, actor)
    wrong: dict[str, str] = {}
    said: dict[str, str] = {}
    written = "".join(digest.split()).lower()
    if not sheet.entries:
        wrong["digest"] = NOTHING_OPEN
    elif len(written) < ENOUGH or not sheet.digest.startswith(written):
        wrong["digest"] = NOT_THIS_SHEET
    for name, typed, label in (("owner", owner, "Who signed it"), ("kept_at", kept_at, "Where the paper lies")):
        try:
            said[name] = short_words(name, typed, label)
        except InvalidInput as mistyped:
            wrong |= mistyped.errors
    if signed_on is not None and signed_on > london(runtime.clock.now()).date():
        wrong["signed_on"] = "When it was signed: that day is still to come."
    if wrong or signed_on is None:
        raise InvalidInput(wrong or {"signed_on": "Say when it was signed."})
    paper = {**said, "sheet": sheet.digest, "signed_on": signed_on.isoformat()}
    asked = {"entries": [list(one) for one in sheet.entries], "why": "", "paper": paper}
    return propose_change(runtime, actor, ENTRIES_ON_PAPER, actor.organisation_id, asked)


def _sheet(runtime: Runtime, work: Work, actor: Actor) -> Sheet:
    said = said_of_entries(runtime, work, actor.organisation_id)
    open_now = [
        (kind, key, digest)
        for (kind, key), digest in sorted(digests_in_force(runtime.policy, actor.organisation_kind).items())
        if digest not in said or not said[digest].approved
    ]
    return Sheet(open_now, _digest(actor.organisation_id, open_now))


def _digest(organisation_id: UUID, entries: Sequence[tuple[str, str, str]]) -> str:
    of = {"entries": [list(one) for one in entries], "organisation": str(organisation_id)}
    return hashlib.sha256(f"{LABEL}\n".encode() + canonical(of)).hexdigest()

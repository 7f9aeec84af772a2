"""What an accountable owner who has no passkey has signed on paper, entered by two who administer, and shown as such.

What is signed on paper is a sheet. Entered is its digest, so that nothing else can be approved by it: of what stands on
it what was approved since is left out, and with what was objected to since it does not fit any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from app.domain.changes import ENTRIES_ON_PAPER, Change
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.short_words import short_words_of
from app.domain.time_of_day import london
from app.services.administration.approval_sheets import Sheet, Sheets, sheets_of
from app.services.administration.entries import called
from app.services.administration.propose_change import propose_change
from app.services.administration.refusing import require_administrator
from app.services.runtime import Runtime

ENOUGH: Final = 16
"""So many digits of the sheet's digest are typed; whoever signs compares all of them with the paper."""
LONGEST_AGO: Final = timedelta(days=366)
NOTHING_OPEN: Final = "Everything on it is approved, or objected to: there is nothing that could be entered."
NO_DIGEST: Final = "Digest of the sheet: copy it from the paper."
TOO_SHORT: Final = f"Digest of the sheet: that is too little of it. Copy at least its first {ENOUGH} digits."
NOT_THIS_SHEET: Final = (
    "Digest of the sheet: this is of no sheet of what the policy says now. The policy has changed since it was printed,"
    " or it was mistyped: compare it, or print a new sheet and have that signed."
)
OBJECTED_SINCE: Final = (
    "Digest of the sheet: since it was printed an owner has objected to {}. It does not fit any more: print a new sheet"
    " and have that signed."
)
AGAINST: Final = (
    "The data protection officer advises against {}. Say why it is approved all the same, as its owner wrote on the"
    " paper; if nothing is written there, print a new sheet and have that signed."
)


def propose_from_paper(
    runtime: Runtime, actor: Actor, digest: str, owner: str, signed_on: date | None, kept_at: str, why: str = ""
) -> Change:
    """The change that approves what is open of a sheet, as its owner signed it on a day.

    `kept_at` says where the paper lies, `why` what the owner wrote on it for approving against advice.

    Raises InvalidInput naming all that is wrong at once; NotFound, after logging the refusal, for whoever does not
    administer.
    """
    require_administrator(runtime, actor, ENTRIES_ON_PAPER)
    with runtime.database.work(actor.organisation_id) as work:
        sheets = sheets_of(runtime, work, actor)
    wrong: dict[str, str] = {}
    said: Mapping[str, str] = {}
    try:
        said = short_words_of({"owner": (owner, "Who signed it"), "kept_at": (kept_at, "Where the paper lies")})
    except InvalidInput as mistyped:
        wrong |= mistyped.errors
    signed, problem = _sheet_of(runtime, sheets, "".join(digest.split()).lower())
    if problem:
        wrong["digest"] = problem
    entries = [] if signed is None else [one for one in signed.entries if one in sheets.now.entries]
    if against := _advised_against(runtime, sheets, entries if not why.strip() else ()):
        wrong["why"] = AGAINST.format(against)
    wrong |= _wrong_day(signed_on, london(runtime.clock.now()).date())
    if wrong or signed is None or signed_on is None:
        raise InvalidInput(wrong)
    paper = {**said, "sheet": signed.digest, "signed_on": signed_on.isoformat()}
    asked = {"entries": [list(one) for one in entries], "why": why, "paper": paper}
    return propose_change(runtime, actor, ENTRIES_ON_PAPER, actor.organisation_id, asked)


def _sheet_of(runtime: Runtime, sheets: Sheets, written: str) -> tuple[Sheet | None, str | None]:
    """The sheet that was signed, by what was typed of its digest; or else what is wrong with that."""
    if len(written) < ENOUGH:
        return None, TOO_SHORT if written else NO_DIGEST
    signed = sheets.of(written)
    if signed is None:
        return None, NOT_THIS_SHEET
    if gone := [one for one in signed.entries if one in sheets.objected]:
        return None, OBJECTED_SINCE.format(_named(runtime, gone))
    if not set(signed.entries) & set(sheets.now.entries):
        return None, NOTHING_OPEN
    return signed, None


def _advised_against(runtime: Runtime, sheets: Sheets, entries: Sequence[tuple[str, str, str]]) -> str:
    against = [one for one in entries if one[2] in sheets.advice and sheets.advice[one[2]].against]
    return _named(runtime, against)


def _named(runtime: Runtime, entries: Sequence[tuple[str, str, str]]) -> str:
    return ", ".join(called(runtime.policy.release, kind, key) for kind, key, _ in entries)


def _wrong_day(signed_on: date | None, today: date) -> Mapping[str, str]:
    if signed_on is None:
        return {"signed_on": "When it was signed: enter that day."}
    if signed_on > today:
        return {"signed_on": "When it was signed: that day is still to come."}
    if signed_on < today - LONGEST_AGO:
        return {
            "signed_on": "When it was signed: that is more than a year ago. Print a new sheet and have that signed."
        }
    return {}
